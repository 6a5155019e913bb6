#include "tests/support/stripelifeshape.h"

#include <QJsonArray>
#include <QSet>

#include <array>
#include <utility>

namespace billhook::support {

namespace {

struct LifePrice
{
    const char *id;
    const char *product;
    int amount; ///< minor units
    const char *interval;
};

constexpr std::array<LifePrice, lifePrices> prices{ {
    { "price_s", "prod_s", 1000, "month" },
    { "price_m", "prod_m", 2900, "month" },
    { "price_l", "prod_l", 9900, "month" },
    { "price_xl", "prod_xl", 25000, "month" },
    { "price_y", "prod_m", 29000, "year" },
} };

QString text(const std::string &value)
{
    return QString::fromStdString(value);
}

QJsonValue instant(std::int64_t seconds)
{
    return seconds == 0 ? QJsonValue() : QJsonValue(static_cast<qint64>(seconds));
}

QJsonObject recurring(const LifePrice &price)
{
    return { { QStringLiteral("interval"), QString::fromLatin1(price.interval) },
        { QStringLiteral("interval_count"), 1 },
        { QStringLiteral("usage_type"), QStringLiteral("licensed") } };
}

QJsonObject terms(const LifePrice &price, const QString &object)
{
    return { { QStringLiteral("id"), QString::fromLatin1(price.id) }, { QStringLiteral("object"), object },
        { QStringLiteral("active"), true }, { QStringLiteral("currency"), QStringLiteral("usd") },
        { QStringLiteral("product"), QString::fromLatin1(price.product) },
        { QStringLiteral("tiers_mode"), QJsonValue() } };
}

QJsonObject planOf(const LifePrice &price)
{
    auto plan = terms(price, QStringLiteral("plan"));
    const auto interval = recurring(price);
    for (auto field = interval.begin(); field != interval.end(); ++field) {
        plan.insert(field.key(), field.value());
    }
    plan.insert(QStringLiteral("amount"), price.amount);
    plan.insert(QStringLiteral("amount_decimal"), QString::number(price.amount));
    return plan;
}

QJsonObject priceOf(const LifePrice &price)
{
    auto object = terms(price, QStringLiteral("price"));
    object.insert(QStringLiteral("recurring"), recurring(price));
    object.insert(QStringLiteral("unit_amount"), price.amount);
    object.insert(QStringLiteral("unit_amount_decimal"), QString::number(price.amount));
    return object;
}

void addPeriod(QJsonObject &object, const StripeLife &life)
{
    object.insert(QStringLiteral("current_period_start"), instant(life.periodStart));
    object.insert(QStringLiteral("current_period_end"), instant(life.periodStart + 30 * lifeDay));
}

QJsonObject itemsOf(const StripeLife &life, bool isModern)
{
    QJsonArray data;
    for (const auto &item : life.items) {
        const auto &price = prices[static_cast<std::size_t>(item.price)];
        QJsonObject object{ { QStringLiteral("id"), text(item.id) },
            { QStringLiteral("object"), QStringLiteral("subscription_item") },
            { QStringLiteral("plan"), planOf(price) }, { QStringLiteral("price"), priceOf(price) },
            { QStringLiteral("quantity"), static_cast<qint64>(item.quantity) } };
        if (isModern) {
            addPeriod(object, life);
        }
        data.append(object);
    }
    return { { QStringLiteral("object"), QStringLiteral("list") }, { QStringLiteral("data"), data },
        { QStringLiteral("total_count"), data.size() } };
}

void addOldShape(QJsonObject &object, const StripeLife &life)
{
    addPeriod(object, life);
    const bool isSingle = life.items.size() == 1;
    const auto &first = life.items.front();
    object.insert(QStringLiteral("plan"),
        isSingle ? QJsonValue(planOf(prices[static_cast<std::size_t>(first.price)])) : QJsonValue());
    object.insert(QStringLiteral("quantity"),
        isSingle ? QJsonValue(static_cast<qint64>(first.quantity)) : QJsonValue());
    object.insert(QStringLiteral("discount"),
        life.hasDiscount ? QJsonValue(QJsonObject{ { QStringLiteral("id"), QStringLiteral("di_1") },
            { QStringLiteral("object"), QStringLiteral("discount") } })
                         : QJsonValue());
}

QJsonObject thinnedItem(QJsonObject item, SeededRandom &random)
{
    for (const auto *key : { "current_period_start", "current_period_end", "plan", "price", "quantity" }) {
        const bool isLastPrice = !item.contains(QStringLiteral("plan")) && qstrcmp(key, "price") == 0;
        if (!isLastPrice && random.percent(30)) {
            item.remove(QString::fromLatin1(key));
        }
    }
    return item;
}

} // namespace

QJsonObject objectOf(const StripeLife &life, bool isModern)
{
    QJsonObject metadata;
    if (life.note > 0) {
        metadata.insert(QStringLiteral("note"), QString::number(life.note));
    }
    QJsonObject object{ { QStringLiteral("id"), text(life.id) },
        { QStringLiteral("object"), QStringLiteral("subscription") },
        { QStringLiteral("customer"), QStringLiteral("cus_1") },
        { QStringLiteral("status"), text(life.status) },
        { QStringLiteral("currency"), QStringLiteral("usd") },
        { QStringLiteral("created"), instant(life.created) },
        { QStringLiteral("start_date"), instant(life.created) },
        { QStringLiteral("ended_at"), instant(life.endedAt) },
        { QStringLiteral("trial_end"), instant(life.trialEnd) },
        { QStringLiteral("cancel_at_period_end"), life.cancelAtPeriodEnd },
        { QStringLiteral("latest_invoice"), QStringLiteral("in_%1").arg(life.invoice) },
        { QStringLiteral("metadata"), metadata }, { QStringLiteral("items"), itemsOf(life, isModern) } };
    if (isModern) {
        object.insert(QStringLiteral("discounts"),
            life.hasDiscount ? QJsonArray{ QStringLiteral("di_1") } : QJsonArray());
    } else {
        addOldShape(object, life);
    }
    return object;
}

QJsonObject previousAttributes(const QJsonObject &before, const QJsonObject &after)
{
    QJsonObject changed;
    const auto keys = before.keys() + after.keys();
    for (const auto &key : QSet<QString>(keys.begin(), keys.end())) {
        const auto old = before.value(key);
        const auto now = after.value(key);
        if (old == now) {
            continue;
        }
        if (old.isObject() && now.isObject()) {
            changed.insert(key, previousAttributes(old.toObject(), now.toObject()));
        } else {
            changed.insert(key, old.isUndefined() ? QJsonValue() : old);
        }
    }
    return changed;
}

QJsonObject thinned(QJsonObject previous, SeededRandom &random)
{
    for (const auto &key : previous.keys()) {
        if (previous.size() > 1 && random.percent(30)) {
            previous.remove(key);
        }
    }
    const auto key = QStringLiteral("items");
    if (!previous.contains(key)) {
        return previous;
    }
    auto items = previous.value(key).toObject();
    QJsonArray data;
    for (const auto &element : items.value(QStringLiteral("data")).toArray()) {
        data.append(thinnedItem(element.toObject(), random));
    }
    items.insert(QStringLiteral("data"), data);
    previous.insert(key, items);
    return previous;
}

} // namespace billhook::support
