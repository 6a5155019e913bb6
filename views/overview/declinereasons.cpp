#include "views/overview/declinereasons.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>
#include <utility>

namespace billhook::overview {

namespace {

using namespace Qt::StringLiterals;

struct Reason
{
    QLatin1StringView code;
    const char *text = nullptr;
};

constexpr const char *context = "DeclineReason";

constexpr std::array reasons{
    Reason{ "approve_with_id"_L1, QT_TRANSLATE_NOOP("DeclineReason", "Bank asks to try again") },
    Reason{
        "authentication_not_handled"_L1, QT_TRANSLATE_NOOP("DeclineReason", "3-D Secure was not completed") },
    Reason{ "authentication_required"_L1, QT_TRANSLATE_NOOP("DeclineReason", "Bank asks for 3-D Secure") },
    Reason{ "card_declined"_L1, QT_TRANSLATE_NOOP("DeclineReason", "Declined by issuer") },
    Reason{
        "card_not_supported"_L1, QT_TRANSLATE_NOOP("DeclineReason", "Card does not allow this purchase") },
    Reason{ "card_velocity_exceeded"_L1, QT_TRANSLATE_NOOP("DeclineReason", "Card limit reached") },
    Reason{
        "currency_not_supported"_L1, QT_TRANSLATE_NOOP("DeclineReason", "Card does not take this currency") },
    Reason{ "do_not_honor"_L1, QT_TRANSLATE_NOOP("DeclineReason", "Declined by issuer") },
    Reason{ "expired_card"_L1, QT_TRANSLATE_NOOP("DeclineReason", "Card expired") },
    Reason{ "fraudulent"_L1, QT_TRANSLATE_NOOP("DeclineReason", "Blocked as suspected fraud") },
    Reason{ "generic_decline"_L1, QT_TRANSLATE_NOOP("DeclineReason", "Declined by issuer") },
    Reason{ "highest_risk_level"_L1, QT_TRANSLATE_NOOP("DeclineReason", "Blocked as highest risk") },
    Reason{ "incorrect_cvc"_L1, QT_TRANSLATE_NOOP("DeclineReason", "Wrong security code") },
    Reason{ "incorrect_number"_L1, QT_TRANSLATE_NOOP("DeclineReason", "Wrong card number") },
    Reason{ "insufficient_funds"_L1, QT_TRANSLATE_NOOP("DeclineReason", "Insufficient funds") },
    Reason{ "invalid_account"_L1, QT_TRANSLATE_NOOP("DeclineReason", "Account is closed or unknown") },
    Reason{ "issuer_not_available"_L1, QT_TRANSLATE_NOOP("DeclineReason", "Bank could not be reached") },
    Reason{ "lost_card"_L1, QT_TRANSLATE_NOOP("DeclineReason", "Card reported lost") },
    Reason{ "pickup_card"_L1, QT_TRANSLATE_NOOP("DeclineReason", "Card blocked by issuer") },
    Reason{ "processing_error"_L1, QT_TRANSLATE_NOOP("DeclineReason", "Processing error") },
    Reason{ "revocation_of_all_authorizations"_L1,
        QT_TRANSLATE_NOOP("DeclineReason", "Customer stopped all charges") },
    Reason{ "revocation_of_authorization"_L1,
        QT_TRANSLATE_NOOP("DeclineReason", "Customer stopped this charge") },
    Reason{ "stolen_card"_L1, QT_TRANSLATE_NOOP("DeclineReason", "Card reported stolen") },
    Reason{
        "transaction_not_allowed"_L1, QT_TRANSLATE_NOOP("DeclineReason", "Card does not allow this charge") },
    Reason{ "try_again_later"_L1, QT_TRANSLATE_NOOP("DeclineReason", "Bank asks to try later") },
    Reason{ "withdrawal_count_limit_exceeded"_L1, QT_TRANSLATE_NOOP("DeclineReason", "Card limit reached") },
};

constexpr std::array hardDeclines{ "expired_card"_L1, "highest_risk_level"_L1, "incorrect_number"_L1,
    "invalid_account"_L1, "lost_card"_L1, "pickup_card"_L1, "revocation_of_all_authorizations"_L1,
    "revocation_of_authorization"_L1, "stolen_card"_L1, "transaction_not_allowed"_L1 };

/** The card is good; its holder has to say yes to the bank. */
constexpr std::array unconfirmed{ "authentication_not_handled"_L1, "authentication_required"_L1 };

QString inWords(const QString &code)
{
    QString words = code;
    words.replace(u'_', u' ');
    words[0] = words.at(0).toUpper();
    return words;
}

/** The decline code says more than the error code; either may be missing. */
const QString &tellingCode(const QString &code, const QString &declineCode)
{
    return declineCode.isEmpty() ? code : declineCode;
}

} // namespace

QString declineReason(const QString &code, const QString &declineCode)
{
    const QString &telling = tellingCode(code, declineCode);
    if (telling.isEmpty()) {
        return QCoreApplication::translate(context, "Payment failed");
    }
    const auto *found = std::find_if(
        reasons.begin(), reasons.end(), [&telling](const Reason &reason) { return reason.code == telling; });
    return found == reasons.end() ? inWords(telling) : QCoreApplication::translate(context, found->text);
}

Remedy remedyFor(const QString &code, const QString &declineCode)
{
    const QString &telling = tellingCode(code, declineCode);
    if (std::find(unconfirmed.begin(), unconfirmed.end(), telling) != unconfirmed.end()) {
        return Remedy::Confirmation;
    }
    const bool hard = std::find(hardDeclines.begin(), hardDeclines.end(), telling) != hardDeclines.end();
    return hard ? Remedy::NewCard : Remedy::AnotherTry;
}

} // namespace billhook::overview
