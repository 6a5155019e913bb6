#include "services/sandbox/objects/subscriptionstart.h"

#include "services/sandbox/engine/pricedamounts.h"
#include "services/sandbox/objects/collection.h"
#include "services/sandbox/objects/customers.h"
#include "services/sandbox/objects/discounts.h"
#include "services/sandbox/objects/documents.h"
#include "services/sandbox/objects/invoiceitems.h"
#include "services/sandbox/objects/invoicing.h"
#include "services/sandbox/objects/itemset.h"
#include "services/sandbox/objects/paymentmethods.h"
#include "services/sandbox/objects/setupintents.h"
#include "services/sandbox/objects/subscriptions.h"

namespace billhook::sandbox {

using namespace Qt::StringLiterals;

namespace {

constexpr Seconds longestTrial = 731 * dayLength;

QJsonObject billingMode(const QJsonObject &given, const ApiShape &shape, Seconds now)
{
    const auto wanted = given.value(u"billing_mode"_s).toObject();
    const auto usual = shape.clover ? u"flexible"_s : u"classic"_s;
    const auto type = wanted.value(u"type"_s).toString(usual);
    if (type == u"classic"_s) {
        return { { u"flexible"_s, null() }, { u"type"_s, type } };
    }
    const auto discounts = valueAt(wanted, u"flexible.proration_discounts"_s).toString(u"included"_s);
    return { { u"flexible"_s, QJsonObject{ { u"proration_discounts"_s, discounts } } }, { u"type"_s, type },
        { u"updated_at"_s, number(now) } };
}

/** Fields that say nothing, or the usual. */
QJsonObject blankSubscription()
{
    QJsonObject blank;
    for (const auto &name : { u"application"_s, u"application_fee_percent"_s,
             u"billing_cycle_anchor_config"_s, u"billing_thresholds"_s, u"cancel_at"_s, u"canceled_at"_s,
             u"customer_account"_s, u"days_until_due"_s, u"default_payment_method"_s, u"default_source"_s,
             u"description"_s, u"ended_at"_s, u"latest_invoice"_s, u"managed_payments"_s,
             u"next_pending_invoice_item_invoice"_s, u"on_behalf_of"_s, u"pause_collection"_s,
             u"pending_invoice_item_interval"_s, u"pending_setup_intent"_s, u"pending_update"_s,
             u"schedule"_s, u"transfer_data"_s, u"trial_end"_s, u"trial_start"_s }) {
        blank.insert(name, null());
    }
    for (const auto &name : { u"billing_schedules"_s, u"default_tax_rates"_s, u"discounts"_s }) {
        blank.insert(name, QJsonArray());
    }
    blank.insert(u"automatic_tax"_s,
        QJsonObject{ { u"disabled_reason"_s, null() }, { u"enabled"_s, false }, { u"liability"_s, null() } });
    blank.insert(u"cancel_at_period_end"_s, false);
    blank.insert(u"cancellation_details"_s,
        QJsonObject{ { u"comment"_s, null() }, { u"feedback"_s, null() }, { u"reason"_s, null() } });
    blank.insert(u"collection_method"_s, u"charge_automatically"_s);
    blank.insert(u"invoice_settings"_s,
        QJsonObject{
            { u"account_tax_ids"_s, null() }, { u"issuer"_s, QJsonObject{ { u"type"_s, u"self"_s } } } });
    blank.insert(u"livemode"_s, false);
    blank.insert(u"object"_s, u"subscription"_s);
    blank.insert(u"payment_settings"_s,
        QJsonObject{ { u"payment_method_options"_s, null() }, { u"payment_method_types"_s, null() },
            { u"save_default_payment_method"_s, u"off"_s } });
    blank.insert(u"trial_settings"_s,
        QJsonObject{ { u"end_behavior"_s,
            QJsonObject{ { u"billing_cycle_anchor"_s, null() },
                { u"missing_payment_method"_s, u"create_invoice"_s } } } });
    return blank;
}

/** POST /v1/subscriptions, step by step. */
class Start final
{
public:
    Start(Transaction &transaction, const QJsonObject &given, const ApiShape &shape)
        : m_transaction(transaction)
        , m_given(given)
        , m_shape(shape)
    { }

    Attempt<QJsonObject> run()
    {
        const auto id = textAt(m_given, u"customer"_s);
        const auto customer = findObject(m_transaction, customerKind(), id);
        if (!customer || customer->value(u"deleted"_s).toBool()) {
            return noSuchObject("customer", id, "customer");
        }
        m_customer = *customer;
        for (const auto step : { &Start::makeItems, &Start::takeTerms, &Start::takeDiscounts,
                 &Start::takeTrialAndAnchor, &Start::takeAddedItems }) {
            if (auto refused = (this->*step)()) {
                return *refused;
            }
        }
        return begin();
    }

private:
    Seconds now() const { return m_transaction.now(); }
    const QString &behavior() const { return m_behavior; }

    std::optional<Refusal> makeItems()
    {
        m_subscription = blankSubscription();
        m_subscription.insert(u"id"_s, text(m_transaction.newId("sub")));
        m_subscription.insert(u"customer"_s, m_customer.value(u"id"_s));
        m_subscription.insert(u"created"_s, number(now()));
        m_subscription.insert(u"start_date"_s, number(now()));
        m_subscription.insert(u"test_clock"_s, m_customer.value(u"test_clock"_s));
        m_subscription.insert(u"billing_mode"_s, billingMode(m_given, m_shape, now()));
        const auto wanted = m_given.value(u"items"_s).toArray();
        if (wanted.isEmpty()) {
            return missingParameter("items");
        }
        const auto items = itemsAfter(m_transaction, m_subscription, wanted);
        if (!items) {
            return items.refusal();
        }
        m_subscription.insert(u"items"_s,
            listOf(*items,
                u"/v1/subscription_items?subscription="_s + m_subscription.value(u"id"_s).toString()));
        const auto currency = priceOf(m_transaction, items->first().toObject()).value(u"currency"_s);
        const auto owners = m_customer.value(u"currency"_s);
        if (owners.isString() && owners != currency) {
            return invalidParameter("",
                "You cannot combine currencies on a single customer. This customer has an active "
                "subscription, coupon, or invoice item with currency "
                    + owners.toString().toStdString(),
                "");
        }
        m_subscription.insert(u"currency"_s, currency);
        return std::nullopt;
    }

    std::optional<Refusal> takeTerms()
    {
        for (const auto &name :
            { u"collection_method"_s, u"days_until_due"_s, u"description"_s, u"default_payment_method"_s }) {
            m_subscription.insert(name, givenOr(m_given, name, m_subscription.value(name)));
        }
        m_behavior = m_given.value(u"payment_behavior"_s).toString(u"allow_incomplete"_s);
        const auto saving = valueAt(m_given, u"payment_settings.save_default_payment_method"_s);
        if (saving.isString()) {
            setAt(m_subscription, u"payment_settings.save_default_payment_method"_s, saving);
        }
        const auto missing = valueAt(m_given, u"trial_settings.end_behavior.missing_payment_method"_s);
        if (missing.isString()) {
            setAt(m_subscription, u"trial_settings.end_behavior.missing_payment_method"_s, missing);
        }
        const auto metadata = withMetadata({}, m_given.value(u"metadata"_s));
        if (!metadata) {
            return metadata.refusal();
        }
        m_subscription.insert(u"metadata"_s, *metadata);
        if (m_behavior == u"pending_if_incomplete"_s) {
            return invalidParameter(
                "", "pending_if_incomplete is for updates of a subscription only.", "payment_behavior");
        }
        if (sends() && !m_given.contains(u"days_until_due"_s)) {
            return missingParameter("days_until_due");
        }
        const auto method = textAt(m_given, u"default_payment_method"_s);
        const auto own = method.empty()
            ? Attempt<QJsonObject>(QJsonObject())
            : ownPaymentMethod(m_transaction, method, m_customer, "default_payment_method");
        return own ? std::nullopt : std::optional(own.refusal());
    }

    bool sends() const { return isText(m_subscription, u"collection_method"_s, u"send_invoice"_s); }

    std::optional<Refusal> takeDiscounts()
    {
        const auto ids = grantedDiscounts(m_transaction, m_subscription, m_given);
        if (ids) {
            m_subscription.insert(u"discounts"_s, *ids);
        }
        return ids ? std::nullopt : std::optional(ids.refusal());
    }

    std::optional<Refusal> takeTrialAndAnchor()
    {
        const auto trial = trialEndOf(m_transaction, m_given);
        if (!trial) {
            return trial.refusal();
        }
        const auto interval = intervalOf(m_transaction, m_subscription);
        const auto anchor = m_given.value(u"billing_cycle_anchor"_s);
        const auto wanted = anchor.isString() ? anchor.toString().toLongLong() : now();
        if (wanted < now()) {
            return invalidParameter(
                "", "billing_cycle_anchor must lie in the future.", "billing_cycle_anchor");
        }
        if (wanted > periodStart(now(), interval, 1)) {
            return invalidParameter("",
                "billing_cycle_anchor cannot be later than next natural billing date.",
                "billing_cycle_anchor");
        }
        const auto first = *trial ? **trial : wanted;
        m_subscription.insert(u"billing_cycle_anchor"_s, number(first));
        m_subscription.insert(u"trial_start"_s, *trial ? number(now()) : null());
        m_subscription.insert(u"trial_end"_s, numberOrNull(*trial));
        setPeriod(m_subscription, { now(), first > now() ? first : periodStart(now(), interval, 1) });
        const bool runs = sends();
        m_subscription.insert(u"status"_s, *trial ? u"trialing"_s : runs ? u"active"_s : u"incomplete"_s);
        return takeCancellation();
    }

    std::optional<Refusal> takeCancellation()
    {
        const auto at = textAt(m_given, u"cancel_at"_s);
        const bool atEnd = m_given.value(u"cancel_at_period_end"_s).toBool();
        if (atEnd && !isFlexible(m_subscription)) {
            m_subscription.insert(u"cancel_at_period_end"_s, true);
        }
        if (atEnd || at == "min_period_end" || at == "max_period_end") {
            m_subscription.insert(u"cancel_at"_s, number(periodOf(m_subscription).end));
        } else if (!at.empty()) {
            m_subscription.insert(u"cancel_at"_s, number(QString::fromStdString(at).toLongLong()));
        }
        if (atEnd || !at.empty()) {
            m_subscription.insert(u"canceled_at"_s, number(now()));
            setAt(m_subscription, u"cancellation_details.reason"_s, text("cancellation_requested"));
        }
        return std::nullopt;
    }

    /** add_invoice_items: on the first invoice, once. */
    std::optional<Refusal> takeAddedItems()
    {
        for (const auto &entry : m_given.value(u"add_invoice_items"_s).toArray()) {
            auto wanted = entry.toObject();
            wanted.insert(u"customer"_s, m_customer.value(u"id"_s));
            const auto item = invoiceItemKind().create(m_transaction, wanted, m_shape);
            if (!item) {
                return item.refusal();
            }
        }
        return std::nullopt;
    }

    /** The lines of the first invoice: a part of the price up to an anchor that lies ahead. */
    QJsonArray firstLines()
    {
        auto lines = periodLines(m_transaction, m_subscription);
        const auto anchor = m_subscription.value(u"billing_cycle_anchor"_s).toInteger();
        if (isText(m_subscription, u"status"_s, u"trialing"_s) || anchor == now()) {
            return lines;
        }
        const auto interval = intervalOf(m_transaction, m_subscription);
        const auto whole = anchor - periodStart(anchor, interval, -1);
        const bool free = isText(m_given, u"proration_behavior"_s, u"none"_s);
        QJsonArray parts;
        for (const auto &entry : lines) {
            auto line = entry.toObject();
            const auto amount = line.value(u"amount"_s).toInteger();
            line.insert(u"amount"_s, number(free ? 0 : prorated(amount, anchor - now(), whole)));
            line.insert(u"subtotal"_s, line.value(u"amount"_s));
            setAt(line, u"parent.subscription_item_details.proration"_s, true);
            parts.append(line);
        }
        return parts;
    }

    Attempt<QJsonObject> begin()
    {
        const auto id = textAt(m_subscription, u"id"_s);
        const auto invoiceId = m_transaction.newId("in");
        m_subscription.insert(u"latest_invoice"_s, text(invoiceId));
        for (const auto &item : entriesOf(m_subscription, u"items"_s)) {
            m_transaction.put("subscription_item",
                { { u"id"_s, item[u"id"_s] }, { u"object"_s, u"subscription_item"_s },
                    { u"subscription"_s, text(id) }, { u"created"_s, number(now()) } });
        }
        if (!m_customer.value(u"currency"_s).isString()) {
            auto owner = m_customer;
            owner.insert(u"currency"_s, m_subscription.value(u"currency"_s));
            changeCustomer(m_transaction, m_customer, owner);
            m_customer = owner;
        }
        putNew(m_transaction, subscriptionKind(), "customer.subscription.created", m_subscription);
        const auto period = periodOf(m_subscription);
        const auto draft = draftInvoice(m_transaction,
            { .customer = m_customer,
                .subscription = m_subscription,
                .reason = "subscription_create",
                .lines = firstLines(),
                .periodStart = period.start,
                .periodEnd = period.start,
                .id = invoiceId });
        const bool free
            = draft.value(u"amount_due"_s).toInteger() == 0 && draft.value(u"total"_s).toInteger() == 0;
        if (!sends() || free) {
            if (auto refused = collectNow(m_transaction, draft, behavior())) {
                return *refused;
            }
        }
        if (isText(m_subscription, u"status"_s, u"trialing"_s) && behavior() == u"default_incomplete"_s) {
            addSetupIntent(m_transaction, id);
        }
        return *m_transaction.find("subscription", id);
    }

    Transaction &m_transaction;
    const QJsonObject &m_given;
    const ApiShape &m_shape;
    QJsonObject m_customer;
    QJsonObject m_subscription;
    QString m_behavior;
};

} // namespace

Attempt<QJsonObject> startSubscription(
    Transaction &transaction, const QJsonObject &given, const ApiShape &shape)
{
    return Start(transaction, given, shape).run();
}

Attempt<QJsonArray> grantedDiscounts(
    Transaction &transaction, const QJsonObject &subscription, const QJsonObject &given)
{
    auto wanted = given.value(u"discounts"_s).toArray();
    if (given.value(u"coupon"_s).isString()) {
        wanted.append(QJsonObject{ { u"coupon"_s, given.value(u"coupon"_s) } });
    }
    QJsonArray ids;
    for (const auto &entry : wanted) {
        const auto discount = grantDiscount(transaction, entry.toObject(),
            { textAt(subscription, u"customer"_s), textAt(subscription, u"id"_s) });
        if (!discount) {
            return discount.refusal();
        }
        ids.append(discount->value(u"id"_s));
    }
    return ids;
}

Attempt<std::optional<Seconds>> trialEndOf(const Transaction &transaction, const QJsonObject &given)
{
    const auto end = given.value(u"trial_end"_s).toString();
    const auto days = given.value(u"trial_period_days"_s).toInteger();
    std::optional<Seconds> trial;
    if (!end.isEmpty() && end != u"now"_s) {
        trial = end.toLongLong();
    } else if (end.isEmpty() && days > 0) {
        trial = transaction.now() + days * dayLength;
    }
    if (trial && (*trial <= transaction.now() || *trial > transaction.now() + longestTrial)) {
        return invalidParameter("",
            "Invalid timestamp: must be an integer Unix timestamp in the future, within two years.",
            "trial_end");
    }
    return trial;
}

std::optional<Refusal> collectNow(Transaction &transaction, const QJsonObject &draft, const QString &behavior)
{
    const auto open = finalizeInvoice(transaction, draft);
    const bool waits
        = behavior == u"default_incomplete"_s || isText(open, u"collection_method"_s, u"send_invoice"_s);
    if (!isText(open, u"status"_s, u"open"_s) || waits) {
        return std::nullopt;
    }
    const bool first = isText(open, u"billing_reason"_s, u"subscription_create"_s);
    if (methodFor(transaction, open).isEmpty() && (first || behavior == u"error_if_incomplete"_s)) {
        return invalidParameter("resource_missing",
            "This customer has no attached payment source or default payment method. Please consider adding "
            "a default payment method.",
            "");
    }
    const auto method = methodFor(transaction, open);
    const auto outcome = attemptPayment(transaction, open, Presence::OffSession);
    if (outcome.result != Paid::Succeeded && behavior == u"error_if_incomplete"_s) {
        auto refusal = cardRefusal(
            outcome.declineCode.empty() ? "subscription_payment_intent_requires_action" : outcome.declineCode,
            method);
        refusal.keepsChanges = false;
        return refusal;
    }
    return std::nullopt;
}

} // namespace billhook::sandbox
