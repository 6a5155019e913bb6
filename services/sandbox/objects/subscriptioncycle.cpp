#include "services/sandbox/objects/subscriptioncycle.h"

#include "services/sandbox/objects/collection.h"
#include "services/sandbox/objects/customers.h"
#include "services/sandbox/objects/discounts.h"
#include "services/sandbox/objects/documents.h"
#include "services/sandbox/objects/invoices.h"
#include "services/sandbox/objects/invoicing.h"
#include "services/sandbox/objects/subscriptionchange.h"
#include "services/sandbox/objects/subscriptionend.h"
#include "services/sandbox/objects/subscriptions.h"

#include <algorithm>
#include <vector>

namespace billhook::sandbox {

using namespace Qt::StringLiterals;

namespace {

constexpr Seconds incompleteLife = 23 * hourLength;
constexpr Seconds trialNotice = 3 * dayLength;
constexpr Seconds upcomingNotice = 7 * dayLength;

using Act = void (*)(Transaction &, const QJsonObject &);

/** Something that will happen, in the order of what goes first at one second. */
struct Moment
{
    Seconds at = 0;
    Act act = nullptr;
};

bool isStatus(const QJsonObject &subscription, const QString &status)
{
    return isText(subscription, u"status"_s, status);
}

void setStatus(Transaction &transaction, const QJsonObject &subscription, const QString &status)
{
    auto after = subscription;
    after.insert(u"status"_s, status);
    changeSubscription(transaction, subscription, after);
}

void expire(Transaction &transaction, const QJsonObject &subscription)
{
    auto after = subscription;
    after.insert(u"status"_s, u"incomplete_expired"_s);
    after.insert(u"ended_at"_s, number(transaction.now()));
    changeSubscription(transaction, subscription, after);
    const auto invoice = transaction.find("invoice", textAt(subscription, u"latest_invoice"_s));
    if (invoice && isText(*invoice, u"status"_s, u"open"_s)) {
        voidInvoice(transaction, *invoice);
    }
}

void noticeTrialEnd(Transaction &transaction, const QJsonObject &subscription)
{
    auto after = subscription;
    after.insert(u"_noticed"_s, true);
    transaction.put("subscription", after);
    tell(transaction, subscriptionKind(), "customer.subscription.trial_will_end", after);
}

/** invoice.upcoming speaks of an invoice that is not there yet, and so has no id. */
void noticeRenewal(Transaction &transaction, const QJsonObject &subscription)
{
    auto noticed = subscription;
    noticed.insert(u"_upcoming"_s, number(periodOf(subscription).end));
    transaction.put("subscription", noticed);
    auto next = subscription;
    const auto interval = intervalOf(transaction, subscription);
    const auto end = periodOf(subscription).end;
    const auto anchor = subscription.value(u"billing_cycle_anchor"_s).toInteger();
    setPeriod(next, { end, periodStart(anchor, interval, periodNumber(anchor, interval, end) + 1) });
    next.insert(u"status"_s, u"active"_s);
    auto trial = transaction.scratch();
    const TimeShift shift(trial, transaction.now());
    auto invoice = draftInvoice(trial,
        { .customer = customerOf(transaction, subscription),
            .subscription = next,
            .reason = "upcoming",
            .lines = periodLines(transaction, next),
            .periodStart = periodOf(subscription).start,
            .periodEnd = end });
    auto shownInvoice = shown(invoiceKind(), invoice, { transaction, newestShape() });
    shownInvoice.remove(u"id"_s);
    transaction.tell("invoice.upcoming", shownInvoice);
}

void end(Transaction &transaction, const QJsonObject &subscription)
{
    endSubscription(transaction, subscription, "cancellation_requested");
}

void resumeCollection(Transaction &transaction, const QJsonObject &subscription)
{
    auto after = subscription;
    after.insert(u"pause_collection"_s, null());
    changeSubscription(transaction, subscription, after);
}

void forgetPending(Transaction &transaction, const QJsonObject &subscription)
{
    auto after = subscription;
    after.insert(u"pending_update"_s, null());
    after.remove(u"_pending"_s);
    changeSubscription(transaction, subscription, after);
    tell(transaction, subscriptionKind(), "customer.subscription.pending_update_expired", after);
    const auto invoice = transaction.find("invoice", textAt(subscription, u"latest_invoice"_s));
    if (invoice && isText(*invoice, u"status"_s, u"open"_s)) {
        voidInvoice(transaction, *invoice);
    }
}

/** Discounts whose months are over. */
void endDiscounts(Transaction &transaction, const QJsonObject &subscription)
{
    auto ids = subscription.value(u"discounts"_s).toArray();
    for (const auto &item : entriesOf(subscription, u"items"_s)) {
        for (const auto &id : item[u"discounts"_s].toArray()) {
            ids.append(id);
        }
    }
    for (const auto &id : ids) {
        const auto discount = transaction.find("discount", id.toString().toStdString());
        if (discount && !runs(*discount, transaction.now())) {
            dropDiscount(transaction, subscription, {}, id.toString());
        }
    }
}

/** The draft of a renewal, as a paused collection or an unpaid subscription leaves it. */
void leaveAside(Transaction &transaction, const QJsonObject &subscription, const QJsonObject &draft)
{
    const auto behavior = valueAt(subscription, u"pause_collection.behavior"_s).toString();
    if (behavior == u"void"_s || behavior == u"mark_uncollectible"_s) {
        const auto open = finalizeInvoice(transaction, draft);
        if (isText(open, u"status"_s, u"open"_s)) {
            behavior == u"void"_s ? voidInvoice(transaction, open) : markUncollectible(transaction, open);
        }
    } else if (!behavior.isEmpty() || isStatus(subscription, u"unpaid"_s)) {
        stopCollecting(transaction, draft);
    }
}

void renew(Transaction &transaction, const QJsonObject &subscription)
{
    endDiscounts(transaction, subscription);
    const auto before = *transaction.find("subscription", textAt(subscription, u"id"_s));
    const auto old = periodOf(before);
    const auto interval = intervalOf(transaction, before);
    const auto anchor = before.value(u"billing_cycle_anchor"_s).toInteger();
    const auto next = periodNumber(anchor, interval, old.end);
    const auto invoiceId = transaction.newId("in");
    auto after = before;
    setPeriod(after, { old.end, periodStart(anchor, interval, next + 1) });
    after.insert(u"latest_invoice"_s, text(invoiceId));
    if (isStatus(before, u"trialing"_s)) {
        after.insert(u"status"_s, u"active"_s);
    }
    changeSubscription(transaction, before, after);
    const auto draft = draftInvoice(transaction,
        { .customer = customerOf(transaction, after),
            .subscription = after,
            .reason = "subscription_cycle",
            .lines = periodLines(transaction, after),
            .periodStart = old.start,
            .periodEnd = old.end,
            .id = invoiceId });
    leaveAside(transaction, after, draft);
}

void endTrial(Transaction &transaction, const QJsonObject &subscription)
{
    const auto customer = customerOf(transaction, subscription);
    const auto own = textAt(subscription, u"default_payment_method"_s);
    const bool pays = !own.empty() || !defaultMethodOf(customer).empty()
        || isText(subscription, u"collection_method"_s, u"send_invoice"_s);
    const auto missing
        = valueAt(subscription, u"trial_settings.end_behavior.missing_payment_method"_s).toString();
    if (!pays && missing == u"cancel"_s) {
        endSubscription(transaction, subscription, "cancellation_requested");
    } else if (!pays && missing == u"pause"_s) {
        pauseFor(transaction, subscription, u"trial_end_without_payment_method"_s);
    } else {
        renew(transaction, subscription);
    }
}

void addEnds(std::vector<Moment> &moments, const QJsonObject &subscription)
{
    if (const auto at = numberAt(subscription, u"cancel_at"_s)) {
        moments.push_back({ *at, end });
    }
    const auto expiry = valueAt(subscription, u"pending_update.expires_at"_s);
    if (expiry.isDouble()) {
        moments.push_back({ expiry.toInteger(), forgetPending });
    }
    const auto resumes = valueAt(subscription, u"pause_collection.resumes_at"_s);
    if (resumes.isDouble()) {
        moments.push_back({ resumes.toInteger(), resumeCollection });
    }
}

std::vector<Moment> momentsOf(const QJsonObject &subscription)
{
    std::vector<Moment> moments;
    if (hasEnded(subscription)) {
        return moments;
    }
    if (isStatus(subscription, u"incomplete"_s)) {
        return { { subscription.value(u"created"_s).toInteger() + incompleteLife, expire } };
    }
    addEnds(moments, subscription);
    if (isStatus(subscription, u"paused"_s)) {
        return moments;
    }
    const auto end = periodOf(subscription).end;
    if (isStatus(subscription, u"trialing"_s)) {
        if (!subscription.value(u"_noticed"_s).toBool()) {
            moments.push_back({ end - trialNotice, noticeTrialEnd });
        }
        moments.push_back({ end, endTrial });
        return moments;
    }
    const bool ends = numberAt(subscription, u"cancel_at"_s).value_or(end + 1) <= end;
    const auto length = end - periodOf(subscription).start;
    if (subscription.value(u"_upcoming"_s).toInteger() != end && !ends && length > upcomingNotice) {
        moments.push_back({ end - upcomingNotice, noticeRenewal });
    }
    moments.push_back({ end, renew });
    return moments;
}

const Moment *firstOf(const std::vector<Moment> &moments)
{
    const auto first = std::min_element(moments.begin(), moments.end(),
        [](const Moment &one, const Moment &other) { return one.at < other.at; });
    return first == moments.end() ? nullptr : &*first;
}

/** The subscription whose newest invoice this is; none when it is another's, or gone. */
std::optional<QJsonObject> concerned(const Transaction &transaction, const QJsonObject &invoice)
{
    auto subscription = transaction.find("subscription", subscriptionOf(invoice));
    const bool newest = subscription && subscription->value(u"latest_invoice"_s) == invoice.value(u"id"_s);
    return newest && !hasEnded(*subscription) ? subscription : std::nullopt;
}

/** Where that is asked for, what has paid becomes what pays from now on. */
void saveMethod(Transaction &transaction, QJsonObject &subscription, const QJsonObject &invoice)
{
    const auto intent = transaction.find("payment_intent", textAt(invoice, u"_payment_intent"_s));
    const auto wanted = valueAt(subscription, u"payment_settings.save_default_payment_method"_s).toString();
    if (intent && wanted == u"on_subscription"_s && intent->value(u"payment_method"_s).isString()) {
        subscription.insert(u"default_payment_method"_s, intent->value(u"payment_method"_s));
    }
}

} // namespace

std::optional<Seconds> nextMoment(const Transaction & /*transaction*/, const QJsonObject &subscription)
{
    const auto moments = momentsOf(subscription);
    const auto *first = firstOf(moments);
    return first == nullptr ? std::nullopt : std::optional(first->at);
}

void liveOn(Transaction &transaction, const QJsonObject &subscription)
{
    const auto moments = momentsOf(subscription);
    if (const auto *first = firstOf(moments)) {
        first->act(transaction, subscription);
    }
}

void invoicePaid(Transaction &transaction, const QJsonObject &invoice)
{
    const auto subscription = concerned(transaction, invoice);
    if (!subscription) {
        return;
    }
    auto after = *subscription;
    const bool pending = subscription->value(u"pending_update"_s).isObject();
    if (pending) {
        after = withPendingUpdate(transaction, *subscription);
    }
    if (isStatus(after, u"incomplete"_s) || isStatus(after, u"past_due"_s) || isStatus(after, u"unpaid"_s)) {
        after.insert(u"status"_s, u"active"_s);
    }
    saveMethod(transaction, after, invoice);
    changeSubscription(transaction, *subscription, after);
    if (pending) {
        tell(transaction, subscriptionKind(), "customer.subscription.pending_update_applied", after);
    }
}

void invoiceFailed(Transaction &transaction, const QJsonObject &invoice)
{
    const auto subscription = concerned(transaction, invoice);
    const bool hurts = subscription && !subscription->value(u"pending_update"_s).isObject()
        && (isStatus(*subscription, u"active"_s) || isStatus(*subscription, u"trialing"_s));
    if (hurts) {
        setStatus(transaction, *subscription, u"past_due"_s);
    }
}

void invoiceVoided(Transaction &transaction, const QJsonObject &invoice)
{
    const auto subscription = concerned(transaction, invoice);
    if (subscription && isStatus(*subscription, u"past_due"_s)) {
        setStatus(transaction, *subscription, u"active"_s);
    } else if (subscription && isStatus(*subscription, u"incomplete"_s)) {
        auto after = *subscription;
        after.insert(u"status"_s, u"incomplete_expired"_s);
        after.insert(u"ended_at"_s, number(transaction.now()));
        changeSubscription(transaction, *subscription, after);
    }
}

void retriesExhausted(Transaction &transaction, const QJsonObject &invoice)
{
    const auto subscription = concerned(transaction, invoice);
    if (!subscription || !isStatus(*subscription, u"past_due"_s)) {
        return;
    }
    const auto wanted = afterRetries(transaction);
    if (wanted == u"cancel"_s) {
        endSubscription(transaction, *subscription, "payment_failed");
    } else if (wanted == u"unpaid"_s) {
        setStatus(transaction, *subscription, u"unpaid"_s);
        stopCollecting(transaction, *transaction.find("invoice", textAt(invoice, u"id"_s)));
    }
}

} // namespace billhook::sandbox
