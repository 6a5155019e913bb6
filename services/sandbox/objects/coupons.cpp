#include "services/sandbox/objects/coupons.h"

#include "services/sandbox/engine/jsonvalues.h"
#include "services/sandbox/objects/amounts.h"

#include <QJsonArray>

#include <algorithm>

namespace billhook::sandbox {

using namespace Qt::StringLiterals;

namespace {

std::vector<Field> couponFields()
{
    const std::vector<Field> option{
        { .name = "amount_off", .type = FieldType::Integer, .required = true, .least = 1, .clearable = false }
    };
    return { { .name = "id", .use = Use::Create, .longest = 200, .clearable = false },
        { .name = "amount_off",
            .type = FieldType::Integer,
            .use = Use::Create,
            .least = 1,
            .clearable = false },
        { .name = "percent_off", .type = FieldType::Decimal, .use = Use::Create, .clearable = false },
        { .name = "currency", .use = Use::Create, .longest = 3, .clearable = false },
        { .name = "duration",
            .type = FieldType::Choice,
            .use = Use::Create,
            .choices = { "forever", "once", "repeating" },
            .clearable = false },
        { .name = "duration_in_months",
            .type = FieldType::Integer,
            .use = Use::Create,
            .least = 1,
            .greatest = 1'200,
            .clearable = false },
        { .name = "max_redemptions",
            .type = FieldType::Integer,
            .use = Use::Create,
            .least = 1,
            .clearable = false },
        { .name = "redeem_by", .type = FieldType::Integer, .use = Use::Create, .clearable = false },
        { .name = "applies_to",
            .type = FieldType::Hash,
            .use = Use::Create,
            .fields = { { .name = "products", .type = FieldType::TextList } } },
        { .name = "name", .longest = 40 }, { .name = "metadata", .type = FieldType::Metadata },
        { .name = "currency_options", .type = FieldType::HashMap, .fields = option } };
}

/** 0 < percent <= 100, as decimal text. */
bool isPercent(const QString &decimal)
{
    const auto whole = decimal.section(u'.', 0, 0).toInt();
    const auto part = decimal.section(u'.', 1);
    const bool some = std::any_of(part.begin(), part.end(), [](QChar digit) { return digit != u'0'; });
    return (whole > 0 && whole < 100) || (whole == 100 && !some) || (whole == 0 && some);
}

std::optional<Refusal> checkReduction(const QJsonObject &given)
{
    const bool amount = given.contains(u"amount_off"_s);
    const bool percent = given.contains(u"percent_off"_s);
    if (amount == percent) {
        return amount ? invalidParameter("", "Give only one of amount_off and percent_off.", "percent_off")
                      : missingParameter("percent_off");
    }
    if (percent) {
        return isPercent(given.value(u"percent_off"_s).toString())
            ? std::nullopt
            : std::optional(
                invalidParameter("", "Invalid percent_off: must be over 0 and at most 100.", "percent_off"));
    }
    const auto currency = textAt(given, u"currency"_s);
    if (currency.empty()) {
        return missingParameter("currency");
    }
    return isCurrency(currency)
        ? checkAmount(given.value(u"amount_off"_s).toInteger(), currency, "amount_off")
        : invalidParameter("", "Invalid currency: " + currency + ".", "currency");
}

std::optional<Refusal> checkDuration(const QJsonObject &given, Seconds now)
{
    const bool repeating = textAt(given, u"duration"_s) == "repeating";
    if (repeating && !given.contains(u"duration_in_months"_s)) {
        return missingParameter("duration_in_months");
    }
    if (!repeating && given.contains(u"duration_in_months"_s)) {
        return invalidParameter(
            "", "duration_in_months goes with duration=repeating only.", "duration_in_months");
    }
    if (given.contains(u"redeem_by"_s) && given.value(u"redeem_by"_s).toInteger() <= now) {
        return invalidParameter("", "redeem_by must lie in the future.", "redeem_by");
    }
    return std::nullopt;
}

std::optional<Refusal> checkProducts(const Transaction &transaction, const QJsonObject &given)
{
    const auto products = given.value(u"applies_to"_s).toObject().value(u"products"_s).toArray();
    for (const auto &product : products) {
        if (const auto id = product.toString().toStdString(); !transaction.find("product", id)) {
            return noSuchObject("product", id, "applies_to[products]");
        }
    }
    return std::nullopt;
}

/** Name, metadata and currency options: all that may change. */
Attempt<QJsonObject> merged(QJsonObject coupon, const QJsonObject &given)
{
    auto metadata = withMetadata(coupon.value(u"metadata"_s).toObject(), given.value(u"metadata"_s));
    if (!metadata) {
        return metadata;
    }
    coupon.insert(u"metadata"_s, *metadata);
    for (const auto &name : { u"name"_s, u"currency_options"_s }) {
        if (given.contains(name)) {
            coupon.insert(name, given.value(name));
        }
    }
    return coupon;
}

Attempt<QJsonObject> create(Transaction &transaction, const QJsonObject &given, const ApiShape & /*shape*/)
{
    for (const auto &wrong : { checkReduction(given), checkDuration(given, transaction.now()),
             checkProducts(transaction, given) }) {
        if (wrong) {
            return *wrong;
        }
    }
    const auto id = given.contains(u"id"_s) ? textAt(given, u"id"_s) : transaction.newId("", 8).substr(1);
    if (transaction.find("coupon", id)) {
        return invalidParameter("resource_already_exists", "Coupon already exists.", "id");
    }
    const auto orNull
        = [&given](const QString &name) { return given.contains(name) ? given.value(name) : null(); };
    const bool percent = given.contains(u"percent_off"_s);
    QJsonObject coupon{ { u"id"_s, text(id) }, { u"object"_s, u"coupon"_s },
        { u"amount_off"_s, orNull(u"amount_off"_s) }, { u"created"_s, number(transaction.now()) },
        { u"currency"_s, orNull(u"currency"_s) },
        { u"duration"_s, given.value(u"duration"_s).toString(u"once"_s) },
        { u"duration_in_months"_s, orNull(u"duration_in_months"_s) }, { u"livemode"_s, false },
        { u"max_redemptions"_s, orNull(u"max_redemptions"_s) }, { u"metadata"_s, QJsonObject() },
        { u"name"_s, null() },
        { u"percent_off"_s, percent ? decimalNumber(textAt(given, u"percent_off"_s)) : null() },
        { u"redeem_by"_s, orNull(u"redeem_by"_s) }, { u"times_redeemed"_s, 0 }, { u"valid"_s, true } };
    if (given.contains(u"applies_to"_s)) {
        coupon.insert(u"applies_to"_s, given.value(u"applies_to"_s));
    }
    auto complete = merged(coupon, given);
    if (complete) {
        transaction.put("coupon", *complete);
        tell(transaction, couponKind(), "coupon.created", *complete);
    }
    return complete;
}

Attempt<QJsonObject> update(Transaction &transaction, const QJsonObject &coupon, const QJsonObject &given)
{
    auto after = merged(coupon, given);
    if (after && *after != coupon) {
        transaction.put("coupon", *after);
        tellChange(transaction, couponKind(), "coupon.updated", coupon, *after);
    }
    return after;
}

std::optional<Refusal> remove(Transaction &transaction, const QJsonObject &coupon)
{
    transaction.remove("coupon", textAt(coupon, u"id"_s));
    tell(transaction, couponKind(), "coupon.deleted", coupon);
    return std::nullopt;
}

QJsonObject present(const QJsonObject &coupon, const Look &look)
{
    auto shown = coupon;
    const auto until = coupon.value(u"redeem_by"_s);
    const auto most = coupon.value(u"max_redemptions"_s);
    const bool late = until.isDouble() && until.toInteger() <= look.transaction.now();
    const bool used = most.isDouble() && coupon.value(u"times_redeemed"_s).toInteger() >= most.toInteger();
    shown.insert(u"valid"_s, !late && !used);
    return shown;
}

} // namespace

const ObjectKind &couponKind()
{
    static const ObjectKind kind{ .object = "coupon",
        .table = "coupon",
        .path = "/v1/coupons",
        .fields = couponFields(),
        .filters = {},
        .references = {},
        .includable = { "applies_to", "currency_options" },
        .searchable = {},
        .create = create,
        .update = update,
        .remove = remove,
        .present = present };
    return kind;
}

} // namespace billhook::sandbox
