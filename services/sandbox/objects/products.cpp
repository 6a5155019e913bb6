#include "services/sandbox/objects/products.h"

#include "services/sandbox/engine/jsonvalues.h"
#include "services/sandbox/objects/prices.h"

#include <QJsonArray>

namespace billhook::sandbox {

using namespace Qt::StringLiterals;

namespace {

std::vector<Field> productFields()
{
    const std::vector<Field> package{ { .name = "height", .type = FieldType::Decimal, .required = true },
        { .name = "length", .type = FieldType::Decimal, .required = true },
        { .name = "weight", .type = FieldType::Decimal, .required = true },
        { .name = "width", .type = FieldType::Decimal, .required = true } };
    return { { .name = "id", .use = Use::Create, .longest = 255, .clearable = false },
        { .name = "name", .required = true, .clearable = false },
        { .name = "active", .type = FieldType::Boolean, .clearable = false },
        { .name = "default_price", .use = Use::Update, .longest = 255 },
        { .name = "default_price_data",
            .type = FieldType::Hash,
            .use = Use::Create,
            .fields = nestedPriceFields() },
        { .name = "description" }, { .name = "images", .type = FieldType::TextList },
        { .name = "marketing_features",
            .type = FieldType::HashList,
            .fields = { { .name = "name", .required = true } } },
        { .name = "metadata", .type = FieldType::Metadata },
        { .name = "package_dimensions", .type = FieldType::Hash, .fields = package },
        { .name = "shippable", .type = FieldType::Boolean, .clearable = false },
        { .name = "statement_descriptor", .longest = 22 }, { .name = "tax_code", .longest = 255 },
        { .name = "type", .type = FieldType::Choice, .use = Use::Create, .choices = { "good", "service" } },
        { .name = "unit_label", .longest = 12 }, { .name = "url" } };
}

/** What was given put over `product`; lists that are unset are empty, not null. */
Attempt<QJsonObject> merged(QJsonObject product, QJsonObject given)
{
    auto metadata = withMetadata(product.value(u"metadata"_s).toObject(), given.take(u"metadata"_s));
    if (!metadata) {
        return metadata.refusal();
    }
    product.insert(u"metadata"_s, *metadata);
    for (auto entry = given.begin(); entry != given.end(); ++entry) {
        const bool emptied = entry.value().isNull()
            && (entry.key() == u"images"_s || entry.key() == u"marketing_features"_s);
        product.insert(entry.key(), emptied ? QJsonValue(QJsonArray()) : entry.value());
    }
    return product;
}

QJsonObject blankProduct(Transaction &transaction)
{
    return { { u"object"_s, u"product"_s }, { u"active"_s, true },
        { u"created"_s, number(transaction.now()) }, { u"default_price"_s, null() },
        { u"description"_s, null() }, { u"images"_s, QJsonArray() }, { u"livemode"_s, false },
        { u"marketing_features"_s, QJsonArray() }, { u"metadata"_s, QJsonObject() },
        { u"package_dimensions"_s, null() }, { u"shippable"_s, null() },
        { u"statement_descriptor"_s, null() }, { u"tax_code"_s, null() }, { u"type"_s, u"service"_s },
        { u"unit_label"_s, null() }, { u"updated"_s, number(transaction.now()) }, { u"url"_s, null() } };
}

/** The new product's first price, told after the product. */
std::optional<Refusal> addDefaultPrice(
    Transaction &transaction, QJsonObject &product, QJsonObject priceData, const ApiShape &shape)
{
    priceData.insert(u"product"_s, product.value(u"id"_s));
    const auto price = priceKind().create(transaction, priceData, shape);
    if (!price) {
        auto refusal = price.refusal();
        refusal.param
            = refusal.param.empty() ? "default_price_data" : "default_price_data[" + refusal.param + "]";
        return refusal;
    }
    const auto before = product;
    product.insert(u"default_price"_s, price->value(u"id"_s));
    transaction.put("product", product);
    tellChange(transaction, productKind(), "product.updated", before, product);
    return std::nullopt;
}

Attempt<QJsonObject> create(Transaction &transaction, const QJsonObject &given, const ApiShape &shape)
{
    auto rest = given;
    const auto priceData = rest.take(u"default_price_data"_s);
    auto blank = blankProduct(transaction);
    const auto id = given.contains(u"id"_s) ? textAt(given, u"id"_s) : transaction.newId("prod", 14);
    if (transaction.find("product", id)) {
        return invalidParameter("resource_already_exists", "Product already exists.", "id");
    }
    blank.insert(u"id"_s, text(id));
    auto product = merged(blank, rest);
    if (!product) {
        return product;
    }
    transaction.put("product", *product);
    tell(transaction, productKind(), "product.created", *product);
    if (priceData.isObject()) {
        if (auto refusal = addDefaultPrice(transaction, *product, priceData.toObject(), shape)) {
            return *refusal;
        }
    }
    return product;
}

Attempt<QJsonObject> update(Transaction &transaction, const QJsonObject &product, const QJsonObject &given)
{
    if (given.value(u"default_price"_s).isString()) {
        const auto id = textAt(given, u"default_price"_s);
        const auto price = transaction.find("price", id);
        if (!price || price->value(u"product"_s) != product.value(u"id"_s)) {
            return noSuchObject("price", id, "default_price");
        }
        if (!price->value(u"active"_s).toBool()) {
            return invalidParameter(
                "", "The price specified is inactive. The default price must be active.", "default_price");
        }
    }
    auto after = merged(product, given);
    if (after && *after != product) {
        after->insert(u"updated"_s, number(transaction.now()));
        transaction.put("product", *after);
        tellChange(transaction, productKind(), "product.updated", product, *after);
    }
    return after;
}

std::optional<Refusal> remove(Transaction &transaction, const QJsonObject &product)
{
    const auto id = product.value(u"id"_s);
    if (transaction.first(
            "price", [&id](const QJsonObject &price) { return price.value(u"product"_s) == id; })) {
        return invalidParameter(
            "", "This product cannot be deleted because it has one or more user-created prices.", "");
    }
    transaction.remove("product", id.toString().toStdString());
    tell(transaction, productKind(), "product.deleted", product);
    return std::nullopt;
}

QJsonObject present(const QJsonObject &product, const Look &look)
{
    auto shown = product;
    if (look.shape.basil) {
        shown.remove(u"attributes"_s);
    } else {
        shown.insert(u"attributes"_s, QJsonArray());
    }
    return shown;
}

} // namespace

const ObjectKind &productKind()
{
    static const ObjectKind kind{ .object = "product",
        .table = "product",
        .path = "/v1/products",
        .fields = productFields(),
        .filters = { { "active", "active" }, { "ids", "id" }, { "shippable", "shippable" },
            { "type", "type" }, { "url", "url" } },
        .references = { { "default_price", "price" } },
        .includable = {},
        .searchable = { { "active" }, { "description", true }, { "metadata" }, { "name", true },
            { "shippable" }, { "url", true } },
        .create = create,
        .update = update,
        .remove = remove,
        .present = present };
    return kind;
}

} // namespace billhook::sandbox
