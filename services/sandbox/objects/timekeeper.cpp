#include "services/sandbox/objects/timekeeper.h"

#include "services/sandbox/objects/collection.h"
#include "services/sandbox/objects/documents.h"
#include "services/sandbox/objects/payments.h"
#include "services/sandbox/objects/schedules.h"
#include "services/sandbox/objects/sessions.h"
#include "services/sandbox/objects/subscriptioncycle.h"

#include <algorithm>
#include <array>
#include <limits>

namespace billhook::sandbox {

using namespace Qt::StringLiterals;

namespace {

std::optional<Seconds> nextOfInvoice(const Transaction & /*transaction*/, const QJsonObject &invoice)
{
    if (isText(invoice, u"status"_s, u"draft"_s)) {
        return numberAt(invoice, u"automatically_finalizes_at"_s);
    }
    if (!isText(invoice, u"status"_s, u"open"_s)) {
        return std::nullopt;
    }
    const bool late = invoice.value(u"_overdue"_s).toBool();
    return isText(invoice, u"collection_method"_s, u"send_invoice"_s)
        ? (late ? std::nullopt : numberAt(invoice, u"due_date"_s))
        : numberAt(invoice, u"next_payment_attempt"_s);
}

void advanceInvoice(Transaction &transaction, const QJsonObject &invoice)
{
    if (isText(invoice, u"collection_method"_s, u"send_invoice"_s)
        && isText(invoice, u"status"_s, u"open"_s)) {
        becomeOverdue(transaction, invoice);
        return;
    }
    const auto open
        = isText(invoice, u"status"_s, u"draft"_s) ? finalizeInvoice(transaction, invoice) : invoice;
    if (isText(open, u"status"_s, u"open"_s)
        && isText(open, u"collection_method"_s, u"charge_automatically"_s)) {
        retryPayment(transaction, open);
    }
}

/** A table whose documents do things as time passes. */
struct Living
{
    const char *table;
    std::optional<Seconds> (*next)(const Transaction &, const QJsonObject &);
    void (*live)(Transaction &, const QJsonObject &);
};

/** At the same second a schedule changes what the renewal then bills, and invoices go before both. */
constexpr std::array<Living, 4> living{ { { "invoice", nextOfInvoice, advanceInvoice },
    { "subscription_schedule", nextOfSchedule, advanceSchedule }, { "subscription", nextMoment, liveOn },
    { "checkout_session", nextOfCheckout, expireCheckout } } };

struct Due
{
    Seconds at = 0;
    const Living *living = nullptr;
    QJsonObject document;
};

/** Stripe shows no clock on some objects; those keep it for themselves. */
std::string livesBy(const QJsonObject &document)
{
    return textAt(document, document.contains(u"_clock"_s) ? u"_clock"_s : u"test_clock"_s);
}

/** What is due first; among equals the oldest. */
std::optional<Due> firstDue(const Transaction &transaction, const std::string &clock, Seconds until)
{
    std::optional<Due> first;
    for (const auto &kind : living) {
        const auto documents = transaction.all(kind.table);
        for (auto document = documents.rbegin(); document != documents.rend(); ++document) {
            if (livesBy(*document) != clock) {
                continue;
            }
            const auto at = kind.next(transaction, *document);
            if (at && *at <= until && (!first || *at < first->at)) {
                first = Due{ *at, &kind, *document };
            }
        }
    }
    return first;
}

} // namespace

void passTime(Transaction &transaction, const std::string &clock, Seconds until)
{
    const AsClockwork clockwork(transaction);
    auto now = timeOf(transaction, clock);
    while (const auto due = firstDue(transaction, clock, until)) {
        now = clock.empty() ? due->at : std::max(now, due->at);
        const TimeShift shift(transaction, now);
        due->living->live(transaction, due->document);
    }
}

void catchUp(Transaction &transaction)
{
    if (transaction.isQuiet()) {
        return;
    }
    passTime(transaction, "", transaction.now());
    const auto next = firstDue(transaction, "", std::numeric_limits<Seconds>::max());
    if (transaction.changesNothing()) {
        transaction.keepQuietUntil(next ? next->at : std::numeric_limits<Seconds>::max());
    }
}

} // namespace billhook::sandbox
