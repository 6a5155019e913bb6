#include "services/sandbox/objects/subscriptionchange.h"

#include "services/sandbox/engine/pricedamounts.h"
#include "services/sandbox/objects/collection.h"
#include "services/sandbox/objects/discounts.h"
#include "services/sandbox/objects/documents.h"
#include "services/sandbox/objects/invoiceitems.h"
#include "services/sandbox/objects/invoicing.h"
#include "services/sandbox/objects/itemset.h"
#include "services/sandbox/objects/paymentmethods.h"
#include "services/sandbox/objects/prorations.h"
#include "services/sandbox/objects/subscriptionend.h"
#include "services/sandbox/objects/subscriptions.h"
#include "services/sandbox/objects/subscriptionstart.h"

#include <algorithm>

namespace billhook::sandbox {

using namespace Qt::StringLiterals;

namespace {

constexpr Seconds pendingLife = 23 * hourLength;

/** One update, step by step: first what the subscription will be, then what it costs. */
class Change final
{
public:
    Change(Transaction &transaction, const QJsonObject &subscription, const QJsonObject &given)
        : m_transaction(transaction)
        , m_before(subscription)
        , m_after(subscription)
        , m_given(given)
    { }

    Attempt<QJsonObject> run()
    {
        if (auto refused = refuseEnded()) {
            return *refused;
        }
        for (const auto step : { &Change::takeTerms, &Change::takeDiscounts, &Change::takeItems,
                 &Change::takeTrial, &Change::takeAnchor, &Change::takeCancellation, &Change::takeAddedItems,
                 &Change::checkDate }) {
            if (auto refused = (this->*step)()) {
                return *refused;
            }
        }
        return carryOut();
    }

private:
    Seconds now() const { return m_transaction.now(); }
    QString behavior() const
    {
        return m_given.value(u"proration_behavior"_s).toString(u"create_prorations"_s);
    }
    QString paymentBehavior() const
    {
        return m_given.value(u"payment_behavior"_s).toString(u"allow_incomplete"_s);
    }
    Seconds date() const { return m_given.value(u"proration_date"_s).toInteger(now()); }
    bool wasTrialing() const { return isText(m_before, u"status"_s, u"trialing"_s); }

    std::optional<Refusal> refuseEnded() const
    {
        static const QStringList always{ u"metadata"_s, u"cancellation_details"_s };
        static const QStringList incomplete{ u"metadata"_s, u"default_source"_s, u"default_payment_method"_s,
            u"cancel_at_period_end"_s, u"cancel_at"_s };
        const bool begins = isText(m_before, u"status"_s, u"incomplete"_s);
        if (!hasEnded(m_before) && !begins) {
            return std::nullopt;
        }
        const auto &allowed = begins ? incomplete : always;
        for (const auto &name : m_given.keys()) {
            if (!allowed.contains(name)) {
                return invalidParameter("",
                    begins
                        ? "You cannot update a subscription in `incomplete` status in a way that results in "
                          "an update to the next invoice."
                        : "A canceled subscription can only update its cancellation_details and metadata.",
                    name.toStdString());
            }
        }
        return std::nullopt;
    }

    std::optional<Refusal> takeTerms()
    {
        auto metadata = withMetadata(m_before.value(u"metadata"_s).toObject(), m_given.value(u"metadata"_s));
        if (!metadata) {
            return metadata.refusal();
        }
        if (m_given.contains(u"metadata"_s)) {
            m_after.insert(u"metadata"_s, *metadata);
        }
        for (const auto &name : { u"collection_method"_s, u"days_until_due"_s, u"default_payment_method"_s,
                 u"description"_s, u"pause_collection"_s }) {
            m_after.insert(name, givenOr(m_given, name, m_before.value(name)));
        }
        if (m_after.value(u"pause_collection"_s).isObject()) {
            setAt(m_after, u"pause_collection.resumes_at"_s,
                givenOr(m_after.value(u"pause_collection"_s).toObject(), u"resumes_at"_s));
        }
        for (const auto &name : { u"cancellation_details"_s, u"payment_settings"_s }) {
            const auto wanted = m_given.value(name).toObject();
            for (auto entry = wanted.begin(); entry != wanted.end(); ++entry) {
                setAt(m_after, name + u"."_s + entry.key(), entry.value());
            }
        }
        const auto missing = valueAt(m_given, u"trial_settings.end_behavior.missing_payment_method"_s);
        if (missing.isString()) {
            setAt(m_after, u"trial_settings.end_behavior.missing_payment_method"_s, missing);
        }
        const auto method = textAt(m_given, u"default_payment_method"_s);
        const auto own = method.empty() ? Attempt<QJsonObject>(QJsonObject())
                                        : ownPaymentMethod(m_transaction, method,
                                            customerOf(m_transaction, m_before), "default_payment_method");
        return own ? std::nullopt : std::optional(own.refusal());
    }

    std::optional<Refusal> takeDiscounts()
    {
        const bool coupon = m_given.contains(u"coupon"_s);
        if (!m_given.contains(u"discounts"_s) && !coupon) {
            return std::nullopt;
        }
        const auto ids = grantedDiscounts(m_transaction, m_before, m_given);
        if (!ids) {
            return ids.refusal();
        }
        for (const auto &id : m_before.value(u"discounts"_s).toArray()) {
            if (!ids->contains(id)) {
                endDiscount(m_transaction, id.toString().toStdString());
            }
        }
        m_after.insert(u"discounts"_s, *ids);
        return std::nullopt;
    }

    std::optional<Refusal> takeItems()
    {
        if (!m_given.contains(u"items"_s)) {
            return std::nullopt;
        }
        const auto items = itemsAfter(m_transaction, m_before, m_given.value(u"items"_s).toArray());
        if (!items) {
            return items.refusal();
        }
        const auto period = periodOf(m_before);
        setEntries(m_after, u"items"_s, *items);
        setPeriod(m_after, period);
        if (priceOf(m_transaction, items->first().toObject()).value(u"currency"_s)
            != m_before.value(u"currency"_s)) {
            return invalidParameter(
                "", "The price's currency must match the subscription's.", "items[0][price]");
        }
        const bool interval = !(intervalOf(m_transaction, m_after) == intervalOf(m_transaction, m_before));
        const bool begins = total(m_before) == 0 && total(m_after) > 0;
        m_resets = (interval || begins) && !wasTrialing();
        return std::nullopt;
    }

    std::int64_t total(const QJsonObject &subscription) const
    {
        std::int64_t sum = 0;
        for (const auto &entry : entriesOf(subscription, u"items"_s)) {
            const auto item = entry.toObject();
            sum += amountOf(priceOf(m_transaction, item), item.value(u"quantity"_s).toInteger(1));
        }
        return sum;
    }

    std::optional<Refusal> takeTrial()
    {
        if (!m_given.contains(u"trial_end"_s)) {
            return std::nullopt;
        }
        if (isText(m_given, u"trial_end"_s, u"now"_s)) {
            if (wasTrialing()) {
                m_after.insert(u"trial_end"_s, number(now()));
                m_after.insert(u"status"_s, u"active"_s);
                m_resets = true;
            }
            return std::nullopt;
        }
        const auto trial = trialEndOf(m_transaction, m_given);
        if (!trial) {
            return trial.refusal();
        }
        const auto end = number(**trial);
        if (!wasTrialing()) {
            m_after.insert(u"trial_start"_s, number(now()));
        }
        m_after.insert(u"trial_end"_s, end);
        m_after.insert(u"status"_s, u"trialing"_s);
        m_after.insert(u"billing_cycle_anchor"_s, end);
        m_after.insert(u"_noticed"_s, null());
        setPeriod(m_after, { wasTrialing() ? periodOf(m_before).start : now(), **trial });
        m_grantsTrial = !wasTrialing();
        return std::nullopt;
    }

    std::optional<Refusal> takeAnchor()
    {
        const auto wanted = m_given.value(u"billing_cycle_anchor"_s);
        const auto type = wanted.isObject() ? wanted[u"type"_s].toString() : wanted.toString();
        if (!type.isEmpty() && type != u"now"_s && type != u"unchanged"_s) {
            return invalidParameter(
                "", "billing_cycle_anchor must be unset, 'now', or 'unchanged'.", "billing_cycle_anchor");
        }
        m_resets = m_resets || type == u"now"_s;
        return std::nullopt;
    }

    std::optional<Refusal> takeCancellation()
    {
        takeCancelTerms(m_transaction, m_before, m_after, m_given);
        const auto at = numberAt(m_after, u"cancel_at"_s);
        if (at && *at <= now()) {
            return invalidParameter("", "cancel_at must lie in the future.", "cancel_at");
        }
        return std::nullopt;
    }

    std::optional<Refusal> takeAddedItems()
    {
        for (const auto &entry : m_given.value(u"add_invoice_items"_s).toArray()) {
            auto wanted = entry.toObject();
            wanted.insert(u"customer"_s, m_before.value(u"customer"_s));
            wanted.insert(u"subscription"_s, m_before.value(u"id"_s));
            const auto item = invoiceItemKind().create(m_transaction, wanted, m_transaction.shape());
            if (!item) {
                return item.refusal();
            }
        }
        return std::nullopt;
    }

    std::optional<Refusal> checkDate()
    {
        const auto period = periodOf(m_before);
        const bool good
            = !m_given.contains(u"proration_date"_s) || (date() >= period.start && date() <= period.end);
        return good ? std::nullopt
                    : std::optional(invalidParameter("",
                        "Cannot specify a proration_date that falls outside of the current period.",
                        "proration_date"));
    }

    /** Whether something was paid in advance, or is to be paid now. */
    bool prorates() const
    {
        return behavior() != u"none"_s && !wasTrialing() && !isText(m_before, u"status"_s, u"paused"_s);
    }

    void prorate()
    {
        if (!prorates()) {
            return;
        }
        if (m_resets || m_grantsTrial) {
            creditAll(m_transaction, m_before, date());
        } else {
            prorateChange(m_transaction, m_before, m_after, date());
        }
    }

    void restart()
    {
        m_after.insert(u"billing_cycle_anchor"_s, number(now()));
        setPeriod(m_after, { now(), periodStart(now(), intervalOf(m_transaction, m_after), 1) });
    }

    bool hasWaiting() const
    {
        return !waitingItems(m_transaction, customerOf(m_transaction, m_before), m_before.value(u"id"_s))
                    .empty();
    }

    Attempt<QJsonObject> carryOut()
    {
        prorate();
        if (m_resets) {
            restart();
        }
        const bool invoices
            = m_resets || m_grantsTrial || (behavior() == u"always_invoice"_s && hasWaiting());
        const bool waits = invoices && paymentBehavior() == u"pending_if_incomplete"_s;
        const auto invoiceId = m_transaction.newId("in");
        keepItems();
        if (!invoices) {
            changeSubscription(m_transaction, m_before, m_after);
            return current();
        }
        if (waits) {
            return tryFirst(invoiceId);
        }
        m_after.insert(u"latest_invoice"_s, text(invoiceId));
        changeSubscription(m_transaction, m_before, m_after);
        if (auto refused = collectNow(m_transaction, draft(invoiceId), paymentBehavior())) {
            return *refused;
        }
        return current();
    }

    Attempt<QJsonObject> current() const
    {
        return *m_transaction.find("subscription", textAt(m_before, u"id"_s));
    }

    void keepItems()
    {
        for (const auto &item : entriesOf(m_before, u"items"_s)) {
            m_transaction.remove("subscription_item", item[u"id"_s].toString().toStdString());
        }
        for (const auto &item : entriesOf(m_after, u"items"_s)) {
            m_transaction.put("subscription_item",
                { { u"id"_s, item[u"id"_s] }, { u"object"_s, u"subscription_item"_s },
                    { u"subscription"_s, m_before.value(u"id"_s) }, { u"created"_s, item[u"created"_s] } });
        }
    }

    QJsonObject draft(const std::string &invoiceId)
    {
        const bool full = m_resets || m_grantsTrial;
        return draftInvoice(m_transaction,
            { .customer = customerOf(m_transaction, m_after),
                .subscription = m_after,
                .reason = "subscription_update",
                .lines = full ? periodLines(m_transaction, m_after) : QJsonArray(),
                .periodStart = periodOf(m_before).start,
                .periodEnd = now(),
                .id = invoiceId });
    }

    /** pending_if_incomplete: nothing changes before it is paid. */
    Attempt<QJsonObject> tryFirst(const std::string &invoiceId)
    {
        const auto invoice = draft(invoiceId);
        auto waiting = m_before;
        waiting.insert(u"latest_invoice"_s, text(invoiceId));
        waiting.insert(u"pending_update"_s,
            QJsonObject{
                { u"billing_cycle_anchor"_s, m_resets ? m_after.value(u"billing_cycle_anchor"_s) : null() },
                { u"discounts"_s, null() }, { u"expires_at"_s, number(now() + pendingLife) },
                { u"subscription_items"_s, entriesOf(m_after, u"items"_s) }, { u"trial_end"_s, null() },
                { u"trial_from_plan"_s, null() } });
        waiting.insert(u"_pending"_s, m_after);
        m_transaction.put("subscription", waiting); // told only where it stays so
        if (auto refused = collectNow(m_transaction, invoice, u"allow_incomplete"_s)) {
            return *refused;
        }
        auto outcome = current();
        if (outcome->value(u"pending_update"_s).isObject()) {
            m_transaction.put("subscription", m_before);
            changeSubscription(m_transaction, m_before, *outcome);
        }
        return outcome;
    }

    Transaction &m_transaction;
    const QJsonObject &m_before;
    QJsonObject m_after;
    const QJsonObject &m_given;
    bool m_resets = false; ///< a period begins now
    bool m_grantsTrial = false; ///< a running subscription gets a trial
};

} // namespace

Attempt<QJsonObject> updateSubscription(
    Transaction &transaction, const QJsonObject &subscription, const QJsonObject &given)
{
    return Change(transaction, subscription, given).run();
}

QJsonObject withPendingUpdate(Transaction & /*transaction*/, const QJsonObject &subscription)
{
    auto after = subscription.value(u"_pending"_s).toObject();
    after.insert(u"latest_invoice"_s, subscription.value(u"latest_invoice"_s));
    after.insert(u"pending_update"_s, null());
    return after;
}

} // namespace billhook::sandbox
