#include "services/sandbox/objects/accountcheck.h"

#include "services/sandbox/engine/tables.h"
#include "services/sandbox/objects/documents.h"
#include "services/sandbox/objects/invoices.h"
#include "services/sandbox/objects/invoicing.h"
#include "services/sandbox/objects/subscriptions.h"

#include <algorithm>
#include <map>

namespace billhook::sandbox {

using namespace Qt::StringLiterals;

namespace {

/** Collects the sentences. */
class Faults final
{
public:
    void unless(bool good, const QJsonObject &document, const std::string &what)
    {
        if (!good) {
            m_sentences.push_back(
                textAt(document, u"object"_s) + " " + textAt(document, u"id"_s) + ": " + what);
        }
    }
    const std::vector<std::string> &sentences() const { return m_sentences; }

private:
    std::vector<std::string> m_sentences;
};

void checkSums(const QJsonObject &invoice, Faults &faults)
{
    std::int64_t subtotal = 0;
    for (const auto &line : entriesOf(invoice, u"lines"_s)) {
        subtotal += line[u"amount"_s].toInteger();
    }
    std::int64_t discounts = 0;
    for (const auto &entry : invoice.value(u"total_discount_amounts"_s).toArray()) {
        discounts += entry[u"amount"_s].toInteger();
    }
    const auto of = [&invoice](const QString &name) { return invoice.value(name).toInteger(); };
    faults.unless(subtotal == of(u"subtotal"_s), invoice, "the lines don't add up to the subtotal");
    faults.unless(subtotal - discounts == of(u"total"_s), invoice, "the discounts don't lead to the total");
    faults.unless(of(u"amount_paid"_s) + of(u"amount_remaining"_s) == of(u"amount_due"_s), invoice,
        "paid and remaining are not what was due");
    if (invoice.value(u"ending_balance"_s).isDouble()) {
        faults.unless(
            of(u"total"_s) + of(u"starting_balance"_s) == of(u"amount_due"_s) + of(u"ending_balance"_s),
            invoice, "the customer's balance doesn't explain what was due");
    }
}

void checkInvoice(const Transaction &transaction, const QJsonObject &invoice, Faults &faults)
{
    checkSums(invoice, faults);
    const bool paid = isText(invoice, u"status"_s, u"paid"_s);
    const auto intent = transaction.find("payment_intent", textAt(invoice, u"_payment_intent"_s));
    const bool hasPaid = intent && isText(*intent, u"status"_s, u"succeeded"_s);
    faults.unless(!hasPaid || paid, invoice, "its payment succeeded but it is not paid");
    faults.unless(!paid || invoice.value(u"amount_remaining"_s).toInteger() == 0, invoice,
        "it is paid but something remains");
    const auto subscription = subscriptionOf(invoice);
    faults.unless(subscription.empty() || transaction.find("subscription", subscription).has_value(), invoice,
        "its subscription is not there");
}

void checkSubscription(const Transaction &transaction, const QJsonObject &subscription, Faults &faults)
{
    const auto period = periodOf(subscription);
    faults.unless(period.start < period.end, subscription, "its period is empty");
    for (const auto &item : entriesOf(subscription, u"items"_s)) {
        const bool same = item[u"current_period_start"_s].toInteger() == period.start
            && item[u"current_period_end"_s].toInteger() == period.end;
        faults.unless(same, subscription, "its items have several periods");
        faults.unless(!priceOf(transaction, item.toObject()).isEmpty(), subscription,
            "a price of its items is not there");
    }
    const auto now = timeOf(transaction, textAt(subscription, u"test_clock"_s));
    const auto status = subscription.value(u"status"_s).toString();
    const bool runs = status == u"active"_s || status == u"past_due"_s || status == u"trialing"_s;
    faults.unless(!runs || period.end > now, subscription, "its period is over and it was not renewed");
    faults.unless(hasEnded(subscription) == subscription.value(u"ended_at"_s).isDouble(), subscription,
        "its status and ended_at disagree");
    faults.unless(transaction.find("invoice", textAt(subscription, u"latest_invoice"_s)).has_value(),
        subscription, "its latest invoice is not there");
}

/** The fields that differ, for whoever reads the sentence. */
std::string differing(const QJsonObject &told, const QJsonObject &now)
{
    std::string names;
    for (const auto &name : now.keys() + told.keys()) {
        const bool isNew = names.find(name.toStdString()) == std::string::npos;
        if (isNew && told.value(name) != now.value(name)) {
            names += " " + name.toStdString();
        }
    }
    return names;
}

/** Each object's newest event must show it as it is now. */
void checkEvents(const Transaction &transaction, const ObjectKind &kind, Faults &faults)
{
    std::map<QString, QJsonObject> told;
    transaction.visit(table::event, [&](const QJsonObject &event) {
        const auto object = event.value(u"data"_s)[u"object"_s].toObject();
        if (isText(object, u"object"_s, QString::fromStdString(kind.object)) && object.contains(u"id"_s)) {
            told.emplace(object.value(u"id"_s).toString(), object);
        }
        return true;
    });
    for (const auto &document : transaction.all(kind.table)) {
        const auto found = told.find(document.value(u"id"_s).toString());
        const auto now = shown(kind, document, { transaction, newestShape() });
        faults.unless(found != told.end(), document, "no event tells of it");
        const auto differs = found == told.end() ? "" : differing(found->second, now);
        faults.unless(differs.empty(), document, "its newest event shows otherwise:" + differs);
    }
}

} // namespace

std::vector<std::string> faultsOf(const Transaction &transaction)
{
    Faults faults;
    for (const auto &invoice : transaction.all("invoice")) {
        checkInvoice(transaction, invoice, faults);
    }
    for (const auto &subscription : transaction.all("subscription")) {
        checkSubscription(transaction, subscription, faults);
    }
    checkEvents(transaction, subscriptionKind(), faults);
    checkEvents(transaction, invoiceKind(), faults);
    return faults.sentences();
}

} // namespace billhook::sandbox
