#pragma once

#include "models/domain/decimal.h"
#include "models/domain/money.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace billhook::stripeclient {

/** Keys and values of an object's metadata; an empty value removes the key. */
using Metadata = std::vector<std::pair<std::string, std::string>>;

/**
 * The parameters of one call, in the order they were added and as Stripe reads them: nested names are written
 * out
 * ("recurring[interval]"), an empty text clears a value. Numbers are written from integers and decimals only,
 * so that 1003800 is never 1.0038e+06.
 */
class Form final
{
public:
    using Fields = std::vector<std::pair<std::string, std::string>>;

    Form() = default;
    explicit Form(Fields fields)
        : m_fields(std::move(fields))
    { }

    Form &text(std::string name, std::string value);
    Form &integer(std::string name, std::int64_t value);
    Form &decimal(std::string name, const domain::Decimal &value);
    Form &flag(std::string name, bool value);
    Form &list(const std::string &name, const std::vector<std::string> &values); ///< an empty one is left out
    Form &metadata(const Metadata &values);

    Form &replace(const std::string &name, std::string value); ///< adds it where it is not there

    std::string_view value(std::string_view name) const; ///< "" where it is not there
    bool contains(std::string_view name) const;
    bool empty() const { return m_fields.empty(); }
    const Fields &fields() const { return m_fields; }

    std::string encoded() const; ///< application/x-www-form-urlencoded

    bool operator==(const Form &) const = default;

private:
    Fields m_fields;
};

/** Percent-encoding of one value of a form. Brackets stay, as in the official clients. */
std::string formEncoded(std::string_view text);

/** Percent-encoding of one segment of a path. */
std::string pathEncoded(std::string_view text);

} // namespace billhook::stripeclient
