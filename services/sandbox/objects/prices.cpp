#include "services/sandbox/objects/prices.h"

#include "services/sandbox/engine/jsonvalues.h"
#include "services/sandbox/objects/plans.h"
#include "services/sandbox/objects/pricefields.h"
#include "services/sandbox/objects/pricing.h"
#include "services/sandbox/objects/products.h"

#include <map>

namespace billhook::sandbox {

using namespace Qt::StringLiterals;

namespace {

/** The `recurring` hash of a new price; null for a price that is paid once. */
Attempt<QJsonValue> recurringOf(const QJsonObject &given, const ApiShape &shape)
{
    if (!given.value(u"recurring"_s).isObject()) {
        return null();
    }
    static const std::map<std::string, std::int64_t> threeYears{ { "day", 1'095 }, { "week", 156 },
        { "month", 36 }, { "year", 3 } };
    const auto wanted = given.value(u"recurring"_s).toObject();
    const auto interval = textAt(wanted, u"interval"_s);
    const auto count = wanted.value(u"interval_count"_s).toInteger(1);
    if (count > threeYears.at(interval)) {
        return invalidParameter("",
            "The maximum interval is three years: " + std::to_string(count) + " " + interval + "s are more.",
            "recurring[interval_count]");
    }
    const bool metered = textAt(wanted, u"usage_type"_s) == "metered";
    if (metered && shape.basil && !wanted.value(u"meter"_s).isString()) {
        return missingParameter("recurring[meter]");
    }
    if (shape.basil && wanted.contains(u"aggregate_usage"_s)) {
        return unknownParameter("recurring[aggregate_usage]");
    }
    const auto orNull
        = [&wanted](const QString &name) { return wanted.contains(name) ? wanted.value(name) : null(); };
    return QJsonValue(QJsonObject{ { u"aggregate_usage"_s, orNull(u"aggregate_usage"_s) },
        { u"interval"_s, text(interval) }, { u"interval_count"_s, number(count) },
        { u"meter"_s, orNull(u"meter"_s) }, { u"trial_period_days"_s, orNull(u"trial_period_days"_s) },
        { u"usage_type"_s, metered ? u"metered"_s : u"licensed"_s } });
}

/** The id of the product that the price belongs to; made, when that is asked for. */
Attempt<QJsonValue> productOf(Transaction &transaction, const QJsonObject &given, const ApiShape &shape)
{
    const auto data = given.value(u"product_data"_s);
    if (given.contains(u"product"_s) == data.isObject()) {
        return data.isObject() ? invalidParameter(
                   "", "You may only specify one of these parameters: product, product_data.", "product")
                               : missingParameter("product");
    }
    if (data.isObject()) {
        const auto product = productKind().create(transaction, data.toObject(), shape);
        return product ? Attempt<QJsonValue>(product->value(u"id"_s)) : product.refusal();
    }
    const auto id = textAt(given, u"product"_s);
    return transaction.find("product", id) ? Attempt<QJsonValue>(given.value(u"product"_s))
                                           : noSuchObject("product", id, "product");
}

/** Makes sure that no other price has the key; takes it away from one when that is asked for. */
std::optional<Refusal> claimLookupKey(
    Transaction &transaction, const QJsonObject &given, const QJsonValue &ownId)
{
    const auto key = given.value(u"lookup_key"_s);
    if (!key.isString()) {
        return std::nullopt;
    }
    const auto holder = transaction.first("price", [&](const QJsonObject &price) {
        return price.value(u"lookup_key"_s) == key && price.value(u"id"_s) != ownId;
    });
    if (!holder) {
        return std::nullopt;
    }
    if (!given.value(u"transfer_lookup_key"_s).toBool()) {
        return invalidParameter("resource_already_exists",
            "A price (`" + textAt(*holder, u"id"_s) + "`) already uses that lookup key.", "lookup_key");
    }
    auto robbed = *holder;
    robbed.insert(u"lookup_key"_s, null());
    putChangedPrice(transaction, *holder, robbed);
    return std::nullopt;
}

Attempt<QJsonObject> create(Transaction &transaction, const QJsonObject &given, const ApiShape &shape)
{
    auto pricing = pricingOf(given);
    const auto recurring = recurringOf(given, shape);
    const auto metadata = withMetadata({}, given.value(u"metadata"_s));
    if (!pricing || !recurring || !metadata) {
        return !pricing ? pricing.refusal() : !recurring ? recurring.refusal() : metadata.refusal();
    }
    const auto product = productOf(transaction, given, shape);
    if (!product) {
        return product.refusal();
    }
    const auto orNull
        = [&given](const QString &name) { return given.contains(name) ? given.value(name) : null(); };
    auto price = *pricing;
    price.insert(u"id"_s, given.contains(u"id"_s) ? given.value(u"id"_s) : text(transaction.newId("price")));
    if (auto taken = claimLookupKey(transaction, given, price.value(u"id"_s))) {
        return *taken;
    }
    price.insert(u"object"_s, u"price"_s);
    price.insert(u"active"_s, given.value(u"active"_s).toBool(true));
    price.insert(u"created"_s, number(transaction.now()));
    price.insert(u"livemode"_s, false);
    price.insert(u"lookup_key"_s, orNull(u"lookup_key"_s));
    price.insert(u"metadata"_s, *metadata);
    price.insert(u"nickname"_s, orNull(u"nickname"_s));
    price.insert(u"product"_s, *product);
    price.insert(u"recurring"_s, *recurring);
    price.insert(u"tax_behavior"_s, given.value(u"tax_behavior"_s).toString(u"unspecified"_s));
    price.insert(u"transform_quantity"_s, orNull(u"transform_quantity"_s));
    price.insert(u"type"_s, recurring->isNull() ? u"one_time"_s : u"recurring"_s);
    putNewPrice(transaction, price);
    return price;
}

std::optional<Refusal> checkUpdate(
    Transaction &transaction, const QJsonObject &price, const QJsonObject &given)
{
    const auto id = price.value(u"id"_s);
    if (given.contains(u"active"_s) && !given.value(u"active"_s).toBool()) {
        const auto product = transaction.find("product", textAt(price, u"product"_s));
        if (product && product->value(u"default_price"_s) == id) {
            return invalidParameter("",
                "This price cannot be archived because it is the default price of its product.", "active");
        }
    }
    const auto behavior = textAt(price, u"tax_behavior"_s);
    if (given.contains(u"tax_behavior"_s) && behavior != "unspecified"
        && behavior != textAt(given, u"tax_behavior"_s)) {
        return invalidParameter(
            "", "The tax behavior of a price can't be changed once it is set.", "tax_behavior");
    }
    return claimLookupKey(transaction, given, id);
}

Attempt<QJsonObject> update(Transaction &transaction, const QJsonObject &price, const QJsonObject &given)
{
    if (auto wrong = checkUpdate(transaction, price, given)) {
        return *wrong;
    }
    auto after = price;
    for (const auto &name : { u"active"_s, u"nickname"_s, u"lookup_key"_s, u"tax_behavior"_s }) {
        if (given.contains(name)) {
            after.insert(name, given.value(name));
        }
    }
    const auto metadata = withMetadata(price.value(u"metadata"_s).toObject(), given.value(u"metadata"_s));
    if (!metadata) {
        return metadata.refusal();
    }
    after.insert(u"metadata"_s, *metadata);
    if (given.contains(u"currency_options"_s)) {
        const auto options = currencyOptionsOf(price, given.value(u"currency_options"_s).toObject());
        if (!options) {
            return options.refusal();
        }
        auto all = price.value(u"currency_options"_s).toObject();
        for (auto entry = options->begin(); entry != options->end(); ++entry) {
            all.insert(entry.key(), entry.value());
        }
        after.insert(u"currency_options"_s, all);
    }
    putChangedPrice(transaction, price, after);
    return after;
}

QJsonObject present(const QJsonObject &price, const Look &look)
{
    auto shown = price;
    auto recurring = price.value(u"recurring"_s).toObject();
    if (recurring.isEmpty()) {
        return shown;
    }
    if (look.shape.basil) {
        recurring.remove(u"aggregate_usage"_s); // usage is a meter's from here on
    } else if (!recurring.contains(u"aggregate_usage"_s)) {
        recurring.insert(u"aggregate_usage"_s, null());
    }
    shown.insert(u"recurring"_s, recurring);
    return shown;
}

} // namespace

void putNewPrice(Transaction &transaction, const QJsonObject &price)
{
    transaction.put("price", price);
    if (price.value(u"type"_s).toString() == u"recurring"_s) {
        tell(transaction, planKind(), "plan.created", price);
    }
    tell(transaction, priceKind(), "price.created", price);
}

void putChangedPrice(Transaction &transaction, const QJsonObject &before, const QJsonObject &after)
{
    if (before == after) {
        return;
    }
    transaction.put("price", after);
    if (after.value(u"type"_s).toString() == u"recurring"_s) {
        tellChange(transaction, planKind(), "plan.updated", before, after);
    }
    tellChange(transaction, priceKind(), "price.updated", before, after);
}

const ObjectKind &priceKind()
{
    static const ObjectKind kind{ .object = "price",
        .table = "price",
        .path = "/v1/prices",
        .fields = priceFields(),
        .filters = { { "active", "active" }, { "currency", "currency" }, { "lookup_keys", "lookup_key" },
            { "product", "product" }, { "recurring[interval]", "recurring.interval" },
            { "recurring[meter]", "recurring.meter" }, { "recurring[usage_type]", "recurring.usage_type" },
            { "type", "type" } },
        .references = { { "product", "product" } },
        .includable = { "currency_options", "tiers" },
        .searchable
        = { { "active" }, { "currency" }, { "lookup_key" }, { "metadata" }, { "product" }, { "type" } },
        .create = create,
        .update = update,
        .present = present };
    return kind;
}

} // namespace billhook::sandbox
