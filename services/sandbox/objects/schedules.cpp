#include "services/sandbox/objects/schedules.h"

#include "services/sandbox/objects/customers.h"
#include "services/sandbox/objects/documents.h"
#include "services/sandbox/objects/schedulephases.h"
#include "services/sandbox/objects/subscriptionchange.h"
#include "services/sandbox/objects/subscriptionend.h"
#include "services/sandbox/objects/subscriptionfields.h"
#include "services/sandbox/objects/subscriptions.h"
#include "services/sandbox/objects/subscriptionstart.h"

namespace billhook::sandbox {

using namespace Qt::StringLiterals;

namespace {

std::vector<Field> scheduleFields()
{
    const auto proration
        = choiceField("proration_behavior", { "always_invoice", "create_prorations", "none" });
    const std::vector<Field> item{ textField("price"), integerField("quantity"), metadataField(),
        { .name = "discounts", .type = FieldType::HashList, .fields = discountFields() } };
    const std::vector<Field> phase{ { .name = "items", .type = FieldType::HashList, .fields = item },
        textField("start_date"), textField("end_date"), integerField("iterations"),
        hashField("duration",
            { choiceField("interval", { "day", "week", "month", "year" }), integerField("interval_count") }),
        proration, metadataField(), textField("currency"), textField("default_payment_method"),
        textField("description"),
        { .name = "discounts", .type = FieldType::HashList, .fields = discountFields() } };
    return { textField("customer", Use::Create), textField("from_subscription", Use::Create),
        textField("start_date", Use::Create),
        choiceField("end_behavior", { "cancel", "none", "release", "renew" }), metadataField(), proration,
        { .name = "phases", .type = FieldType::HashList, .fields = phase } };
}

QJsonObject blankSchedule(Transaction &transaction, const QJsonObject &customer)
{
    const QJsonObject settings{ { u"application_fee_percent"_s, null() },
        { u"automatic_tax"_s,
            QJsonObject{
                { u"disabled_reason"_s, null() }, { u"enabled"_s, false }, { u"liability"_s, null() } } },
        { u"billing_cycle_anchor"_s, u"automatic"_s }, { u"billing_thresholds"_s, null() },
        { u"collection_method"_s, u"charge_automatically"_s }, { u"default_payment_method"_s, null() },
        { u"description"_s, null() },
        { u"invoice_settings"_s,
            QJsonObject{ { u"account_tax_ids"_s, null() }, { u"days_until_due"_s, null() },
                { u"issuer"_s, QJsonObject{ { u"type"_s, u"self"_s } } } } },
        { u"on_behalf_of"_s, null() }, { u"transfer_data"_s, null() } };
    return { { u"id"_s, text(transaction.newId("sub_sched")) }, { u"object"_s, u"subscription_schedule"_s },
        { u"application"_s, null() },
        { u"billing_mode"_s, QJsonObject{ { u"flexible"_s, null() }, { u"type"_s, u"classic"_s } } },
        { u"canceled_at"_s, null() }, { u"completed_at"_s, null() },
        { u"created"_s, number(transaction.now()) }, { u"current_phase"_s, null() },
        { u"customer"_s, customer.value(u"id"_s) }, { u"customer_account"_s, null() },
        { u"default_settings"_s, settings }, { u"end_behavior"_s, u"release"_s }, { u"livemode"_s, false },
        { u"metadata"_s, QJsonObject() }, { u"pause_schedules"_s, QJsonArray() },
        { u"phases"_s, QJsonArray() }, { u"released_at"_s, null() }, { u"released_subscription"_s, null() },
        { u"status"_s, u"active"_s }, { u"subscription"_s, null() },
        { u"test_clock"_s, customer.value(u"test_clock"_s) } };
}

Attempt<QJsonObject> createFrom(Transaction &transaction, const std::string &subscriptionId)
{
    const auto subscription = transaction.find("subscription", subscriptionId);
    if (!subscription) {
        return noSuchObject("subscription", subscriptionId, "from_subscription");
    }
    if (subscription->value(u"schedule"_s).isString() || hasEnded(*subscription)) {
        return invalidParameter("",
            "You cannot migrate a subscription that is already attached to a schedule, or has ended: "
                + subscriptionId,
            "from_subscription");
    }
    const TimeShift shift(transaction, timeOf(transaction, clockOf(transaction, *subscription)));
    auto schedule = blankSchedule(transaction, customerOf(transaction, *subscription));
    const auto phase
        = phaseOf(entriesOf(*subscription, u"items"_s), periodOf(*subscription), u"create_prorations"_s);
    schedule.insert(u"phases"_s, QJsonArray{ phase });
    schedule.insert(u"current_phase"_s, currentPhase({ phase }, transaction.now()));
    schedule.insert(u"billing_mode"_s, subscription->value(u"billing_mode"_s));
    schedule.insert(u"subscription"_s, subscription->value(u"id"_s));
    putNew(transaction, scheduleKind(), "subscription_schedule.created", schedule);
    auto attached = *subscription;
    attached.insert(u"schedule"_s, schedule.value(u"id"_s));
    changeSubscription(transaction, *subscription, attached);
    return schedule;
}

/** Starts the subscription of the first phase. */
Attempt<QJsonObject> begin(Transaction &transaction, QJsonObject schedule)
{
    const auto phases = schedule.value(u"phases"_s).toArray();
    QJsonArray items;
    for (const auto &item : phases.first()[u"items"_s].toArray()) {
        items.append(QJsonObject{ { u"price"_s, item[u"price"_s] }, { u"quantity"_s, item[u"quantity"_s] } });
    }
    const auto started = startSubscription(transaction,
        { { u"customer"_s, schedule.value(u"customer"_s) }, { u"items"_s, items } }, newestShape());
    if (!started) {
        return started;
    }
    auto subscription = *started;
    subscription.insert(u"schedule"_s, schedule.value(u"id"_s));
    changeSubscription(transaction, *started, subscription);
    schedule.insert(u"subscription"_s, subscription.value(u"id"_s));
    schedule.insert(u"status"_s, u"active"_s);
    schedule.insert(u"current_phase"_s, currentPhase(phases, transaction.now()));
    return schedule;
}

Attempt<QJsonObject> create(Transaction &transaction, const QJsonObject &given, const ApiShape & /*shape*/)
{
    if (const auto from = textAt(given, u"from_subscription"_s); !from.empty()) {
        return createFrom(transaction, from);
    }
    const auto id = textAt(given, u"customer"_s);
    const auto customer = findObject(transaction, customerKind(), id);
    if (!customer) {
        return id.empty() ? missingParameter("customer") : noSuchObject("customer", id, "customer");
    }
    const auto start = given.value(u"start_date"_s).toString();
    const auto at = start.isEmpty() || start == u"now"_s ? transaction.now() : start.toLongLong();
    const auto phases = phasesOf(transaction, given, at);
    if (!phases || phases->isEmpty()) {
        return phases ? missingParameter("phases") : phases.refusal();
    }
    auto schedule = blankSchedule(transaction, *customer);
    schedule.insert(u"phases"_s, *phases);
    schedule.insert(u"end_behavior"_s, given.value(u"end_behavior"_s).toString(u"release"_s));
    schedule.insert(u"status"_s, u"not_started"_s);
    if (at <= transaction.now()) {
        auto begun = begin(transaction, schedule);
        if (!begun) {
            return begun;
        }
        schedule = *begun;
    }
    putNew(transaction, scheduleKind(), "subscription_schedule.created", schedule);
    return schedule;
}

bool isOver(const QJsonObject &schedule)
{
    const auto status = schedule.value(u"status"_s).toString();
    return status != u"active"_s && status != u"not_started"_s;
}

Refusal over(const QJsonObject &schedule)
{
    return invalidParameter(
        "", "You cannot change a subscription schedule that is " + textAt(schedule, u"status"_s) + ".", "");
}

Attempt<QJsonObject> update(Transaction &transaction, const QJsonObject &schedule, const QJsonObject &given)
{
    if (isOver(schedule)) {
        return over(schedule);
    }
    auto after = schedule;
    auto metadata = withMetadata(schedule.value(u"metadata"_s).toObject(), given.value(u"metadata"_s));
    if (!metadata) {
        return metadata;
    }
    after.insert(u"metadata"_s, *metadata);
    after.insert(u"end_behavior"_s, givenOr(given, u"end_behavior"_s, schedule.value(u"end_behavior"_s)));
    if (given.contains(u"phases"_s)) {
        const auto first = schedule.value(u"phases"_s).toArray().first()[u"start_date"_s].toInteger();
        const auto phases = phasesOf(transaction, given, first);
        if (!phases) {
            return phases.refusal();
        }
        after.insert(u"phases"_s, *phases);
        after.insert(u"current_phase"_s, currentPhase(*phases, transaction.now()));
    }
    putChange(transaction, scheduleKind(), "subscription_schedule.updated", schedule, after);
    return after;
}

void detach(Transaction &transaction, const QJsonObject &schedule)
{
    const auto subscription = transaction.find("subscription", textAt(schedule, u"subscription"_s));
    if (subscription) {
        auto after = *subscription;
        after.insert(u"schedule"_s, null());
        changeSubscription(transaction, *subscription, after);
    }
}

Attempt<QJsonObject> release(
    Transaction &transaction, const QJsonObject &schedule, const QJsonObject & /*given*/)
{
    if (isOver(schedule)) {
        return over(schedule);
    }
    detach(transaction, schedule);
    auto after = schedule;
    after.insert(u"status"_s, u"released"_s);
    after.insert(u"released_at"_s, number(transaction.now()));
    after.insert(u"released_subscription"_s, schedule.value(u"subscription"_s));
    after.insert(u"subscription"_s, null());
    after.insert(u"current_phase"_s, null());
    putNew(transaction, scheduleKind(), "subscription_schedule.released", after);
    return after;
}

Attempt<QJsonObject> cancel(Transaction &transaction, const QJsonObject &schedule, const QJsonObject &given)
{
    if (isOver(schedule)) {
        return over(schedule);
    }
    detach(transaction, schedule);
    if (const auto subscription = transaction.find("subscription", textAt(schedule, u"subscription"_s))) {
        auto ended = cancelSubscription(transaction, *subscription, given);
        if (!ended) {
            return ended;
        }
    }
    auto after = schedule;
    after.insert(u"status"_s, u"canceled"_s);
    after.insert(u"canceled_at"_s, number(transaction.now()));
    after.insert(u"current_phase"_s, null());
    putNew(transaction, scheduleKind(), "subscription_schedule.canceled", after);
    return after;
}

/** The items of a phase as an update of what the subscription has. */
QJsonArray changeTo(const QJsonObject &subscription, const QJsonArray &wanted)
{
    const auto standing = entriesOf(subscription, u"items"_s);
    QJsonArray items;
    for (qsizetype i = 0; i < wanted.size(); ++i) {
        QJsonObject item{ { u"price"_s, wanted.at(i)[u"price"_s] },
            { u"quantity"_s, wanted.at(i)[u"quantity"_s] } };
        if (i < standing.size()) {
            item.insert(u"id"_s, standing.at(i)[u"id"_s]);
        }
        items.append(item);
    }
    for (auto i = wanted.size(); i < standing.size(); ++i) {
        items.append(QJsonObject{ { u"id"_s, standing.at(i)[u"id"_s] }, { u"deleted"_s, true } });
    }
    return items;
}

void complete(Transaction &transaction, const QJsonObject &schedule)
{
    const auto subscription = transaction.find("subscription", textAt(schedule, u"subscription"_s));
    if (!isText(schedule, u"end_behavior"_s, u"cancel"_s)) {
        static_cast<void>(release(transaction, schedule, {}));
        return;
    }
    detach(transaction, schedule);
    const auto detached = transaction.find("subscription", textAt(schedule, u"subscription"_s));
    if (detached && !hasEnded(*detached)) {
        endSubscription(transaction, *detached, "cancellation_requested");
    }
    auto after = schedule;
    after.insert(u"status"_s, u"completed"_s);
    after.insert(u"completed_at"_s, number(transaction.now()));
    after.insert(u"current_phase"_s, null());
    putNew(transaction, scheduleKind(), "subscription_schedule.completed", after);
}

} // namespace

const ObjectKind &scheduleKind()
{
    static const ObjectKind kind{ .object = "subscription_schedule",
        .table = "subscription_schedule",
        .path = "/v1/subscription_schedules",
        .fields = scheduleFields(),
        .filters = { { "customer", "customer" } },
        .references = { { "customer", "customer" }, { "subscription", "subscription" },
            { "phases.items.price", "price" }, { "phases.items.plan", "plan" } },
        .actions = { { "release", release, { flagField("preserve_cancel_date") } },
            { "cancel", cancel, { flagField("invoice_now"), flagField("prorate") } } },
        .create = create,
        .update = update };
    return kind;
}

std::optional<Seconds> nextOfSchedule(const Transaction & /*transaction*/, const QJsonObject &schedule)
{
    if (isText(schedule, u"status"_s, u"not_started"_s)) {
        return schedule.value(u"phases"_s).toArray().first()[u"start_date"_s].toInteger();
    }
    const auto end = valueAt(schedule, u"current_phase.end_date"_s);
    return isText(schedule, u"status"_s, u"active"_s) && end.isDouble()
        ? std::optional<Seconds>(end.toInteger())
        : std::nullopt;
}

void advanceSchedule(Transaction &transaction, const QJsonObject &schedule)
{
    if (isText(schedule, u"status"_s, u"not_started"_s)) {
        const auto begun = begin(transaction, schedule);
        auto after = begun ? *begun : schedule;
        if (!begun) {
            after.insert(u"status"_s, u"canceled"_s);
        }
        putChange(transaction, scheduleKind(), "subscription_schedule.updated", schedule, after);
        return;
    }
    const auto phases = schedule.value(u"phases"_s).toArray();
    const auto next = currentPhase(phases, transaction.now());
    const auto subscription = transaction.find("subscription", textAt(schedule, u"subscription"_s));
    if (!next.isObject() || !subscription || hasEnded(*subscription)) {
        complete(transaction, schedule);
        return;
    }
    auto after = schedule;
    after.insert(u"current_phase"_s, next);
    putChange(transaction, scheduleKind(), "subscription_schedule.updated", schedule, after);
    for (const auto &phase : phases) {
        if (phase[u"start_date"_s] == next[u"start_date"_s]) {
            const auto items = changeTo(*subscription, phase[u"items"_s].toArray());
            static_cast<void>(updateSubscription(transaction, *subscription,
                { { u"items"_s, items }, { u"proration_behavior"_s, phase[u"proration_behavior"_s] } }));
        }
    }
}

} // namespace billhook::sandbox
