#include "services/sandbox/objects/schedulephases.h"

#include "services/sandbox/objects/documents.h"

namespace billhook::sandbox {

using namespace Qt::StringLiterals;

namespace {

QJsonObject phaseItem(const QJsonObject &given)
{
    return { { u"billing_thresholds"_s, null() }, { u"discounts"_s, QJsonArray() },
        { u"metadata"_s, QJsonObject() }, { u"plan"_s, given.value(u"price"_s) },
        { u"price"_s, given.value(u"price"_s) },
        { u"quantity"_s, number(given.value(u"quantity"_s).toInteger(1)) },
        { u"tax_rates"_s, QJsonArray() } };
}

/** When a phase ends: at its end_date, or after so many intervals. */
Seconds endOf(const Transaction &transaction, const QJsonObject &given, Seconds start)
{
    const auto end = given.value(u"end_date"_s).toString();
    if (!end.isEmpty() && end != u"now"_s) {
        return end.toLongLong();
    }
    if (end == u"now"_s) {
        return transaction.now();
    }
    const auto items = given.value(u"items"_s).toArray();
    auto interval = intervalOf(priceOf(transaction, items.first().toObject()));
    auto count = given.value(u"iterations"_s).toInt(1);
    if (const auto duration = given.value(u"duration"_s).toObject(); !duration.isEmpty()) {
        interval = { textAt(duration, u"interval"_s), 1 };
        count = duration.value(u"interval_count"_s).toInt(1);
    }
    return periodStart(start, interval, count);
}

} // namespace

QJsonObject phaseOf(const QJsonArray &items, const Period &period, const QString &proration)
{
    QJsonArray all;
    for (const auto &item : items) {
        all.append(phaseItem(item.toObject()));
    }
    return { { u"add_invoice_items"_s, QJsonArray() }, { u"application_fee_percent"_s, null() },
        { u"billing_cycle_anchor"_s, null() }, { u"billing_thresholds"_s, null() },
        { u"collection_method"_s, null() }, { u"currency"_s, u"usd"_s },
        { u"default_payment_method"_s, null() }, { u"default_tax_rates"_s, QJsonArray() },
        { u"description"_s, null() }, { u"discounts"_s, QJsonArray() }, { u"end_date"_s, number(period.end) },
        { u"invoice_settings"_s, null() }, { u"items"_s, all }, { u"metadata"_s, QJsonObject() },
        { u"on_behalf_of"_s, null() }, { u"proration_behavior"_s, proration },
        { u"start_date"_s, number(period.start) }, { u"transfer_data"_s, null() },
        { u"trial_end"_s, null() } };
}

Attempt<QJsonArray> phasesOf(const Transaction &transaction, const QJsonObject &given, Seconds first)
{
    QJsonArray phases;
    auto start = first;
    for (const auto &entry : given.value(u"phases"_s).toArray()) {
        const auto wanted = entry.toObject();
        const auto items = wanted.value(u"items"_s).toArray();
        if (items.isEmpty()) {
            return missingParameter("phases[items]");
        }
        for (const auto &item : items) {
            const auto id = item[u"price"_s].toString().toStdString();
            if (!transaction.find("price", id)) {
                return noSuchObject("price", id, "phases[items][price]");
            }
        }
        const auto begins = wanted.value(u"start_date"_s).toString();
        start = begins.isEmpty() || begins == u"now"_s ? start : begins.toLongLong();
        const auto end = endOf(transaction, wanted, start);
        if (end <= start) {
            return invalidParameter("", "A phase must end after it starts.", "phases[end_date]");
        }
        phases.append(phaseOf(
            items, { start, end }, wanted.value(u"proration_behavior"_s).toString(u"create_prorations"_s)));
        start = end;
    }
    return phases;
}

QJsonValue currentPhase(const QJsonArray &phases, Seconds now)
{
    for (const auto &phase : phases) {
        const auto start = phase[u"start_date"_s].toInteger();
        const auto end = phase[u"end_date"_s].toInteger();
        if (start <= now && now < end) {
            return QJsonObject{ { u"end_date"_s, number(end) }, { u"start_date"_s, number(start) } };
        }
    }
    return null();
}

} // namespace billhook::sandbox
