#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace billhook::analytics {

/** A named policy of what counts as recurring revenue; printed with every number. */
enum class Profile : std::int16_t
{
    StripeDefault, ///< "stripe-default": discounts that last forever are subtracted, others are not
    Net, ///< "net": every discount is subtracted while it runs
};

/** The profile of that name; nothing for a name that is none. */
constexpr std::optional<Profile> profileNamed(std::string_view name)
{
    if (name == "stripe-default") {
        return Profile::StripeDefault;
    }
    return name == "net" ? std::optional(Profile::Net) : std::nullopt;
}

} // namespace billhook::analytics
