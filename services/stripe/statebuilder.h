#pragma once

#include "models/domain/fact.h"
#include "models/domain/result.h"
#include "services/stripe/jsonview.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace billhook::stripe {

/**
 * Collects the fields of one State and checks their types; absent and null are both "no entry".
 * The first field of a wrong type makes finish() an error that names it, up to leaveOutUnreadable().
 */
class StateBuilder final
{
public:
    void text(std::string_view field, JsonView value);
    void integer(std::string_view field, JsonView value);
    void instant(std::string_view field, JsonView value); ///< UTC seconds, years 1970 to 9999
    void boolean(std::string_view field, JsonView value);
    void decimal(
        std::string_view field, JsonView value); ///< number or text; kept as text in its shortest form
    void id(std::string_view field, JsonView value); ///< an id, or an object with one
    void discount(std::string_view field, JsonView value); ///< the id of a discount
    void hash(std::string_view field, JsonView value); ///< an object of texts, null members dropped
    void json(std::string_view field, JsonView value); ///< an object or array as it is
    void raw(std::string_view field, std::string canonical); ///< made by the caller

    /** From here on a field of a wrong type is left out: no event is set aside for what only describes. */
    void leaveOutUnreadable() { m_isLenient = true; }

    bool failed() const { return !m_wrong.empty(); }
    void fail(std::string_view field);
    domain::Result<domain::State> finish();

private:
    domain::State m_state;
    std::string m_wrong; ///< the first field that could not be read
    bool m_isLenient = false;
};

/** The id in an id, or in an object that has one; nothing for null, missing and everything else. */
std::optional<std::string> idOf(JsonView value);

/** As idOf(); discounts of before 2020 have none and go by what they belong to. */
std::optional<std::string> discountIdOf(JsonView discount);

/** An integer of 64 bits without fraction or exponent. */
std::optional<std::int64_t> integerOf(JsonView value);

/** Seconds between 1970 and 9999. */
std::optional<std::int64_t> instantOf(JsonView value);

} // namespace billhook::stripe
