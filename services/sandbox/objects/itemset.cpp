#include "services/sandbox/objects/itemset.h"

#include "services/sandbox/engine/intervals.h"
#include "services/sandbox/objects/discounts.h"
#include "services/sandbox/objects/documents.h"
#include "services/sandbox/objects/prices.h"
#include "services/sandbox/objects/subscriptions.h"

#include <algorithm>

namespace billhook::sandbox {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype mostItems = 20;

/** Applies one call's entries to a subscription's items. */
class ItemSet final
{
public:
    ItemSet(Transaction &transaction, const QJsonObject &subscription)
        : m_transaction(transaction)
        , m_subscription(subscription)
        , m_items(entriesOf(subscription, u"items"_s))
    { }

    std::optional<Refusal> apply(const QJsonObject &wanted, const std::string &param)
    {
        const auto id = textAt(wanted, u"id"_s);
        if (id.empty()) {
            return add(wanted, param);
        }
        const auto place = std::find_if(m_items.begin(), m_items.end(),
            [&id](const QJsonValue &item) { return item[u"id"_s].toString().toStdString() == id; });
        if (place == m_items.end()) {
            return invalidParameter(
                "resource_missing", "No such subscription_item: '" + id + "'", param + "[id]");
        }
        if (wanted.value(u"deleted"_s).toBool()) {
            m_items.erase(place);
            return std::nullopt;
        }
        auto item = place->toObject();
        if (auto refused = change(item, wanted, param)) {
            return refused;
        }
        *place = item;
        return std::nullopt;
    }

    std::optional<Refusal> check() const
    {
        if (m_items.isEmpty() || m_items.size() > mostItems) {
            return invalidParameter("", "A subscription has one to 20 items.", "items");
        }
        const auto first = priceOf(m_transaction, m_items.first().toObject());
        QStringList prices;
        for (const auto &item : m_items) {
            const auto price = priceOf(m_transaction, item.toObject());
            if (price.value(u"currency"_s) != first.value(u"currency"_s)) {
                return invalidParameter(
                    "", "All prices on a subscription must have the same currency.", "items");
            }
            if (!(intervalOf(price) == intervalOf(first))) {
                return invalidParameter("",
                    "All prices on a subscription must have the same `recurring.interval` and "
                    "`recurring.interval_count`.",
                    "items");
            }
            prices.append(item[u"price"_s].toString());
        }
        if (prices.removeDuplicates() > 0) {
            return invalidParameter(
                "", "Cannot add multiple subscription items with the same price.", "items");
        }
        return std::nullopt;
    }

    const QJsonArray &items() const { return m_items; }

private:
    Attempt<QJsonObject> wantedPrice(const QJsonObject &wanted, const std::string &param)
    {
        if (wanted.contains(u"price_data"_s)) {
            return priceKind().create(
                m_transaction, wanted.value(u"price_data"_s).toObject(), m_transaction.shape());
        }
        auto id = textAt(wanted, u"price"_s);
        id = id.empty() ? textAt(wanted, u"plan"_s) : id;
        const auto price = m_transaction.find("price", id);
        if (!price) {
            return id.empty() ? missingParameter(param + "[price]")
                              : noSuchObject("price", id, param + "[price]");
        }
        if (!price->value(u"active"_s).toBool()) {
            return invalidParameter("",
                "The price specified is inactive. This field only accepts active prices.", param + "[price]");
        }
        if (!isText(*price, u"type"_s, u"recurring"_s)) {
            return invalidParameter("",
                "The price specified is set to `type=one_time` but this field only accepts prices with "
                "`type=recurring`.",
                param + "[price]");
        }
        return *price;
    }

    std::optional<Refusal> add(const QJsonObject &wanted, const std::string &param)
    {
        const auto price = wantedPrice(wanted, param);
        if (!price) {
            return price.refusal();
        }
        QJsonObject item{ { u"id"_s, text(m_transaction.newId("si", 14)) },
            { u"object"_s, u"subscription_item"_s }, { u"billing_thresholds"_s, null() },
            { u"created"_s, number(m_transaction.now()) }, { u"current_trial"_s, null() },
            { u"discounts"_s, QJsonArray() }, { u"metadata"_s, QJsonObject() },
            { u"price"_s, price->value(u"id"_s) }, { u"subscription"_s, m_subscription.value(u"id"_s) },
            { u"tax_rates"_s, QJsonArray() } };
        if (auto refused = setQuantity(item, *price, wanted, param)) {
            return refused;
        }
        if (auto refused = setRest(item, wanted)) {
            return refused;
        }
        m_items.append(item);
        return std::nullopt;
    }

    std::optional<Refusal> change(QJsonObject &item, const QJsonObject &wanted, const std::string &param)
    {
        const bool other
            = wanted.contains(u"price"_s) || wanted.contains(u"price_data"_s) || wanted.contains(u"plan"_s);
        const bool same = wanted.value(u"price"_s) == item.value(u"price"_s);
        const auto price = other && !same ? wantedPrice(wanted, param)
                                          : Attempt<QJsonObject>(priceOf(m_transaction, item));
        if (!price) {
            return price.refusal();
        }
        item.insert(u"price"_s, price->value(u"id"_s));
        if (auto refused = setQuantity(item, *price, wanted, param)) {
            return refused;
        }
        return setRest(item, wanted);
    }

    static std::optional<Refusal> setQuantity(
        QJsonObject &item, const QJsonObject &price, const QJsonObject &wanted, const std::string &param)
    {
        const bool metered = valueAt(price, u"recurring.usage_type"_s).toString() == u"metered"_s;
        if (metered && wanted.contains(u"quantity"_s)) {
            return invalidParameter("",
                "Quantity should not be specified where usage_type is `metered`. Remove quantity from the "
                "subscription item.",
                param + "[quantity]");
        }
        if (metered) {
            item.remove(u"quantity"_s);
        } else {
            const auto standing = item.value(u"quantity"_s).toInteger(1);
            item.insert(u"quantity"_s, number(wanted.value(u"quantity"_s).toInteger(standing)));
        }
        return std::nullopt;
    }

    std::optional<Refusal> setRest(QJsonObject &item, const QJsonObject &wanted)
    {
        auto metadata = withMetadata(item.value(u"metadata"_s).toObject(), wanted.value(u"metadata"_s));
        if (!metadata) {
            return metadata.refusal();
        }
        item.insert(u"metadata"_s, wanted.contains(u"metadata"_s) ? *metadata : item.value(u"metadata"_s));
        if (!wanted.contains(u"discounts"_s)) {
            return std::nullopt;
        }
        QJsonArray ids;
        for (const auto &entry : wanted.value(u"discounts"_s).toArray()) {
            const auto discount = grantDiscount(m_transaction, entry.toObject(),
                { textAt(m_subscription, u"customer"_s), textAt(m_subscription, u"id"_s),
                    textAt(item, u"id"_s) });
            if (!discount) {
                return discount.refusal();
            }
            ids.append(discount->value(u"id"_s));
        }
        item.insert(u"discounts"_s, ids);
        return std::nullopt;
    }

    Transaction &m_transaction;
    const QJsonObject &m_subscription;
    QJsonArray m_items;
};

} // namespace

Attempt<QJsonArray> itemsAfter(
    Transaction &transaction, const QJsonObject &subscription, const QJsonArray &wanted)
{
    ItemSet items(transaction, subscription);
    for (qsizetype i = 0; i < wanted.size(); ++i) {
        const auto param = "items[" + std::to_string(i) + "]";
        if (auto refused = items.apply(wanted.at(i).toObject(), param)) {
            return *refused;
        }
    }
    if (auto refused = items.check()) {
        return *refused;
    }
    return items.items();
}

} // namespace billhook::sandbox
