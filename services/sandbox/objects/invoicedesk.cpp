#include "services/sandbox/objects/invoicedesk.h"

#include "services/sandbox/engine/invoicelines.h"
#include "services/sandbox/engine/jsonvalues.h"
#include "services/sandbox/engine/periods.h"
#include "services/sandbox/objects/invoiceobjects.h"

#include <array>
#include <cstdio>
#include <utility>

namespace billhook::sandbox {

namespace {

using namespace Qt::StringLiterals;

std::string invoiceNumber(const Customer &customer)
{
    std::array<char, 16> sequence{};
    static_cast<void>(std::snprintf(sequence.data(), sequence.size(), "%04d", customer.invoices));
    return customer.invoicePrefix + "-" + sequence.data();
}

QJsonObject invoicePaymentObject(const Invoice &invoice, const std::string &id, Seconds at)
{
    return { { u"id"_s, text(id) }, { u"object"_s, u"invoice_payment"_s },
        { u"amount_paid"_s, number(invoice.total) }, { u"amount_requested"_s, number(invoice.total) },
        { u"created"_s, number(at) }, { u"currency"_s, text(invoice.currency) },
        { u"invoice"_s, text(invoice.id) }, { u"is_default"_s, true }, { u"livemode"_s, false },
        { u"payment"_s,
            QJsonObject{ { u"payment_intent"_s, text(invoice.paymentIntentId) },
                { u"type"_s, u"payment_intent"_s } } },
        { u"status"_s, u"paid"_s } };
}

} // namespace

InvoiceDesk::InvoiceDesk(EventWriter &events, Customer &customer)
    : m_events(events)
    , m_customer(customer)
{ }

void InvoiceDesk::draft(
    Subscription &subscription, Seconds at, const std::string &reason, std::vector<InvoiceLine> lines)
{
    Invoice invoice;
    invoice.id = m_events.newId("in");
    invoice.reason = reason;
    invoice.currency = subscription.currency;
    invoice.customerId = m_customer.id;
    invoice.subscriptionId = subscription.id;
    invoice.created = at;
    invoice.periodStart = subscription.periodStart;
    invoice.periodEnd = at;
    invoice.lines = std::exchange(subscription.pendingLines, {});
    invoice.lines.insert(invoice.lines.end(), lines.begin(), lines.end());
    invoice.nextAttempt = at + hourLength;
    settleAmounts(invoice, subscription, m_customer);
    subscription.latestInvoiceId = invoice.id;
    subscription.openInvoice = std::move(invoice);
}

void InvoiceDesk::announce(const Subscription &subscription, Seconds at)
{
    tell(*subscription.openInvoice, "invoice.created", at);
}

void InvoiceDesk::tellUpcoming(const Subscription &subscription, Seconds at)
{
    auto next = subscription;
    next.openInvoice.reset();
    advancePeriod(next);
    draft(next, next.periodStart, "upcoming", periodLines(next, 0, m_events));
    auto object = invoiceObject(*next.openInvoice, m_customer, m_events.shapeAt(at));
    object.remove(u"id"_s);
    m_events.write("invoice.upcoming", at, object);
}

void InvoiceDesk::finalize(Subscription &subscription, Seconds at)
{
    auto &invoice = *subscription.openInvoice;
    ++m_customer.invoices;
    invoice.number = invoiceNumber(m_customer);
    invoice.status = "open";
    invoice.finalizedAt = at;
    invoice.nextAttempt = at;
    if (invoice.total > 0) {
        invoice.paymentIntentId = m_events.newId("pi");
    }
    tell(invoice, "invoice.finalized", at);
}

void InvoiceDesk::pay(Subscription &subscription, Seconds at)
{
    auto invoice = *std::exchange(subscription.openInvoice, std::nullopt);
    const bool recovered = invoice.attempts > 0;
    if (invoice.total > 0) {
        ++invoice.attempts;
        invoice.chargeId = m_events.newId("ch");
    }
    invoice.status = "paid";
    invoice.amountPaid = invoice.total;
    invoice.paidAt = at;
    invoice.nextAttempt = std::nullopt;
    tell(invoice, "invoice.paid", at);
    if (recovered && m_events.shapeAt(at).basil) {
        m_events.write(
            "invoice_payment.paid", at, invoicePaymentObject(invoice, m_events.newId("inpay"), at));
    }
}

void InvoiceDesk::fail(
    Subscription &subscription, Seconds at, const Decline &decline, std::optional<Seconds> next)
{
    auto &invoice = *subscription.openInvoice;
    const auto before = invoice;
    const auto &shape = m_events.shapeAt(at);
    ++invoice.attempts;
    invoice.chargeId = m_events.newId("ch");
    invoice.nextAttempt = next;
    m_events.write("charge.failed", at, failedChargeObject(invoice, m_customer, decline, at, shape));
    m_events.write("payment_intent.payment_failed", at,
        failedPaymentIntentObject(invoice, m_customer, decline, at, shape));
    update(invoice, before, at);
    tell(invoice, "invoice.payment_failed", at);
    if (decline.declineCode == "authentication_required") {
        tell(invoice, "invoice.payment_action_required", at);
    }
}

void InvoiceDesk::voidIt(Subscription &subscription, Seconds at)
{
    auto invoice = *std::exchange(subscription.openInvoice, std::nullopt);
    invoice.status = "void";
    invoice.voidedAt = at;
    invoice.nextAttempt = std::nullopt;
    invoice.autoAdvance = false;
    tell(invoice, "invoice.voided", at);
}

void InvoiceDesk::markUncollectible(Subscription &subscription, Seconds at)
{
    auto invoice = *std::exchange(subscription.openInvoice, std::nullopt);
    invoice.status = "uncollectible";
    invoice.uncollectibleAt = at;
    invoice.nextAttempt = std::nullopt;
    invoice.autoAdvance = false;
    tell(invoice, "invoice.marked_uncollectible", at);
}

void InvoiceDesk::stopCollecting(Subscription &subscription, Seconds at)
{
    auto invoice = *std::exchange(subscription.openInvoice, std::nullopt);
    const auto before = invoice;
    invoice.autoAdvance = false;
    invoice.nextAttempt = std::nullopt;
    update(invoice, before, at);
}

void InvoiceDesk::tell(const Invoice &invoice, const std::string &type, Seconds at)
{
    m_events.write(type, at, invoiceObject(invoice, m_customer, m_events.shapeAt(at)));
}

void InvoiceDesk::update(Invoice &invoice, const Invoice &before, Seconds at)
{
    const auto &shape = m_events.shapeAt(at);
    m_events.writeUpdate("invoice.updated", at, invoiceObject(before, m_customer, shape),
        invoiceObject(invoice, m_customer, shape));
}

} // namespace billhook::sandbox
