#include "services/sandbox/objects/invoiceobjects.h"

#include "services/sandbox/engine/jsonvalues.h"
#include "services/sandbox/objects/catalogobjects.h"

namespace billhook::sandbox {

using namespace Qt::StringLiterals;

namespace {

QJsonArray discountAmounts(const InvoiceLine &line)
{
    if (line.discountId.empty()) {
        return {};
    }
    return { QJsonObject{
        { u"amount"_s, number(line.discount) }, { u"discount"_s, text(line.discountId) } } };
}

void addOldLine(QJsonObject &object, const InvoiceLine &line, const Invoice &invoice)
{
    object.insert(u"plan"_s, planObject(*line.price));
    object.insert(u"price"_s, priceObject(*line.price));
    object.insert(u"proration"_s, line.proration);
    object.insert(u"proration_details"_s, QJsonObject{ { u"credited_items"_s, null() } });
    object.insert(u"subscription"_s, text(invoice.subscriptionId));
    object.insert(u"subscription_item"_s, text(line.itemId));
    object.insert(u"tax_amounts"_s, QJsonArray());
    object.insert(u"tax_rates"_s, QJsonArray());
    object.insert(u"type"_s, line.proration ? u"invoiceitem"_s : u"subscription"_s);
}

void addNewLine(QJsonObject &object, const InvoiceLine &line, const Invoice &invoice)
{
    const QJsonObject details{ { u"invoice_item"_s, null() }, { u"proration"_s, line.proration },
        { u"proration_details"_s, QJsonObject{ { u"credited_items"_s, null() } } },
        { u"subscription"_s, text(invoice.subscriptionId) }, { u"subscription_item"_s, text(line.itemId) } };
    object.insert(u"parent"_s,
        QJsonObject{ { u"invoice_item_details"_s, null() }, { u"subscription_item_details"_s, details },
            { u"type"_s, u"subscription_item_details"_s } });
    object.insert(u"pricing"_s,
        QJsonObject{ { u"price_details"_s,
                         QJsonObject{ { u"price"_s, text(line.price->id) },
                             { u"product"_s, text(line.price->productId) } } },
            { u"type"_s, u"price_details"_s },
            { u"unit_amount_decimal"_s, QString::number(line.price->unitAmount) } });
    object.insert(u"taxes"_s, QJsonArray());
}

QJsonObject lineObject(const InvoiceLine &line, const Invoice &invoice, const ApiShape &shape)
{
    QJsonObject object{ { u"id"_s, text(line.id) }, { u"object"_s, u"line_item"_s },
        { u"amount"_s, number(line.amount) }, { u"currency"_s, text(invoice.currency) },
        { u"description"_s, text(line.description) }, { u"discount_amounts"_s, discountAmounts(line) },
        { u"discountable"_s, !line.proration },
        { u"discounts"_s, line.discountId.empty() ? QJsonArray() : QJsonArray{ text(line.discountId) } },
        { u"invoice"_s, text(invoice.id) }, { u"livemode"_s, false }, { u"metadata"_s, QJsonObject() },
        { u"period"_s,
            QJsonObject{ { u"end"_s, number(line.periodEnd) }, { u"start"_s, number(line.periodStart) } } },
        { u"pretax_credit_amounts"_s, QJsonArray() }, { u"quantity"_s, number(line.quantity) } };
    if (shape.basil) {
        addNewLine(object, line, invoice);
    } else {
        addOldLine(object, line, invoice);
    }
    return object;
}

QJsonObject lineList(const Invoice &invoice, const ApiShape &shape)
{
    QJsonArray lines;
    for (const auto &line : invoice.lines) {
        lines.append(lineObject(line, invoice, shape));
    }
    return listOf(lines, u"/v1/invoices/"_s + QString::fromStdString(invoice.id) + u"/lines"_s);
}

/** One entry for each discount that took something off, in the order of the lines. */
QJsonArray totalDiscountAmounts(const Invoice &invoice)
{
    std::map<std::string, std::int64_t> sums;
    for (const auto &line : invoice.lines) {
        if (!line.discountId.empty()) {
            sums[line.discountId] += line.discount;
        }
    }
    QJsonArray amounts;
    for (const auto &[id, amount] : sums) {
        amounts.append(QJsonObject{ { u"amount"_s, number(amount) }, { u"discount"_s, text(id) } });
    }
    return amounts;
}

void addOldShape(QJsonObject &object, const Invoice &invoice)
{
    object.insert(u"application_fee_amount"_s, null());
    object.insert(u"charge"_s, textOrNull(invoice.chargeId));
    object.insert(u"discount"_s, null());
    object.insert(u"paid"_s, invoice.status == "paid");
    object.insert(u"paid_out_of_band"_s, false);
    object.insert(u"payment_intent"_s, textOrNull(invoice.paymentIntentId));
    object.insert(u"quote"_s, null());
    object.insert(u"subscription"_s, text(invoice.subscriptionId));
    object.insert(u"subscription_details"_s, QJsonObject{ { u"metadata"_s, QJsonObject() } });
    object.insert(u"tax"_s, null());
    object.insert(u"total_tax_amounts"_s, QJsonArray());
    object.insert(u"transfer_data"_s, null());
}

void addNewShape(QJsonObject &object, const Invoice &invoice)
{
    const QJsonObject details{ { u"metadata"_s, QJsonObject() },
        { u"subscription"_s, text(invoice.subscriptionId) } };
    object.insert(u"amount_overpaid"_s, 0);
    object.insert(u"parent"_s,
        QJsonObject{ { u"quote_details"_s, null() }, { u"subscription_details"_s, details },
            { u"type"_s, u"subscription_details"_s } });
    object.insert(u"total_pretax_credit_amounts"_s, QJsonArray());
    object.insert(u"total_taxes"_s, QJsonArray());
}

void addCustomer(QJsonObject &object, const Customer &customer)
{
    object.insert(u"customer"_s, text(customer.id));
    object.insert(u"customer_address"_s, null());
    object.insert(u"customer_email"_s, text(customer.email));
    object.insert(u"customer_name"_s, text(customer.name));
    object.insert(u"customer_phone"_s, null());
    object.insert(u"customer_shipping"_s, null());
    object.insert(u"customer_tax_exempt"_s, u"none"_s);
    object.insert(u"customer_tax_ids"_s, QJsonArray());
}

void addAmounts(QJsonObject &object, const Invoice &invoice)
{
    object.insert(u"amount_due"_s, number(invoice.total));
    object.insert(u"amount_paid"_s, number(invoice.amountPaid));
    object.insert(u"amount_remaining"_s, number(invoice.remaining()));
    object.insert(u"amount_shipping"_s, 0);
    object.insert(u"currency"_s, text(invoice.currency));
    object.insert(u"starting_balance"_s, 0);
    object.insert(u"ending_balance"_s, invoice.finalizedAt ? QJsonValue(0) : null());
    object.insert(u"subtotal"_s, number(invoice.subtotal));
    object.insert(u"subtotal_excluding_tax"_s, number(invoice.subtotal));
    object.insert(u"total"_s, number(invoice.total));
    object.insert(u"total_excluding_tax"_s, number(invoice.total));
    object.insert(u"total_discount_amounts"_s, totalDiscountAmounts(invoice));
}

QJsonObject transitions(const Invoice &invoice)
{
    return { { u"finalized_at"_s, numberOrNull(invoice.finalizedAt) },
        { u"marked_uncollectible_at"_s, numberOrNull(invoice.uncollectibleAt) },
        { u"paid_at"_s, numberOrNull(invoice.paidAt) }, { u"voided_at"_s, numberOrNull(invoice.voidedAt) } };
}

} // namespace

QJsonObject invoiceObject(const Invoice &invoice, const Customer &customer, const ApiShape &shape)
{
    QJsonObject object{ { u"id"_s, text(invoice.id) }, { u"object"_s, u"invoice"_s },
        { u"account_country"_s, u"US"_s }, { u"account_name"_s, u"Larkspur Labs"_s },
        { u"attempt_count"_s, invoice.attempts }, { u"attempted"_s, invoice.attempts > 0 },
        { u"auto_advance"_s, invoice.autoAdvance }, { u"billing_reason"_s, text(invoice.reason) },
        { u"collection_method"_s, u"charge_automatically"_s }, { u"created"_s, number(invoice.created) },
        { u"custom_fields"_s, null() }, { u"default_payment_method"_s, null() },
        { u"default_source"_s, null() }, { u"default_tax_rates"_s, QJsonArray() },
        { u"description"_s, null() }, { u"discounts"_s, QJsonArray() }, { u"due_date"_s, null() },
        { u"effective_at"_s, numberOrNull(invoice.finalizedAt) }, { u"footer"_s, null() },
        { u"hosted_invoice_url"_s, null() }, { u"invoice_pdf"_s, null() },
        { u"last_finalization_error"_s, null() }, { u"lines"_s, lineList(invoice, shape) },
        { u"livemode"_s, false }, { u"metadata"_s, QJsonObject() },
        { u"next_payment_attempt"_s, numberOrNull(invoice.nextAttempt) },
        { u"number"_s, textOrNull(invoice.number) }, { u"period_end"_s, number(invoice.periodEnd) },
        { u"period_start"_s, number(invoice.periodStart) }, { u"post_payment_credit_notes_amount"_s, 0 },
        { u"pre_payment_credit_notes_amount"_s, 0 }, { u"receipt_number"_s, null() },
        { u"status"_s, text(invoice.status) }, { u"status_transitions"_s, transitions(invoice) },
        { u"test_clock"_s, null() }, { u"webhooks_delivered_at"_s, numberOrNull(invoice.finalizedAt) } };
    addAmounts(object, invoice);
    addCustomer(object, customer);
    if (shape.basil) {
        addNewShape(object, invoice);
    } else {
        addOldShape(object, invoice);
    }
    return object;
}

} // namespace billhook::sandbox
