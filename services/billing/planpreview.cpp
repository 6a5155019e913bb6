#include "services/billing/planpreview.h"

#include "models/domain/recurring.h"
#include "models/domain/rounding.h"
#include "services/postgres/session.h"

#include <QJsonArray>

#include <algorithm>
#include <array>

namespace billhook::billing {

using domain::Result;
using operations::Intention;
using namespace Qt::StringLiterals;

namespace {

constexpr std::array termNames{ "name", "slug", "description", "trial_period_days", "max_users",
    "max_projects", "limits_per_unit", "features", "is_active" };
constexpr std::array priceNames{ "amount", "currency", "interval", "interval_count", "is_default" };

/** How many present subscriptions hold a price, and what counts of them a year. */
struct HeldPrice
{
    QString price;
    QString currency;
    qint64 subscriptions = 0;
    qint64 annual = 0;
};

QJsonObject defaultOf(const QJsonArray &prices)
{
    for (const auto &price : prices) {
        if (price[u"is_default"_s].toBool()) {
            return price.toObject();
        }
    }
    return {};
}

/** The active prices as people compare them: without ids. */
QJsonArray offered(const QJsonArray &prices)
{
    QJsonArray active;
    for (const auto &price : prices) {
        if (price[u"is_active"_s].toBool()) {
            QJsonObject shown;
            for (const auto *name : priceNames) {
                shown.insert(QLatin1StringView(name), price[QLatin1StringView(name)]);
            }
            active.append(shown);
        }
    }
    return active;
}

void addDifference(
    std::vector<PlanDifference> &changes, const QString &field, QJsonValue from, const QJsonValue &to)
{
    from = from.isUndefined() ? QJsonValue(QJsonValue::Null) : from;
    if (from != to) {
        changes.push_back({ field, from, to });
    }
}

std::vector<PlanDifference> differences(const QJsonObject &before, const QJsonObject &wanted)
{
    std::vector<PlanDifference> changes;
    for (const auto *name : termNames) {
        const QLatin1StringView field(name);
        addDifference(changes, field, before[field], wanted[field]);
    }
    const QJsonArray prices = wanted[u"prices"_s].toArray();
    const QJsonArray known = before[u"prices"_s].toArray();
    const QJsonObject from = defaultOf(known);
    const QJsonObject to = defaultOf(prices);
    addDifference(changes, u"price_amount"_s, from[u"amount"_s], to[u"amount"_s]);
    for (const auto *name : { "currency", "interval", "interval_count" }) {
        const QLatin1StringView field(name);
        addDifference(changes, field, from[field], to[field]);
    }
    const auto byTerms = [](const QJsonArray &list) {
        QStringList lines;
        for (const auto &price : list) {
            lines.append(price[u"currency"_s].toString() + price[u"interval"_s].toString()
                + QString::number(price[u"interval_count"_s].toInt()) + u' '
                + QString::number(price[u"amount"_s].toInteger())
                + QString::number(price[u"is_default"_s].toBool()));
        }
        lines.sort();
        return lines;
    };
    if (byTerms(offered(known)) != byTerms(offered(prices))) {
        changes.push_back(
            { u"prices"_s, before.isEmpty() ? QJsonValue() : QJsonValue(offered(known)), offered(prices) });
    }
    return changes;
}

QJsonObject priceWith(const QJsonArray &prices, const QString &stripePriceId)
{
    for (const auto &price : prices) {
        if (price[u"stripe_price_id"_s].toString() == stripePriceId) {
            return price.toObject();
        }
    }
    return {};
}

/** The active price that takes the place of one that goes: of the same currency and interval, the default
 * first. */
QJsonObject placeOf(const QJsonObject &gone, const QJsonArray &prices)
{
    QJsonObject found;
    for (const auto &price : prices) {
        const bool same = price[u"is_active"_s].toBool() && price[u"currency"_s] == gone[u"currency"_s]
            && price[u"interval"_s] == gone[u"interval"_s]
            && price[u"interval_count"_s] == gone[u"interval_count"_s];
        if (same && (found.isEmpty() || price[u"is_default"_s].toBool())) {
            found = price.toObject();
        }
    }
    return found;
}

/** A year's change of what counts, discounts in proportion; nothing where it can't be told. */
std::optional<qint64> moved(const HeldPrice &held, const QJsonObject &gone, const QJsonObject &place)
{
    const qint64 from = gone[u"amount"_s].toInteger();
    if (place.isEmpty() || from <= 0) {
        return std::nullopt;
    }
    const auto product = domain::Int128(held.annual) * (place[u"amount"_s].toInteger() - from);
    return domain::divide(product, from, domain::Rounding::HalfAwayFromZero);
}

std::string counted(qint64 count, const char *one, const char *many)
{
    return std::to_string(count) + " " + (count == 1 ? one : many);
}

Result<std::vector<HeldPrice>> heldPrices(postgres::Session &session, const QString &product)
{
    return session.all<HeldPrice>(
        u"plans/list_subscribed_prices"_s, { { u":product"_s, product } }, [](const postgres::Row &row) {
            return HeldPrice{ row.text("price"), row.text("currency"), row.integer("subscriptions"),
                row.integer("annual") };
        });
}

/** What becomes of present subscriptions whose price goes. */
void addEffect(PlanPreview &preview, const std::vector<HeldPrice> &held, const Intention &change)
{
    const QJsonArray prices = change.parameters[u"plan"_s][u"prices"_s].toArray();
    const QJsonArray known = change.parameters[u"before"_s][u"prices"_s].toArray();
    qint64 annual = 0;
    qint64 elsewhere = 0;
    for (const HeldPrice &one : held) {
        const QJsonObject gone = priceWith(known, one.price);
        const bool goes
            = gone[u"is_active"_s].toBool() && !priceWith(prices, one.price)[u"is_active"_s].toBool();
        if (!goes) {
            continue;
        }
        preview.affectedSubscriptions += one.subscriptions;
        const auto difference = moved(one, gone, placeOf(gone, prices));
        if (difference && one.currency.toStdString() == preview.currency) {
            annual += *difference;
        } else {
            elsewhere += one.subscriptions;
        }
    }
    preview.mrrMigrate = domain::monthlyOf(annual);
    if (preview.affectedSubscriptions > 0) {
        preview.warnings.push_back(counted(preview.affectedSubscriptions, "present subscription stays on its",
                                       "present subscriptions stay on their")
            + " old price; only new customers pay the new one.");
    }
    if (elsewhere > 0) {
        preview.warnings.push_back("The effect of moving leaves out "
            + counted(elsewhere, "subscription", "subscriptions")
            + ": there is no new price of the same currency and interval, or it is in another currency.");
    }
}

Result<void> addCrowded(postgres::Session &session, PlanPreview &preview, const QJsonObject &plan)
{
    const auto limit = [&plan](const QString &name) {
        return plan[name].isNull() ? u""_s : QString::number(plan[name].toInteger());
    };
    const QString users = limit(u"max_users"_s);
    const QString projects = limit(u"max_projects"_s);
    return session.forEach(u"plans/count_crowded"_s,
        { { u":product"_s, plan[u"stripe_product_id"_s].toString() }, { u":users"_s, users },
            { u":projects"_s, projects }, { u":per_unit"_s, plan[u"limits_per_unit"_s].toBool() } },
        [&](const postgres::Row &row) {
            for (const auto *what : { "users", "projects" }) {
                if (const qint64 count = row.integer(what); count > 0) {
                    preview.warnings.push_back(counted(count, "organization has", "organizations have")
                        + " more " + what
                        + " than the new limit allows; they keep what they have and can add none.");
                }
            }
        });
}

bool touches(const std::vector<PlanDifference> &changes, std::initializer_list<QLatin1StringView> fields)
{
    return std::any_of(changes.begin(), changes.end(), [&fields](const PlanDifference &change) {
        return std::find(fields.begin(), fields.end(), change.field) != fields.end();
    });
}

} // namespace

Result<PlanPreview> previewPlanChange(postgres::Session &session, const Intention &change)
{
    const QJsonObject plan = change.parameters[u"plan"_s].toObject();
    PlanPreview preview;
    preview.changes = differences(change.parameters[u"before"_s].toObject(), plan);
    preview.calls = operations::dryRun(change.steps);
    preview.currency = defaultOf(plan[u"prices"_s].toArray())[u"currency"_s].toString().toStdString();
    auto held = heldPrices(session, plan[u"stripe_product_id"_s].toString());
    if (!held) {
        return held.error();
    }
    addEffect(preview, *held, change);
    const bool limits = touches(preview.changes, { "max_users"_L1, "max_projects"_L1, "limits_per_unit"_L1 });
    const bool hidden = touches(preview.changes, { "is_active"_L1 }) && !plan[u"is_active"_s].toBool();
    qint64 all = 0;
    for (const HeldPrice &one : *held) {
        all += one.subscriptions;
    }
    preview.affectedSubscriptions = limits ? all : preview.affectedSubscriptions;
    if (hidden && all > 0) {
        preview.warnings.push_back(counted(all, "present subscription goes", "present subscriptions go")
            + " on as before; the plan is only hidden.");
    }
    if (limits) {
        if (auto crowded = addCrowded(session, preview, plan); !crowded) {
            return crowded.error();
        }
    }
    return preview;
}

bool changesAnything(const Intention &change)
{
    return !change.steps.empty()
        || !differences(change.parameters[u"before"_s].toObject(), change.parameters[u"plan"_s].toObject())
                .empty();
}

QJsonObject previewJson(const PlanPreview &preview)
{
    QJsonArray changes;
    for (const auto &change : preview.changes) {
        changes.append(
            QJsonObject{ { u"field"_s, change.field }, { u"from"_s, change.from }, { u"to"_s, change.to } });
    }
    QJsonArray calls;
    for (const auto &call : preview.calls) {
        QJsonObject params;
        for (const auto &[name, value] : call.parameters) {
            params.insert(QString::fromStdString(name), QString::fromStdString(value));
        }
        calls.append(QJsonObject{ { u"method"_s, QString::fromStdString(call.method) },
            { u"path"_s, QString::fromStdString(call.path) }, { u"params"_s, params } });
    }
    QJsonArray warnings;
    for (const auto &warning : preview.warnings) {
        warnings.append(QString::fromStdString(warning));
    }
    return { { u"changes"_s, changes }, { u"calls"_s, calls },
        { u"affected_subscriptions"_s, qint64{ preview.affectedSubscriptions } },
        { u"mrr_effect"_s,
            QJsonObject{
                { u"keep"_s, qint64{ preview.mrrKeep } }, { u"migrate"_s, qint64{ preview.mrrMigrate } } } },
        { u"warnings"_s, warnings } };
}

} // namespace billhook::billing
