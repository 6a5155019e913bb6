#include "services/sandbox/objects/invoicing.h"

#include "services/sandbox/engine/pricedamounts.h"
#include "services/sandbox/objects/customers.h"
#include "services/sandbox/objects/discounts.h"
#include "services/sandbox/objects/documents.h"
#include "services/sandbox/objects/invoiceitems.h"
#include "services/sandbox/objects/invoices.h"
#include "services/sandbox/objects/lines.h"
#include "services/sandbox/objects/subscriptions.h"

#include <algorithm>
#include <numeric>

namespace billhook::sandbox {

using namespace Qt::StringLiterals;

namespace {

QJsonValue parentOf(const QJsonObject &subscription)
{
    if (subscription.isEmpty()) {
        return null();
    }
    return QJsonObject{ { u"quote_details"_s, null() },
        { u"subscription_details"_s,
            QJsonObject{ { u"metadata"_s, subscription.value(u"metadata"_s) },
                { u"subscription"_s, subscription.value(u"id"_s) } } },
        { u"type"_s, u"subscription_details"_s } };
}

/** Fields that say nothing yet. */
QJsonObject blankInvoice()
{
    QJsonObject invoice;
    for (const auto &name : { u"account_tax_ids"_s, u"application"_s, u"custom_fields"_s,
             u"customer_account"_s, u"customer_shipping"_s, u"default_source"_s, u"description"_s,
             u"due_date"_s, u"effective_at"_s, u"ending_balance"_s, u"footer"_s, u"from_invoice"_s,
             u"hosted_invoice_url"_s, u"invoice_pdf"_s, u"last_finalization_error"_s, u"latest_revision"_s,
             u"next_payment_attempt"_s, u"number"_s, u"on_behalf_of"_s, u"receipt_number"_s, u"rendering"_s,
             u"shipping_cost"_s, u"shipping_details"_s, u"statement_descriptor"_s, u"webhooks_delivered_at"_s,
             u"confirmation_secret"_s, u"automatically_finalizes_at"_s, u"_payment_intent"_s }) {
        invoice.insert(name, null());
    }
    for (const auto &name : { u"amount_overpaid"_s, u"amount_paid"_s, u"amount_shipping"_s,
             u"attempt_count"_s, u"post_payment_credit_notes_amount"_s, u"pre_payment_credit_notes_amount"_s,
             u"starting_balance"_s }) {
        invoice.insert(name, 0);
    }
    for (const auto &name : { u"customer_tax_ids"_s, u"default_tax_rates"_s, u"discounts"_s,
             u"total_discount_amounts"_s, u"total_pretax_credit_amounts"_s, u"total_taxes"_s }) {
        invoice.insert(name, QJsonArray());
    }
    return invoice;
}

void addTerms(QJsonObject &invoice, const DraftSpec &spec, Seconds now)
{
    const auto &subscription = spec.subscription;
    const auto method = givenOr(spec.given, u"collection_method"_s,
        subscription.value(u"collection_method"_s).toString(u"charge_automatically"_s));
    const bool sends = method.toString() == u"send_invoice"_s;
    const auto days
        = givenOr(spec.given, u"days_until_due"_s, subscription.value(u"days_until_due"_s)).toInteger(30);
    const auto due = givenOr(spec.given, u"due_date"_s, number(now + days * dayLength));
    const bool advances = spec.given.value(u"auto_advance"_s).toBool(!subscription.isEmpty());
    invoice.insert(u"collection_method"_s, method);
    invoice.insert(u"due_date"_s, sends ? due : null());
    invoice.insert(u"auto_advance"_s, advances);
    const auto finalizes = advances ? number(now + hourLength) : null();
    invoice.insert(u"automatically_finalizes_at"_s, finalizes);
    invoice.insert(u"next_payment_attempt"_s, sends ? null() : finalizes);
    invoice.insert(u"default_payment_method"_s, givenOr(spec.given, u"default_payment_method"_s));
    invoice.insert(u"description"_s, givenOr(spec.given, u"description"_s));
    invoice.insert(u"footer"_s, givenOr(spec.given, u"footer"_s));
    invoice.insert(u"metadata"_s, givenOr(spec.given, u"metadata"_s, QJsonObject()));
}

void addCustomer(QJsonObject &invoice, const QJsonObject &customer)
{
    for (const auto &name : { u"address"_s, u"email"_s, u"name"_s, u"phone"_s, u"tax_exempt"_s }) {
        invoice.insert(u"customer_"_s + name, customer.value(name));
    }
    invoice.insert(u"customer"_s, customer.value(u"id"_s));
    invoice.insert(u"test_clock"_s, customer.value(u"test_clock"_s));
    invoice.insert(u"_first_balance"_s, customer.value(u"balance"_s));
}

QString currencyOf(const DraftSpec &spec, const QJsonArray &lines)
{
    if (!spec.subscription.isEmpty()) {
        return spec.subscription.value(u"currency"_s).toString();
    }
    const auto own = spec.customer.value(u"currency"_s).toString(u"usd"_s);
    const auto ofLines = lines.isEmpty() ? own : lines.first().toObject().value(u"currency"_s).toString();
    return spec.given.value(u"currency"_s).toString(ofLines);
}

/** The discounts of an invoice: the subscription's, else the customer's. */
QJsonArray discountsOf(const DraftSpec &spec)
{
    const auto own = spec.subscription.value(u"discounts"_s).toArray();
    const auto customers = spec.customer.value(u"discount"_s);
    return !own.isEmpty() || !customers.isString() ? own : QJsonArray{ customers };
}

QJsonArray withInvoice(const QJsonArray &lines, const QJsonValue &id)
{
    QJsonArray all;
    for (const auto &entry : lines) {
        auto line = entry.toObject();
        line.insert(u"invoice"_s, id);
        all.append(line);
    }
    return all;
}

/** Lines of the items that wait, which wait no longer. */
QJsonArray takeWaiting(Transaction &transaction, const DraftSpec &spec, const QJsonValue &invoiceId)
{
    QJsonArray lines;
    const auto subscription = spec.subscription.isEmpty() ? null() : spec.subscription.value(u"id"_s);
    for (const auto &item : waitingItems(transaction, spec.customer, subscription)) {
        lines.append(lineOfItem(transaction, item));
        auto taken = item;
        taken.insert(u"invoice"_s, invoiceId);
        transaction.put("invoiceitem", taken);
    }
    return lines;
}

/** What one discount takes off the lines it is for; `rest` is what is left of each. */
class Reduction final
{
public:
    explicit Reduction(QJsonArray &lines)
        : m_lines(lines)
    {
        for (const auto &line : lines) {
            m_rest.push_back(line[u"amount"_s].toInteger());
        }
    }

    /** Of every line, or only of one. */
    void apply(const QJsonObject &discount, std::optional<qsizetype> only)
    {
        std::vector<std::int64_t> weights;
        for (qsizetype i = 0; i < m_lines.size(); ++i) {
            const bool meant = !only || *only == i;
            const auto rest = m_rest[static_cast<std::size_t>(i)];
            weights.push_back(meant && fits(discount, m_lines.at(i).toObject()) ? rest : 0);
        }
        const auto coupon = couponOf(discount);
        if (coupon.value(u"percent_off"_s).isDouble()) {
            for (auto &weight : weights) {
                weight = percentageOf(weight, coupon.value(u"percent_off"_s));
            }
            takeOff(discount, weights);
            return;
        }
        const auto sum = std::accumulate(weights.begin(), weights.end(), std::int64_t{ 0 });
        takeOff(discount,
            sharedOut(std::min<std::int64_t>(sum, coupon.value(u"amount_off"_s).toInteger()), weights));
    }

private:
    bool fits(const QJsonObject &discount, const QJsonObject &line) const
    {
        const auto products = couponOf(discount).value(u"applies_to"_s)[u"products"_s].toArray();
        const auto product = valueAt(line, u"pricing.price_details.product"_s);
        return line.value(u"discountable"_s).toBool() && line.value(u"amount"_s).toInteger() > 0
            && (products.isEmpty() || products.contains(product));
    }

    void takeOff(const QJsonObject &discount, const std::vector<std::int64_t> &amounts)
    {
        for (qsizetype i = 0; i < m_lines.size(); ++i) {
            const auto amount = amounts[static_cast<std::size_t>(i)];
            if (amount == 0) {
                continue;
            }
            m_rest[static_cast<std::size_t>(i)] -= amount;
            auto line = m_lines.at(i).toObject();
            auto taken = line.value(u"discount_amounts"_s).toArray();
            taken.append(
                QJsonObject{ { u"amount"_s, number(amount) }, { u"discount"_s, discount.value(u"id"_s) } });
            line.insert(u"discount_amounts"_s, taken);
            m_lines.replace(i, line);
        }
    }

    QJsonArray &m_lines;
    std::vector<std::int64_t> m_rest;
};

/** One entry a discount that took something off, in the order they were applied. */
QJsonArray totalsOf(const QJsonArray &lines)
{
    std::vector<std::pair<QString, std::int64_t>> sums;
    for (const auto &line : lines) {
        const auto taken = line[u"discount_amounts"_s].toArray();
        for (const auto &entry : taken) {
            const auto id = entry[u"discount"_s].toString();
            const auto place
                = std::find_if(sums.begin(), sums.end(), [&id](const auto &sum) { return sum.first == id; });
            const auto amount = entry[u"amount"_s].toInteger();
            if (place == sums.end()) {
                sums.emplace_back(id, amount);
            } else {
                place->second += amount;
            }
        }
    }
    QJsonArray totals;
    for (const auto &[id, amount] : sums) {
        totals.append(QJsonObject{ { u"amount"_s, number(amount) }, { u"discount"_s, id } });
    }
    return totals;
}

void applyDiscounts(const Transaction &transaction, QJsonArray &lines, const QJsonObject &invoice)
{
    for (qsizetype i = 0; i < lines.size(); ++i) {
        auto line = lines.at(i).toObject();
        line.insert(u"discount_amounts"_s, QJsonArray());
        lines.replace(i, line);
    }
    Reduction reduction(lines);
    const auto created = invoice.value(u"created"_s).toInteger();
    const auto apply = [&](const QJsonValue &id, std::optional<qsizetype> line) {
        const auto discount = transaction.find("discount", id.toString().toStdString());
        if (discount && runs(*discount, created)) {
            reduction.apply(*discount, line);
        }
    };
    for (qsizetype i = 0; i < lines.size(); ++i) {
        const auto own = lines.at(i)[u"discounts"_s].toArray();
        for (const auto &id : own) {
            apply(id, i);
        }
    }
    const auto all = invoice.value(u"discounts"_s).toArray();
    for (const auto &id : all) {
        apply(id, std::nullopt);
    }
}

/** Takes what was for one invoice away from whom it was granted to. */
void endOnce(Transaction &transaction, const QJsonObject &invoice, const DraftSpec &spec)
{
    const auto used = invoice.value(u"total_discount_amounts"_s).toArray();
    for (const auto &entry : used) {
        const auto id = entry[u"discount"_s].toString();
        const auto discount = transaction.find("discount", id.toStdString());
        if (discount && isText(couponOf(*discount), u"duration"_s, u"once"_s)) {
            dropDiscount(transaction, spec.subscription, spec.customer, id);
        }
    }
}

} // namespace

std::string subscriptionOf(const QJsonObject &invoice)
{
    return valueAt(invoice, u"parent.subscription_details.subscription"_s).toString().toStdString();
}

void addUp(const Transaction &transaction, QJsonObject &invoice)
{
    auto lines = entriesOf(invoice, u"lines"_s);
    applyDiscounts(transaction, lines, invoice);
    setEntries(invoice, u"lines"_s, lines);
    std::int64_t subtotal = 0;
    for (const auto &line : lines) {
        subtotal += line[u"amount"_s].toInteger();
    }
    const auto discounts = totalsOf(lines);
    auto total = subtotal;
    for (const auto &entry : discounts) {
        total -= entry[u"amount"_s].toInteger();
    }
    const auto due = std::max<std::int64_t>(0, total + invoice.value(u"starting_balance"_s).toInteger());
    invoice.insert(u"subtotal"_s, number(subtotal));
    invoice.insert(u"subtotal_excluding_tax"_s, number(subtotal));
    invoice.insert(u"total"_s, number(total));
    invoice.insert(u"total_excluding_tax"_s, number(total));
    invoice.insert(u"total_discount_amounts"_s, discounts);
    invoice.insert(u"amount_due"_s, number(due));
    invoice.insert(u"amount_remaining"_s, number(due - invoice.value(u"amount_paid"_s).toInteger()));
}

QJsonObject draftInvoice(Transaction &transaction, const DraftSpec &spec)
{
    auto invoice = blankInvoice();
    const auto id = text(spec.id.empty() ? transaction.newId("in") : spec.id);
    auto lines = spec.takesWaiting ? takeWaiting(transaction, spec, id) : QJsonArray();
    for (const auto &line : spec.lines) {
        lines.append(line);
    }
    const QJsonObject self{ { u"type"_s, u"self"_s } };
    invoice.insert(u"id"_s, id);
    invoice.insert(u"object"_s, u"invoice"_s);
    invoice.insert(u"account_country"_s, u"US"_s);
    invoice.insert(u"account_name"_s, u"Larkspur Labs"_s);
    invoice.insert(u"attempted"_s, false);
    invoice.insert(u"automatic_tax"_s,
        QJsonObject{ { u"disabled_reason"_s, null() }, { u"enabled"_s, false }, { u"liability"_s, null() },
            { u"provider"_s, null() }, { u"status"_s, null() } });
    invoice.insert(u"billing_reason"_s, text(spec.reason));
    invoice.insert(u"created"_s, number(transaction.now()));
    invoice.insert(u"currency"_s, currencyOf(spec, lines));
    invoice.insert(u"discounts"_s, discountsOf(spec));
    invoice.insert(u"issuer"_s, self);
    invoice.insert(u"livemode"_s, false);
    invoice.insert(u"parent"_s, parentOf(spec.subscription));
    invoice.insert(u"payment_settings"_s,
        QJsonObject{ { u"default_mandate"_s, null() }, { u"payment_method_options"_s, null() },
            { u"payment_method_types"_s, null() } });
    invoice.insert(u"period_start"_s, number(spec.periodStart));
    invoice.insert(u"period_end"_s, number(spec.periodEnd));
    invoice.insert(u"status"_s, u"draft"_s);
    invoice.insert(u"status_transitions"_s,
        QJsonObject{ { u"finalized_at"_s, null() }, { u"marked_uncollectible_at"_s, null() },
            { u"paid_at"_s, null() }, { u"voided_at"_s, null() } });
    invoice.insert(
        u"lines"_s, listOf(withInvoice(lines, id), u"/v1/invoices/"_s + id.toString() + u"/lines"_s));
    addTerms(invoice, spec, transaction.now());
    addCustomer(invoice, spec.customer);
    addUp(transaction, invoice);
    putNew(transaction, invoiceKind(), "invoice.created", invoice);
    endOnce(transaction, invoice, spec);
    return invoice;
}

Attempt<QJsonObject> addToDraft(
    Transaction &transaction, const std::string &invoiceId, const QJsonObject &item)
{
    const auto invoice = transaction.find("invoice", invoiceId);
    if (!invoice) {
        return noSuchObject("invoice", invoiceId, "invoice");
    }
    if (!isText(*invoice, u"status"_s, u"draft"_s)) {
        return invalidParameter("invoice_not_editable", "This invoice is no longer editable", "invoice");
    }
    if (invoice->value(u"currency"_s) != item.value(u"currency"_s)) {
        return invalidParameter("", "The currency of the invoice item must match the invoice's.", "currency");
    }
    auto taken = item;
    taken.insert(u"invoice"_s, text(invoiceId));
    transaction.put("invoiceitem", taken);
    auto after = *invoice;
    auto lines = entriesOf(after, u"lines"_s);
    lines.append(lineOfItem(transaction, taken));
    setEntries(after, u"lines"_s, withInvoice(lines, text(invoiceId)));
    addUp(transaction, after);
    putChange(transaction, invoiceKind(), "invoice.updated", *invoice, after);
    return taken;
}

std::optional<Refusal> replaceInDraft(
    Transaction &transaction, const QJsonObject &before, const QJsonObject &after)
{
    const auto invoice = transaction.find("invoice", textAt(before, u"invoice"_s));
    if (!invoice || !isText(*invoice, u"status"_s, u"draft"_s)) {
        return invalidParameter("invoice_not_editable", "This invoice is no longer editable", "");
    }
    QJsonArray lines;
    for (const auto &line : entriesOf(*invoice, u"lines"_s)) {
        const auto parent = line[u"parent"_s];
        const auto item = parent[parent[u"type"_s].toString()][u"invoice_item"_s];
        if (item != before.value(u"id"_s)) {
            lines.append(line);
        } else if (!after.isEmpty()) {
            lines.append(lineOfItem(transaction, after));
        }
    }
    auto changed = *invoice;
    setEntries(changed, u"lines"_s, withInvoice(lines, invoice->value(u"id"_s)));
    addUp(transaction, changed);
    putChange(transaction, invoiceKind(), "invoice.updated", *invoice, changed);
    return std::nullopt;
}

} // namespace billhook::sandbox
