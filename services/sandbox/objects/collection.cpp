#include "services/sandbox/objects/collection.h"

#include "services/sandbox/engine/dunning.h"
#include "services/sandbox/objects/customers.h"
#include "services/sandbox/objects/documents.h"
#include "services/sandbox/objects/invoices.h"
#include "services/sandbox/objects/invoicing.h"
#include "services/sandbox/objects/paymentmethods.h"
#include "services/sandbox/objects/subscriptioncycle.h"
#include "services/sandbox/objects/subscriptions.h"

#include <algorithm>
#include <array>

namespace billhook::sandbox {

using namespace Qt::StringLiterals;

namespace {

QJsonObject now(const Transaction &transaction, const QJsonObject &invoice)
{
    return transaction.find("invoice", textAt(invoice, u"id"_s)).value_or(invoice);
}

QString numberFor(const QJsonObject &customer)
{
    const auto sequence = customer.value(u"next_invoice_sequence"_s).toInteger(1);
    return customer.value(u"invoice_prefix"_s).toString().toUpper() + u"-"_s
        + QString::number(sequence).rightJustified(4, u'0');
}

/** Settles the customer's balance against the invoice, as far as it goes. */
void applyBalance(Transaction &transaction, QJsonObject &invoice)
{
    const auto customer = customerOf(transaction, invoice);
    const auto starting = customer.value(u"balance"_s).toInteger();
    const auto total = invoice.value(u"total"_s).toInteger();
    const auto ending = std::min<std::int64_t>(0, total + starting);
    invoice.insert(u"starting_balance"_s, number(starting));
    invoice.insert(u"ending_balance"_s, number(ending));
    addUp(transaction, invoice);
    auto counted = customer;
    counted.insert(u"next_invoice_sequence"_s, customer.value(u"next_invoice_sequence"_s).toInteger(1) + 1);
    transaction.put("customer", counted); // Stripe tells nothing of it
    auto after
        = moveBalance(transaction, counted, ending - starting, "applied_to_invoice", invoice.value(u"id"_s));
    if (!after.value(u"currency"_s).isString()) {
        after.insert(u"currency"_s, invoice.value(u"currency"_s));
    }
    invoice.insert(u"number"_s, numberFor(customer));
    changeCustomer(transaction, counted, after);
}

void askForPayment(Transaction &transaction, QJsonObject &invoice)
{
    const auto intent = newIntent(transaction,
        { invoice.value(u"amount_remaining"_s).toInteger(), textAt(invoice, u"currency"_s),
            invoice.value(u"customer"_s),
            isText(invoice, u"billing_reason"_s, u"subscription_create"_s) ? text("Subscription creation")
                                                                           : text("Subscription update"),
            invoice.value(u"id"_s) });
    invoice.insert(u"_payment_intent"_s, intent.value(u"id"_s));
    invoice.insert(u"confirmation_secret"_s,
        QJsonObject{
            { u"client_secret"_s, intent.value(u"client_secret"_s) }, { u"type"_s, u"payment_intent"_s } });
    const QJsonObject payment{ { u"payment_intent"_s, intent.value(u"id"_s) },
        { u"type"_s, u"payment_intent"_s } };
    transaction.put("invoice_payment",
        { { u"id"_s, text(transaction.newId("inpay")) }, { u"object"_s, u"invoice_payment"_s },
            { u"amount_paid"_s, null() }, { u"amount_requested"_s, intent.value(u"amount"_s) },
            { u"created"_s, number(transaction.now()) }, { u"currency"_s, invoice.value(u"currency"_s) },
            { u"invoice"_s, invoice.value(u"id"_s) }, { u"is_default"_s, true }, { u"livemode"_s, false },
            { u"payment"_s, payment }, { u"status"_s, u"open"_s },
            { u"status_transitions"_s,
                QJsonObject{ { u"canceled_at"_s, null() }, { u"paid_at"_s, null() } } },
            { u"_clock"_s, invoice.value(u"test_clock"_s) } });
}

void closePayment(Transaction &transaction, const QJsonObject &invoice, bool paid)
{
    for (const auto &payment :
        documentsWith(transaction, "invoice_payment", u"invoice"_s, invoice.value(u"id"_s))) {
        if (!isText(payment, u"status"_s, u"open"_s)) {
            continue;
        }
        auto after = payment;
        after.insert(u"status"_s, paid ? u"paid"_s : u"canceled"_s);
        after.insert(u"amount_paid"_s, paid ? payment.value(u"amount_requested"_s) : null());
        setAt(after, paid ? u"status_transitions.paid_at"_s : u"status_transitions.canceled_at"_s,
            number(transaction.now()));
        transaction.put("invoice_payment", after);
        if (paid) {
            tell(transaction, invoicePaymentKind(), "invoice_payment.paid", after);
        }
    }
}

/** An end of the invoice's life: puts and tells it as `type` after the update. */
QJsonObject close(Transaction &transaction, const QJsonObject &before, QJsonObject after,
    const QString &status, const QString &transition)
{
    after.insert(u"status"_s, status);
    after.insert(u"next_payment_attempt"_s, null());
    after.insert(u"automatically_finalizes_at"_s, null());
    setAt(after, u"status_transitions."_s + transition, number(transaction.now()));
    putChange(transaction, invoiceKind(), "invoice.updated", before, after);
    return after;
}

void judgeDelinquency(Transaction &transaction, const QJsonObject &invoice)
{
    const auto customer = customerOf(transaction, invoice);
    const auto invoices = documentsWith(transaction, "invoice", u"customer"_s, customer.value(u"id"_s));
    const bool owes = std::any_of(invoices.begin(), invoices.end(), [](const QJsonObject &one) {
        return isText(one, u"status"_s, u"open"_s) && one.value(u"attempted"_s).toBool();
    });
    if (customer.value(u"object"_s).isString() && customer.value(u"delinquent"_s).toBool() != owes) {
        auto after = customer;
        after.insert(u"delinquent"_s, owes);
        changeCustomer(transaction, customer, after);
    }
}

QJsonObject paidNow(Transaction &transaction, const QJsonObject &before, bool outOfBand)
{
    auto after = before;
    const auto due = before.value(u"amount_due"_s).toInteger();
    after.insert(u"amount_paid"_s, number(due));
    after.insert(u"amount_remaining"_s, 0);
    after.insert(u"attempted"_s, true);
    after.insert(u"_out_of_band"_s, outOfBand);
    if (due > 0 && !outOfBand) {
        after.insert(u"attempt_count"_s, before.value(u"attempt_count"_s).toInteger() + 1);
    }
    after = close(transaction, before, after, u"paid"_s, u"paid_at"_s);
    closePayment(transaction, after, !outOfBand);
    tell(transaction, invoiceKind(), "invoice.paid", after);
    if (!outOfBand) {
        tell(transaction, invoiceKind(), "invoice.payment_succeeded", after);
    }
    judgeDelinquency(transaction, after);
    invoicePaid(transaction, after);
    return now(transaction, after);
}

bool isHard(const std::string &declineCode)
{
    static constexpr std::array<std::string_view, 9> hard{ "incorrect_number", "lost_card", "pickup_card",
        "stolen_card", "revocation_of_authorization", "revocation_of_all_authorizations",
        "authentication_required", "highest_risk_level", "transaction_not_allowed" };
    return std::find(hard.begin(), hard.end(), declineCode) != hard.end();
}

/** Only what is charged automatically, and has begun well, is tried again. */
QJsonValue nextAttempt(const Transaction &transaction, const QJsonObject &invoice)
{
    const auto subscription = transaction.find("subscription", subscriptionOf(invoice));
    const bool begun = subscription && !isText(*subscription, u"status"_s, u"incomplete"_s)
        && isText(invoice, u"collection_method"_s, u"charge_automatically"_s)
        && invoice.value(u"auto_advance"_s).toBool();
    if (!begun) {
        return null();
    }
    return numberOrNull(nextRetry(invoice.value(u"attempt_count"_s).toInt(), transaction.now()));
}

void failed(Transaction &transaction, const QJsonObject &before, const PaymentOutcome &outcome)
{
    auto after = before;
    after.insert(u"attempted"_s, true);
    after.insert(u"attempt_count"_s, before.value(u"attempt_count"_s).toInteger() + 1);
    after.insert(u"next_payment_attempt"_s, nextAttempt(transaction, after));
    after.insert(u"_hard_method"_s,
        isHard(outcome.declineCode) ? methodFor(transaction, before).value(u"id"_s) : null());
    putChange(transaction, invoiceKind(), "invoice.updated", before, after);
    tell(transaction, invoiceKind(), "invoice.payment_failed", after);
    if (outcome.result == Paid::NeedsAction) {
        tell(transaction, invoiceKind(), "invoice.payment_action_required", after);
    }
    judgeDelinquency(transaction, after);
    invoiceFailed(transaction, after);
}

void addPages(const Transaction &transaction, QJsonObject &invoice)
{
    const auto page = transaction.address() + "/pages/invoices/" + textAt(invoice, u"id"_s);
    invoice.insert(u"hosted_invoice_url"_s, text(page));
    invoice.insert(u"invoice_pdf"_s, text(page + "/pdf"));
}

} // namespace

const ObjectKind &invoicePaymentKind()
{
    static const ObjectKind kind{ .object = "invoice_payment",
        .table = "invoice_payment",
        .path = "/v1/invoice_payments",
        .filters = { { "invoice", "invoice" }, { "status", "status" }, { "payment[type]", "payment.type" },
            { "payment[payment_intent]", "payment.payment_intent" } },
        .references = { { "invoice", "invoice" }, { "payment.payment_intent", "payment_intent" } } };
    return kind;
}

QString afterRetries(const Transaction &transaction)
{
    const auto setting = transaction.find("setting", "billing");
    return setting ? setting->value(u"after_retries"_s).toString(u"cancel"_s) : u"cancel"_s;
}

QJsonObject methodFor(const Transaction &transaction, const QJsonObject &invoice)
{
    auto id = textAt(invoice, u"default_payment_method"_s);
    const auto subscription = transaction.find("subscription", subscriptionOf(invoice));
    if (id.empty() && subscription) {
        id = textAt(*subscription, u"default_payment_method"_s);
    }
    if (id.empty()) {
        id = defaultMethodOf(customerOf(transaction, invoice));
    }
    return transaction.find("payment_method", id).value_or(QJsonObject());
}

QJsonObject finalizeInvoice(Transaction &transaction, const QJsonObject &draft)
{
    auto after = draft;
    applyBalance(transaction, after);
    after.insert(u"status"_s, u"open"_s);
    after.insert(u"effective_at"_s, number(transaction.now()));
    after.insert(u"automatically_finalizes_at"_s, null());
    after.insert(u"webhooks_delivered_at"_s, number(transaction.now()));
    setAt(after, u"status_transitions.finalized_at"_s, number(transaction.now()));
    addPages(transaction, after);
    const bool free = after.value(u"amount_remaining"_s).toInteger() == 0;
    if (!free) {
        askForPayment(transaction, after);
    }
    transaction.put("invoice", after);
    tellChange(transaction, invoiceKind(), "invoice.updated", draft, after);
    tell(transaction, invoiceKind(), "invoice.finalized", after);
    if (isText(after, u"collection_method"_s, u"send_invoice"_s)) {
        tell(transaction, invoiceKind(), "invoice.sent", after);
    }
    return free ? paidNow(transaction, after, false) : after;
}

PaymentOutcome attemptPayment(
    Transaction &transaction, const QJsonObject &invoice, Presence presence, const QJsonObject &method)
{
    const auto used = method.isEmpty() ? methodFor(transaction, invoice) : method;
    const auto intent
        = transaction.find("payment_intent", textAt(invoice, u"_payment_intent"_s)).value_or(QJsonObject());
    if (used.isEmpty()) {
        const PaymentOutcome none{ Paid::Declined, intent, "" };
        failed(transaction, invoice, none);
        return none;
    }
    auto outcome = confirmIntent(transaction, intent, used, presence);
    paymentSettled(transaction, outcome);
    return outcome;
}

void paymentSettled(Transaction &transaction, const PaymentOutcome &outcome)
{
    const auto invoice = transaction.find("invoice", textAt(outcome.intent, u"_invoice"_s));
    if (!invoice || isText(*invoice, u"status"_s, u"paid"_s)) {
        return;
    }
    if (outcome.result == Paid::Succeeded) {
        paidNow(transaction, *invoice, false);
    } else {
        failed(transaction, *invoice, outcome);
    }
}

QJsonObject payOutOfBand(Transaction &transaction, const QJsonObject &invoice)
{
    if (const auto intent = transaction.find("payment_intent", textAt(invoice, u"_payment_intent"_s))) {
        cancelIntent(transaction, *intent, text("void_invoice"));
    }
    return paidNow(transaction, invoice, true);
}

QJsonObject voidInvoice(Transaction &transaction, const QJsonObject &invoice)
{
    auto after = invoice;
    after.insert(u"auto_advance"_s, false);
    if (const auto intent = transaction.find("payment_intent", textAt(invoice, u"_payment_intent"_s))) {
        cancelIntent(transaction, *intent, text("void_invoice"));
    }
    closePayment(transaction, invoice, false);
    after = close(transaction, invoice, after, u"void"_s, u"voided_at"_s);
    tell(transaction, invoiceKind(), "invoice.voided", after);
    judgeDelinquency(transaction, after);
    invoiceVoided(transaction, after);
    return now(transaction, after);
}

QJsonObject markUncollectible(Transaction &transaction, const QJsonObject &invoice)
{
    auto after = invoice;
    after.insert(u"auto_advance"_s, false);
    after = close(transaction, invoice, after, u"uncollectible"_s, u"marked_uncollectible_at"_s);
    tell(transaction, invoiceKind(), "invoice.marked_uncollectible", after);
    judgeDelinquency(transaction, after);
    return after;
}

void stopCollecting(Transaction &transaction, const QJsonObject &invoice)
{
    auto after = invoice;
    after.insert(u"auto_advance"_s, false);
    after.insert(u"next_payment_attempt"_s, null());
    after.insert(u"automatically_finalizes_at"_s, null());
    putChange(transaction, invoiceKind(), "invoice.updated", invoice, after);
}

void retryPayment(Transaction &transaction, const QJsonObject &invoice)
{
    const auto method = methodFor(transaction, invoice);
    const auto hard = invoice.value(u"_hard_method"_s);
    if (hard.isString() && hard == method.value(u"id"_s)) { // no charge before there is another card
        failed(transaction, invoice, { Paid::Declined, {}, "lost_card" });
    } else {
        attemptPayment(transaction, invoice, Presence::OffSession);
    }
    const auto after = now(transaction, invoice);
    const bool last
        = isText(after, u"status"_s, u"open"_s) && !after.value(u"next_payment_attempt"_s).isDouble();
    if (last) {
        retriesExhausted(transaction, after);
    }
}

void becomeOverdue(Transaction &transaction, const QJsonObject &invoice)
{
    auto after = invoice;
    after.insert(u"_overdue"_s, true);
    transaction.put("invoice", after);
    tell(transaction, invoiceKind(), "invoice.overdue", after);
    invoiceFailed(transaction, after);
}

} // namespace billhook::sandbox
