#include "services/sandbox/objects/subscriptionend.h"

#include "services/sandbox/objects/collection.h"
#include "services/sandbox/objects/documents.h"
#include "services/sandbox/objects/invoiceitems.h"
#include "services/sandbox/objects/invoicing.h"
#include "services/sandbox/objects/prorations.h"
#include "services/sandbox/objects/subscriptions.h"
#include "services/sandbox/objects/subscriptionstart.h"

namespace billhook::sandbox {

using namespace Qt::StringLiterals;

namespace {

void takeDetails(QJsonObject &subscription, const QJsonObject &given)
{
    const auto details = given.value(u"cancellation_details"_s).toObject();
    for (auto entry = details.begin(); entry != details.end(); ++entry) {
        setAt(subscription, u"cancellation_details."_s + entry.key(), entry.value());
    }
}

Refusal wrongStatus(const QJsonObject &subscription, const std::string &what)
{
    return invalidParameter(
        "", "This subscription is " + textAt(subscription, u"status"_s) + ": it can't be " + what + ".", "");
}

} // namespace

void takeCancelTerms(
    const Transaction &transaction, const QJsonObject &before, QJsonObject &after, const QJsonObject &given)
{
    const bool both = given.contains(u"cancel_at_period_end"_s) || given.contains(u"cancel_at"_s);
    if (!both || hasEnded(before)) {
        return;
    }
    const auto end = periodOf(after).end;
    const auto at = given.value(u"cancel_at"_s).toString();
    const bool atEnd = given.value(u"cancel_at_period_end"_s).toBool();
    std::optional<Seconds> when;
    if (atEnd || at == u"min_period_end"_s || at == u"max_period_end"_s || at == u"max_billed_until"_s) {
        when = end;
    } else if (!at.isEmpty()) {
        when = at.toLongLong();
    }
    after.insert(u"cancel_at"_s, numberOrNull(when));
    after.insert(u"cancel_at_period_end"_s, atEnd && !isFlexible(before));
    after.insert(u"canceled_at"_s, when ? number(transaction.now()) : null());
    setAt(after, u"cancellation_details.reason"_s, when ? text("cancellation_requested") : null());
    if (!when) {
        setAt(after, u"cancellation_details.comment"_s, null());
        setAt(after, u"cancellation_details.feedback"_s, null());
    }
    takeDetails(after, given);
}

Attempt<QJsonObject> cancelSubscription(
    Transaction &transaction, const QJsonObject &subscription, const QJsonObject &given)
{
    if (hasEnded(subscription)) {
        return noSuchObject("subscription", textAt(subscription, u"id"_s));
    }
    const bool billed = !isText(subscription, u"status"_s, u"trialing"_s)
        && !isText(subscription, u"status"_s, u"incomplete"_s);
    if (given.value(u"prorate"_s).toBool() && billed) {
        creditAll(transaction, subscription, transaction.now());
    }
    auto ending = subscription;
    ending.insert(u"canceled_at"_s, number(transaction.now()));
    ending.insert(u"cancel_at"_s, null());
    ending.insert(u"cancel_at_period_end"_s, false);
    takeDetails(ending, given);
    if (given.value(u"invoice_now"_s).toBool()) {
        invoiceWaiting(transaction, subscription);
        const auto now = transaction.find("subscription", textAt(subscription, u"id"_s));
        ending.insert(u"latest_invoice"_s, now->value(u"latest_invoice"_s));
    }
    return endSubscription(transaction, ending, "cancellation_requested");
}

void invoiceWaiting(Transaction &transaction, const QJsonObject &subscription)
{
    const auto customer = customerOf(transaction, subscription);
    if (waitingItems(transaction, customer, subscription.value(u"id"_s)).empty()) {
        return;
    }
    const auto invoiceId = transaction.newId("in");
    auto after = subscription;
    after.insert(u"latest_invoice"_s, text(invoiceId));
    changeSubscription(transaction, subscription, after);
    const auto draft = draftInvoice(transaction,
        { .customer = customer,
            .subscription = after,
            .reason = "subscription_update",
            .periodStart = periodOf(subscription).start,
            .periodEnd = transaction.now(),
            .id = invoiceId });
    static_cast<void>(collectNow(transaction, draft, u"allow_incomplete"_s));
}

QJsonObject pauseFor(Transaction &transaction, const QJsonObject &subscription, const QString &reason)
{
    auto after = subscription;
    after.insert(u"status"_s, u"paused"_s);
    after.insert(u"status_details"_s,
        QJsonObject{ { u"paused"_s,
            QJsonObject{ { u"subscription"_s, QJsonObject{ { u"type"_s, reason } } },
                { u"transitioned_at"_s, number(transaction.now()) }, { u"type"_s, u"subscription"_s } } } });
    changeSubscription(transaction, subscription, after);
    tell(transaction, subscriptionKind(), "customer.subscription.paused", after);
    return after;
}

Attempt<QJsonObject> pauseSubscription(
    Transaction &transaction, const QJsonObject &subscription, const QJsonObject &given)
{
    const auto status = subscription.value(u"status"_s).toString();
    if (status != u"active"_s && status != u"trialing"_s && status != u"past_due"_s) {
        return wrongStatus(subscription, "paused");
    }
    const auto from = valueAt(given, u"bill_for.unused_time_from.type"_s).toString(u"now"_s);
    if (from != u"none"_s && status == u"active"_s) {
        const auto start = from == u"now"_s ? transaction.now() : periodOf(subscription).start;
        creditAll(transaction, subscription, start);
    }
    if (isText(given, u"invoicing_behavior"_s, u"invoice"_s)) {
        invoiceWaiting(transaction, subscription);
    }
    const auto now = *transaction.find("subscription", textAt(subscription, u"id"_s));
    return pauseFor(transaction, now, u"pause_requested"_s);
}

Attempt<QJsonObject> resumeSubscription(
    Transaction &transaction, const QJsonObject &subscription, const QJsonObject &given)
{
    if (!isText(subscription, u"status"_s, u"paused"_s)) {
        return wrongStatus(subscription, "resumed");
    }
    const auto now = transaction.now();
    const auto interval = intervalOf(transaction, subscription);
    const bool keeps = isText(given, u"billing_cycle_anchor"_s, u"unchanged"_s);
    const auto anchor = keeps ? subscription.value(u"billing_cycle_anchor"_s).toInteger() : now;
    const auto period = periodNumber(anchor, interval, now);
    const auto invoiceId = transaction.newId("in");
    auto after = subscription;
    after.insert(u"billing_cycle_anchor"_s, number(anchor));
    after.insert(u"status"_s, u"active"_s);
    after.remove(u"status_details"_s);
    setPeriod(after, { periodStart(anchor, interval, period), periodStart(anchor, interval, period + 1) });
    const bool charges = !keeps || !isText(given, u"proration_behavior"_s, u"none"_s);
    if (charges) {
        after.insert(u"latest_invoice"_s, text(invoiceId));
    }
    changeSubscription(transaction, subscription, after);
    tell(transaction, subscriptionKind(), "customer.subscription.resumed", after);
    if (keeps && charges) {
        for (const auto &item : entriesOf(after, u"items"_s)) {
            chargeRemaining(transaction, after, item.toObject(), now);
        }
    }
    if (charges) {
        const auto draft = draftInvoice(transaction,
            { .customer = customerOf(transaction, after),
                .subscription = after,
                .reason = "subscription_update",
                .lines = keeps ? QJsonArray() : periodLines(transaction, after),
                .periodStart = now,
                .periodEnd = now,
                .id = invoiceId });
        static_cast<void>(collectNow(transaction, draft, u"allow_incomplete"_s));
    }
    return *transaction.find("subscription", textAt(subscription, u"id"_s));
}

} // namespace billhook::sandbox
