#include "services/sandbox/objects/testcards.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace billhook::sandbox {

namespace {

struct Row
{
    std::string_view name; ///< after pm_card_ or tok_; empty: has none
    std::string_view number;
    std::string_view brand;
    std::string_view behavior;
};

constexpr std::array<Row, 22> cards{ { { "visa", "4242424242424242", "visa", "" },
    { "visa_debit", "4000056655665556", "visa", "" }, { "mastercard", "5555555555554444", "mastercard", "" },
    { "mastercard_debit", "5200828282828210", "mastercard", "" }, { "amex", "378282246310005", "amex", "" },
    { "discover", "6011111111111117", "discover", "" }, { "us", "4242424242424242", "visa", "" },
    { "chargeDeclined", "4000000000000002", "visa", "declines generic_decline" },
    { "chargeDeclinedInsufficientFunds", "4000000000009995", "visa", "declines insufficient_funds" },
    { "chargeDeclinedLostCard", "4000000000009987", "visa", "declines lost_card" },
    { "chargeDeclinedStolenCard", "4000000000009979", "visa", "declines stolen_card" },
    { "chargeDeclinedExpiredCard", "4000000000000069", "visa", "declines expired_card" },
    { "chargeDeclinedIncorrectCvc", "4000000000000127", "visa", "declines incorrect_cvc" },
    { "chargeDeclinedProcessingError", "4000000000000119", "visa", "declines processing_error" },
    { "chargeDeclinedVelocityLimitExceeded", "4000000000006975", "visa", "declines card_velocity_exceeded" },
    { "chargeDeclinedFraudulent", "4100000000000019", "visa", "declines fraudulent" },
    { "chargeCustomerFail", "4000000000000341", "visa", "fails" },
    { "authenticationRequiredOnSetup", "4000002500003155", "visa", "authenticate_unless_set_up" },
    { "authenticationRequired", "4000002760003184", "visa", "authenticate" },
    { "threeDSecure2Required", "4000000000003220", "visa", "authenticate" },
    { "threeDSecureRequired", "4000000000003063", "visa", "authenticate" },
    { "authenticationRequiredChargeDeclinedInsufficientFunds", "4000008260003178", "visa",
        "authenticate_then_fail" } } };

std::optional<TestCard> cardOf(const Row *row)
{
    if (row == cards.end()) {
        return std::nullopt;
    }
    const bool debit = row->name.ends_with("_debit");
    return TestCard{ std::string(row->number), std::string(row->brand), debit ? "debit" : "credit",
        std::string(row->behavior) };
}

std::string_view without(std::string_view text, std::string_view beginning)
{
    return text.starts_with(beginning) ? text.substr(beginning.size()) : text;
}

} // namespace

std::optional<TestCard> testCardOf(const std::string &number)
{
    return cardOf(
        std::find_if(cards.begin(), cards.end(), [&number](const Row &row) { return row.number == number; }));
}

std::optional<TestCard> namedTestCard(const std::string &name)
{
    if (!name.starts_with("pm_card_") && !name.starts_with("tok_")) {
        return std::nullopt;
    }
    auto wanted = without(without(name, "pm_card_"), "tok_");
    if (wanted.starts_with("visa_charge")) {
        wanted = without(wanted, "visa_");
    }
    return cardOf(
        std::find_if(cards.begin(), cards.end(), [wanted](const Row &row) { return row.name == wanted; }));
}

Refused refusalFor(const std::string &declineCode)
{
    struct Meaning
    {
        std::string_view declineCode;
        std::string_view code;
        std::string_view message;
    };
    static constexpr std::array<Meaning, 6> meanings{ {
        { "expired_card", "expired_card", "Your card has expired." },
        { "incorrect_cvc", "incorrect_cvc", "Your card's security code is incorrect." },
        { "processing_error", "processing_error",
            "An error occurred while processing your card. Try again in a little bit." },
        { "insufficient_funds", "card_declined", "Your card has insufficient funds." },
        { "authentication_required", "authentication_required",
            "Your card was declined. This transaction requires authentication." },
        { "card_velocity_exceeded", "card_declined",
            "Your card was declined for making repeated attempts too frequently or exceeding its amount "
            "limit." },
    } };
    const auto found = std::find_if(meanings.begin(), meanings.end(),
        [&declineCode](const Meaning &meaning) { return meaning.declineCode == declineCode; });
    const bool plain = found == meanings.end();
    return { plain ? "card_declined" : std::string(found->code), declineCode,
        plain ? "Your card was declined." : std::string(found->message) };
}

} // namespace billhook::sandbox
