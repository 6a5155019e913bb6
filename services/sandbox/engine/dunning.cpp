#include "services/sandbox/engine/dunning.h"

#include <array>

namespace billhook::sandbox {

namespace {

constexpr std::array<Seconds, 3> retryDelays{ 3 * dayLength, 5 * dayLength, 7 * dayLength };

} // namespace

std::optional<Seconds> nextRetry(int attempts, Seconds at)
{
    const auto index = static_cast<std::size_t>(attempts - 1);
    return index < retryDelays.size() ? std::optional<Seconds>(at + retryDelays[index]) : std::nullopt;
}

bool isSoftDecline(const std::string &declineCode)
{
    return declineCode == "insufficient_funds" || declineCode == "generic_decline"
        || declineCode == "do_not_honor";
}

bool isExpired(const Card &card, Seconds at)
{
    const auto date = dateOf(at);
    return card.expiryYear * 12 + card.expiryMonth < date.year * 12 + date.month;
}

} // namespace billhook::sandbox
