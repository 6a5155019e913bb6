#pragma once

#include <QJsonObject>

#include <optional>
#include <string>

namespace billhook::sandbox {

/** Why a card was refused. `code` is Stripe's error code, `declineCode` the bank's; both empty: accepted. */
struct Refused
{
    std::string code;
    std::string declineCode;
    std::string message;
};

/**
 * What a test card does, as `_behavior` of its payment method: nothing; `declines CODE` at once, also when it
 * is attached; `fails`: only when it is charged; `authenticate`, `authenticate_unless_set_up`,
 * `authenticate_then_fail`.
 */
struct TestCard
{
    std::string number;
    std::string brand;
    std::string funding;
    std::string behavior;
};

/** The card with that number; none when the number is no test card's. */
std::optional<TestCard> testCardOf(const std::string &number);
/** The card behind names such as pm_card_visa and tok_chargeDeclined. */
std::optional<TestCard> namedTestCard(const std::string &name);

/** What a decline code means to a person. */
Refused refusalFor(const std::string &declineCode);

} // namespace billhook::sandbox
