#include "services/sandbox/objects/invoices.h"

#include "services/sandbox/objects/collection.h"
#include "services/sandbox/objects/customers.h"
#include "services/sandbox/objects/discounts.h"
#include "services/sandbox/objects/documents.h"
#include "services/sandbox/objects/invoicing.h"
#include "services/sandbox/objects/lines.h"
#include "services/sandbox/objects/paymentmethods.h"
#include "services/sandbox/objects/preview.h"

namespace billhook::sandbox {

using namespace Qt::StringLiterals;

namespace {

std::vector<Field> invoiceFields()
{
    return { textField("customer", Use::Create), flagField("auto_advance"),
        choiceField("collection_method", { "charge_automatically", "send_invoice" }),
        textField("currency", Use::Create), integerField("days_until_due"), integerField("due_date"),
        textField("default_payment_method"), textField("description"), textField("footer"), metadataField(),
        choiceField("pending_invoice_items_behavior", { "exclude", "include" }, Use::Create),
        { .name = "discounts",
            .type = FieldType::HashList,
            .fields = { textField("coupon"), textField("discount") } },
        textField("subscription", Use::Create), textField("statement_descriptor"),
        { .name = "custom_fields",
            .type = FieldType::HashList,
            .fields = { textField("name"), textField("value") } } };
}

std::optional<Refusal> grantDiscounts(
    Transaction &transaction, QJsonObject &invoice, const QJsonObject &given)
{
    if (!given.contains(u"discounts"_s)) {
        return std::nullopt;
    }
    QJsonArray ids;
    for (const auto &wanted : given.value(u"discounts"_s).toArray()) {
        const auto discount
            = grantDiscount(transaction, wanted.toObject(), { .customer = textAt(invoice, u"customer"_s) });
        if (!discount) {
            return discount.refusal();
        }
        ids.append(discount->value(u"id"_s));
    }
    invoice.insert(u"discounts"_s, ids);
    addUp(transaction, invoice);
    return std::nullopt;
}

Attempt<QJsonObject> create(Transaction &transaction, const QJsonObject &given, const ApiShape & /*shape*/)
{
    const auto id = textAt(given, u"customer"_s);
    const auto customer = findObject(transaction, customerKind(), id);
    if (!customer || customer->value(u"deleted"_s).toBool()) {
        return id.empty() ? missingParameter("customer") : noSuchObject("customer", id, "customer");
    }
    const auto subscriptionId = textAt(given, u"subscription"_s);
    const auto subscription = transaction.find("subscription", subscriptionId);
    if (!subscriptionId.empty() && !subscription) {
        return noSuchObject("subscription", subscriptionId, "subscription");
    }
    const bool includes = subscription || isText(given, u"pending_invoice_items_behavior"_s, u"include"_s);
    auto invoice = draftInvoice(transaction,
        { .customer = *customer,
            .subscription = subscription.value_or(QJsonObject()),
            .reason = subscription ? "subscription_update" : "manual",
            .periodStart = transaction.now(),
            .periodEnd = transaction.now(),
            .takesWaiting = includes,
            .given = given });
    const auto before = invoice;
    if (auto refused = grantDiscounts(transaction, invoice, given)) {
        return *refused;
    }
    putChange(transaction, invoiceKind(), "invoice.updated", before, invoice);
    return invoice;
}

Refusal notADraft()
{
    return invalidParameter("invoice_not_editable", "This invoice is no longer editable", "");
}

Attempt<QJsonObject> update(Transaction &transaction, const QJsonObject &invoice, const QJsonObject &given)
{
    auto after = invoice;
    auto metadata = withMetadata(invoice.value(u"metadata"_s).toObject(), given.value(u"metadata"_s));
    if (!metadata) {
        return metadata;
    }
    after.insert(u"metadata"_s, *metadata);
    const bool draft = isText(invoice, u"status"_s, u"draft"_s);
    for (const auto &name : { u"auto_advance"_s, u"default_payment_method"_s, u"due_date"_s, u"description"_s,
             u"footer"_s, u"custom_fields"_s, u"statement_descriptor"_s }) {
        if (!given.contains(name)) {
            continue;
        }
        const bool always = name == u"auto_advance"_s || name == u"default_payment_method"_s;
        if (!draft && !always) {
            return notADraft();
        }
        after.insert(name, given.value(name));
    }
    if (draft && given.contains(u"auto_advance"_s)) {
        const bool advances = given.value(u"auto_advance"_s).toBool();
        after.insert(
            u"automatically_finalizes_at"_s, advances ? number(transaction.now() + hourLength) : null());
    }
    if (given.contains(u"discounts"_s) && !draft) {
        return notADraft();
    }
    if (auto refused = grantDiscounts(transaction, after, given)) {
        return *refused;
    }
    putChange(transaction, invoiceKind(), "invoice.updated", invoice, after);
    return after;
}

std::optional<Refusal> remove(Transaction &transaction, const QJsonObject &invoice)
{
    if (!isText(invoice, u"status"_s, u"draft"_s) || !subscriptionOf(invoice).empty()) {
        return invalidParameter("",
            "You can only delete draft invoices that belong to no subscription; others can be voided.", "");
    }
    transaction.remove("invoice", textAt(invoice, u"id"_s));
    tell(transaction, invoiceKind(), "invoice.deleted", invoice);
    return std::nullopt;
}

Attempt<QJsonObject> finalize(Transaction &transaction, const QJsonObject &invoice, const QJsonObject &given)
{
    if (!isText(invoice, u"status"_s, u"draft"_s)) {
        return invalidParameter("invoice_not_editable",
            "This invoice is already finalized, you can't "
            "re-finalize a non-draft invoice.",
            "");
    }
    auto draft = invoice;
    draft.insert(u"auto_advance"_s, givenOr(given, u"auto_advance"_s, invoice.value(u"auto_advance"_s)));
    const auto open = finalizeInvoice(transaction, draft);
    const bool charges = isText(open, u"status"_s, u"open"_s) && open.value(u"auto_advance"_s).toBool()
        && isText(open, u"collection_method"_s, u"charge_automatically"_s);
    if (!charges) {
        return open;
    }
    auto waiting = open; // the charge comes with the clock, an hour later
    waiting.insert(u"next_payment_attempt"_s, number(transaction.now() + hourLength));
    putChange(transaction, invoiceKind(), "invoice.updated", open, waiting);
    return waiting;
}

Attempt<QJsonObject> pay(Transaction &transaction, const QJsonObject &invoice, const QJsonObject &given)
{
    return payInvoice(transaction, invoice, given);
}

Attempt<QJsonObject> send(Transaction &transaction, const QJsonObject &invoice, const QJsonObject & /*given*/)
{
    const auto open
        = isText(invoice, u"status"_s, u"draft"_s) ? finalizeInvoice(transaction, invoice) : invoice;
    if (isText(open, u"collection_method"_s, u"charge_automatically"_s)) {
        return invalidParameter("",
            "You can only manually send an invoice if its collection method is "
            "'send_invoice'.",
            "");
    }
    return open;
}

Attempt<QJsonObject> makeVoid(
    Transaction &transaction, const QJsonObject &invoice, const QJsonObject & /*given*/)
{
    const auto status = textAt(invoice, u"status"_s);
    if (status != "open" && status != "uncollectible") {
        return invalidParameter("", "You can only pass in open invoices. This invoice isn't open.", "");
    }
    return voidInvoice(transaction, invoice);
}

Attempt<QJsonObject> giveUp(
    Transaction &transaction, const QJsonObject &invoice, const QJsonObject & /*given*/)
{
    if (!isText(invoice, u"status"_s, u"open"_s)) {
        return invalidParameter("", "You can only pass in open invoices. This invoice isn't open.", "");
    }
    return markUncollectible(transaction, invoice);
}

Attempt<QJsonObject> lines(Transaction &transaction, const QJsonObject &invoice, const QJsonObject &given)
{
    const Look look{ transaction, transaction.shape() };
    const auto limit = given.value(u"limit"_s).toInteger(10);
    const auto after = textAt(given, u"starting_after"_s);
    QJsonArray page;
    bool reached = after.empty();
    bool more = false;
    for (const auto &entry : entriesOf(invoice, u"lines"_s)) {
        const auto line = entry.toObject();
        if (reached && page.size() < limit) {
            page.append(shownLine(line, look));
        } else if (reached) {
            more = true;
        }
        reached = reached || textAt(line, u"id"_s) == after;
    }
    return QJsonObject{ { u"object"_s, u"list"_s }, { u"data"_s, page }, { u"has_more"_s, more },
        { u"url"_s, invoice.value(u"lines"_s)[u"url"_s] } };
}

QJsonObject shownLines(const QJsonObject &invoice, const Look &look)
{
    QJsonArray all;
    for (const auto &line : entriesOf(invoice, u"lines"_s)) {
        all.append(shownLine(line.toObject(), look));
    }
    auto list = invoice.value(u"lines"_s).toObject();
    list.insert(u"data"_s, all);
    return list;
}

void addOldShape(QJsonObject &shown, const QJsonObject &invoice, const Look &look)
{
    const auto intent = look.transaction.find("payment_intent", textAt(invoice, u"_payment_intent"_s));
    const auto discounts = invoice.value(u"discounts"_s).toArray();
    const auto details = valueAt(invoice, u"parent.subscription_details"_s);
    shown.insert(u"application_fee_amount"_s, null());
    shown.insert(u"charge"_s, intent ? intent->value(u"latest_charge"_s) : null());
    shown.insert(u"discount"_s, discounts.isEmpty() ? null() : shownDiscount(discounts.first(), look));
    shown.insert(u"paid"_s, isText(invoice, u"status"_s, u"paid"_s));
    shown.insert(u"paid_out_of_band"_s, invoice.value(u"_out_of_band"_s).toBool());
    shown.insert(u"payment_intent"_s, invoice.value(u"_payment_intent"_s));
    shown.insert(u"quote"_s, null());
    shown.insert(u"subscription"_s, details.isObject() ? details[u"subscription"_s] : null());
    shown.insert(u"subscription_details"_s,
        QJsonObject{ { u"metadata"_s, details.isObject() ? details[u"metadata"_s] : null() } });
    shown.insert(u"tax"_s, null());
    shown.insert(u"total_tax_amounts"_s, QJsonArray());
    shown.insert(u"transfer_data"_s, null());
    for (const auto &name : { u"parent"_s, u"amount_overpaid"_s, u"total_taxes"_s }) {
        shown.remove(name);
    }
}

QJsonObject present(const QJsonObject &invoice, const Look &look)
{
    auto shown = invoice;
    shown.insert(u"lines"_s, shownLines(invoice, look));
    if (!look.shape.basil) {
        addOldShape(shown, invoice, look);
    }
    return shown;
}

QJsonValue include(const QJsonObject &invoice, const QString &name, const Look &look)
{
    if (name == u"confirmation_secret"_s) {
        return invoice.value(name);
    }
    QJsonArray payments;
    for (const auto &payment :
        documentsWith(look.transaction, "invoice_payment", u"invoice"_s, invoice.value(u"id"_s))) {
        payments.append(shown(invoicePaymentKind(), payment, look));
    }
    return listOf(payments, u"/v1/invoice_payments?invoice="_s + invoice.value(u"id"_s).toString());
}

bool ofSubscription(const QJsonObject &invoice, const QString &wanted, const Look & /*look*/)
{
    return subscriptionOf(invoice) == wanted.toStdString();
}

std::vector<ObjectAction> invoiceActions()
{
    const std::vector<Field> payFields{ flagField("forgive"), flagField("off_session"),
        flagField("paid_out_of_band"), textField("payment_method"), textField("source"),
        textField("mandate") };
    const std::vector<Field> page{ integerField("limit"), textField("starting_after"),
        textField("ending_before") };
    return { { "create_preview", previewInvoice, previewFields(), "POST", true },
        { "finalize", finalize, { flagField("auto_advance") } }, { "pay", pay, payFields }, { "send", send },
        { "void", makeVoid }, { "mark_uncollectible", giveUp },
        { "lines", lines, page, "GET", false, {}, true } };
}

} // namespace

const ObjectKind &invoiceKind()
{
    static const ObjectKind kind{ .object = "invoice",
        .table = "invoice",
        .path = "/v1/invoices",
        .fields = invoiceFields(),
        .filters = { { "collection_method", "collection_method" }, { "customer", "customer" },
            { "status", "status" }, { "subscription", "subscription", ofSubscription } },
        .references = { { "customer", "customer" }, { "default_payment_method", "payment_method" },
            { "discounts", "discount" }, { "parent.subscription_details.subscription", "subscription" },
            { "subscription", "subscription" }, { "payment_intent", "payment_intent" },
            { "charge", "charge" }, { "test_clock", "test_helpers.test_clock" },
            { "total_discount_amounts.discount", "discount" }, { "lines.discounts", "discount" },
            { "lines.pricing.price_details.price", "price" } },
        .includable = { "payments", "confirmation_secret" },
        .searchable = { { "currency" }, { "customer" }, { "metadata" }, { "number" }, { "receipt_number" },
            { "subscription" }, { "status" }, { "total" } },
        .actions = invoiceActions(),
        .create = create,
        .update = update,
        .remove = remove,
        .present = present,
        .include = include };
    return kind;
}

Attempt<QJsonObject> payInvoice(
    Transaction &transaction, const QJsonObject &invoice, const QJsonObject &given)
{
    const auto status = textAt(invoice, u"status"_s);
    if (status == "paid") {
        return invalidParameter("", "Invoice is already paid", "");
    }
    if (status == "void") {
        return invalidParameter("", "This invoice is void: it can't be paid.", "");
    }
    const auto open = status == "draft" ? finalizeInvoice(transaction, invoice) : invoice;
    if (isText(open, u"status"_s, u"paid"_s)) {
        return open;
    }
    if (given.value(u"paid_out_of_band"_s).toBool()) {
        return payOutOfBand(transaction, open);
    }
    QJsonObject method;
    if (const auto id = textAt(given, u"payment_method"_s); !id.empty()) {
        const auto named = paymentMethodNamed(transaction, id, "payment_method");
        if (!named) {
            return named;
        }
        method = *named;
    }
    if (method.isEmpty() && methodFor(transaction, open).isEmpty()) {
        return invalidParameter("resource_missing",
            "Cannot charge a customer that has no active card: add a payment method and try again.", "");
    }
    const bool present = given.contains(u"off_session"_s) && !given.value(u"off_session"_s).toBool();
    const auto outcome
        = attemptPayment(transaction, open, present ? Presence::OnSession : Presence::OffSession, method);
    if (outcome.result == Paid::Succeeded) {
        return *transaction.find("invoice", textAt(invoice, u"id"_s));
    }
    const bool asked = outcome.result == Paid::NeedsAction;
    auto refusal = cardRefusal(asked ? "authentication_required" : outcome.declineCode,
        method.isEmpty() ? methodFor(transaction, open) : method);
    if (asked) {
        refusal.code = "invoice_payment_intent_requires_action";
        refusal.message = "This payment requires additional user action before it can be completed.";
    }
    refusal.more.insert(u"payment_intent"_s, outcome.intent.value(u"id"_s));
    return refusal;
}

} // namespace billhook::sandbox
