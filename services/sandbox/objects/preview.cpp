#include "services/sandbox/objects/preview.h"

#include "services/sandbox/objects/customers.h"
#include "services/sandbox/objects/documents.h"
#include "services/sandbox/objects/invoiceitems.h"
#include "services/sandbox/objects/invoicing.h"
#include "services/sandbox/objects/subscriptionchange.h"
#include "services/sandbox/objects/subscriptionfields.h"
#include "services/sandbox/objects/subscriptions.h"
#include "services/sandbox/objects/subscriptionstart.h"

namespace billhook::sandbox {

using namespace Qt::StringLiterals;

namespace {

/** The newest invoice of a trial run, under an id that says what it is. */
Attempt<QJsonObject> shownAsPreview(const Transaction &trial, const std::string &id)
{
    auto invoice = trial.find("invoice", id);
    if (!invoice) {
        return invalidParameter("invoice_upcoming_none", "No upcoming invoices for customer", "");
    }
    invoice->insert(u"id"_s, text("upcoming_" + id));
    invoice->insert(u"status"_s, u"draft"_s);
    for (const auto &name : { u"number"_s, u"hosted_invoice_url"_s, u"invoice_pdf"_s, u"effective_at"_s,
             u"confirmation_secret"_s, u"_payment_intent"_s, u"ending_balance"_s }) {
        invoice->insert(name, null());
    }
    invoice->insert(u"amount_paid"_s, 0);
    invoice->insert(u"amount_remaining"_s, invoice->value(u"amount_due"_s));
    invoice->insert(u"attempt_count"_s, 0);
    invoice->insert(u"attempted"_s, false);
    setAt(*invoice, u"status_transitions.finalized_at"_s, null());
    setAt(*invoice, u"status_transitions.paid_at"_s, null());
    return *invoice;
}

/** The subscription with its change, when the call has one; nothing is charged. */
Attempt<QJsonObject> changed(Transaction &trial, const QJsonObject &subscription, const QJsonObject &details)
{
    if (details.isEmpty()) {
        return subscription;
    }
    auto given = details;
    given.insert(u"payment_behavior"_s, u"default_incomplete"_s);
    return updateSubscription(trial, subscription, given);
}

/** What the next renewal of the subscription bills. */
QJsonObject renewal(Transaction &trial, const QJsonObject &subscription)
{
    const auto old = periodOf(subscription);
    const auto interval = intervalOf(trial, subscription);
    const auto anchor = subscription.value(u"billing_cycle_anchor"_s).toInteger();
    auto next = subscription;
    setPeriod(next, { old.end, periodStart(anchor, interval, periodNumber(anchor, interval, old.end) + 1) });
    next.insert(u"status"_s, u"active"_s);
    const TimeShift shift(trial, old.end);
    auto invoice = draftInvoice(trial,
        { .customer = customerOf(trial, subscription),
            .subscription = next,
            .reason = "upcoming",
            .lines = periodLines(trial, next),
            .periodStart = old.start,
            .periodEnd = old.end });
    const auto balance = customerOf(trial, subscription).value(u"balance"_s);
    invoice.insert(u"starting_balance"_s, balance);
    addUp(trial, invoice);
    trial.put("invoice", invoice);
    return invoice;
}

Attempt<QJsonObject> ofSubscription(
    Transaction &trial, const QJsonObject &subscription, const QJsonObject &details)
{
    const auto after = changed(trial, subscription, details);
    if (!after) {
        return after;
    }
    const bool invoiced = after->value(u"latest_invoice"_s) != subscription.value(u"latest_invoice"_s);
    if (invoiced) {
        return shownAsPreview(trial, textAt(*after, u"latest_invoice"_s));
    }
    const auto status = after->value(u"status"_s).toString();
    const bool ends
        = numberAt(*after, u"cancel_at"_s).value_or(periodOf(*after).end + 1) <= periodOf(*after).end;
    if (hasEnded(*after) || status == u"paused"_s
        || (ends && waitingItems(trial, customerOf(trial, *after), after->value(u"id"_s)).empty())) {
        return invalidParameter("invoice_upcoming_none", "No upcoming invoices for customer", "");
    }
    return shownAsPreview(trial, textAt(renewal(trial, *after), u"id"_s));
}

/** A subscription that is not there yet. */
Attempt<QJsonObject> ofNew(Transaction &trial, const QJsonObject &customer, QJsonObject details)
{
    details.insert(u"customer"_s, customer.value(u"id"_s));
    details.insert(u"payment_behavior"_s, u"default_incomplete"_s);
    const auto started = startSubscription(trial, details, trial.shape());
    return started ? shownAsPreview(trial, textAt(*started, u"latest_invoice"_s)) : started;
}

std::optional<Refusal> addItems(Transaction &trial, const QJsonObject &given, const QJsonValue &customer)
{
    for (const auto &entry : given.value(u"invoice_items"_s).toArray()) {
        auto wanted = entry.toObject();
        wanted.insert(u"customer"_s, customer);
        const auto item = invoiceItemKind().create(trial, wanted, trial.shape());
        if (!item) {
            return item.refusal();
        }
    }
    return std::nullopt;
}

} // namespace

std::vector<Field> previewFields()
{
    std::vector<Field> details;
    for (auto field : subscriptionFields()) {
        field.use = Use::Both;
        if (field.name != "customer") {
            details.push_back(field);
        }
    }
    std::vector<Field> items;
    for (auto field : invoiceItemKind().fields) {
        field.use = Use::Both;
        field.required = false;
        items.push_back(field);
    }
    return { textField("customer"), textField("subscription"), hashField("subscription_details", details),
        { .name = "invoice_items", .type = FieldType::HashList, .fields = items },
        choiceField("preview_mode", { "next", "recurring" }), textField("currency"), textField("schedule"),
        { .name = "discounts", .type = FieldType::HashList, .fields = discountFields() } };
}

Attempt<QJsonObject> previewInvoice(
    Transaction &transaction, const QJsonObject & /*nothing*/, const QJsonObject &given)
{
    auto trial = transaction.scratch();
    const auto details = given.value(u"subscription_details"_s).toObject();
    const auto id = textAt(given, u"subscription"_s);
    const auto subscription = trial.find("subscription", id);
    if (!id.empty() && !subscription) {
        return noSuchObject("subscription", id, "subscription");
    }
    const auto owner = subscription ? textAt(*subscription, u"customer"_s) : textAt(given, u"customer"_s);
    const auto customer = findObject(trial, customerKind(), owner);
    if (!customer) {
        return owner.empty() ? missingParameter("customer") : noSuchObject("customer", owner, "customer");
    }
    const TimeShift shift(trial, timeOf(trial, clockOf(trial, *customer)));
    if (auto refused = addItems(trial, given, customer->value(u"id"_s))) {
        return *refused;
    }
    if (subscription) {
        return ofSubscription(trial, *subscription, details);
    }
    if (!details.isEmpty()) {
        return ofNew(trial, *customer, details);
    }
    const auto running = documentsWith(trial, "subscription", u"customer"_s, customer->value(u"id"_s));
    for (const auto &one : running) {
        if (!hasEnded(one)) {
            return ofSubscription(trial, one, {});
        }
    }
    return invalidParameter("invoice_upcoming_none", "No upcoming invoices for customer", "");
}

} // namespace billhook::sandbox
