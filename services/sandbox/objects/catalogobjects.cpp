#include "services/sandbox/objects/catalogobjects.h"

#include "services/sandbox/engine/jsonvalues.h"

namespace billhook::sandbox {

using namespace Qt::StringLiterals;

namespace {

QJsonValue decimalText(std::int64_t amount)
{
    return QString::number(amount);
}

QJsonObject recurringObject(const Price &price)
{
    return { { u"aggregate_usage"_s, null() }, { u"interval"_s, text(price.interval) },
        { u"interval_count"_s, 1 }, { u"meter"_s, null() }, { u"trial_period_days"_s, null() },
        { u"usage_type"_s, price.metered ? u"metered"_s : u"licensed"_s } };
}

} // namespace

QJsonObject productObject(const Product &product)
{
    return { { u"id"_s, text(product.id) }, { u"object"_s, u"product"_s }, { u"active"_s, true },
        { u"attributes"_s, QJsonArray() }, { u"created"_s, number(product.created) },
        { u"default_price"_s, null() }, { u"description"_s, text(product.description) },
        { u"images"_s, QJsonArray() }, { u"livemode"_s, false }, { u"marketing_features"_s, QJsonArray() },
        { u"metadata"_s, QJsonObject() }, { u"name"_s, text(product.name) },
        { u"package_dimensions"_s, null() }, { u"shippable"_s, null() },
        { u"statement_descriptor"_s, null() }, { u"tax_code"_s, u"txcd_10103001"_s },
        { u"type"_s, u"service"_s }, { u"unit_label"_s, null() }, { u"updated"_s, number(product.created) },
        { u"url"_s, null() } };
}

QJsonObject priceObject(const Price &price)
{
    const bool tiered = !price.tiers.empty();
    return { { u"id"_s, text(price.id) }, { u"object"_s, u"price"_s }, { u"active"_s, true },
        { u"billing_scheme"_s, tiered ? u"tiered"_s : u"per_unit"_s },
        { u"created"_s, number(price.created) }, { u"currency"_s, text(price.currency) },
        { u"custom_unit_amount"_s, null() }, { u"livemode"_s, false },
        { u"lookup_key"_s, text(price.lookupKey) }, { u"metadata"_s, QJsonObject() },
        { u"nickname"_s, null() }, { u"product"_s, text(price.productId) },
        { u"recurring"_s, recurringObject(price) }, { u"tax_behavior"_s, u"exclusive"_s },
        { u"tiers_mode"_s, tiered ? QJsonValue(u"graduated"_s) : null() },
        { u"transform_quantity"_s, null() }, { u"type"_s, u"recurring"_s },
        { u"unit_amount"_s, tiered ? null() : number(price.unitAmount) },
        { u"unit_amount_decimal"_s, tiered ? null() : decimalText(price.unitAmount) } };
}

QJsonArray tierObjects(const Price &price)
{
    QJsonArray tiers;
    for (const auto &tier : price.tiers) {
        const bool flat = tier.flatAmount > 0;
        tiers.append(QJsonObject{ { u"flat_amount"_s, flat ? number(tier.flatAmount) : null() },
            { u"flat_amount_decimal"_s, flat ? decimalText(tier.flatAmount) : null() },
            { u"unit_amount"_s, number(tier.unitAmount) },
            { u"unit_amount_decimal"_s, decimalText(tier.unitAmount) },
            { u"up_to"_s, numberOrNull(tier.upTo) } });
    }
    return tiers;
}

QJsonObject planObject(const Price &price)
{
    const bool tiered = !price.tiers.empty();
    return { { u"id"_s, text(price.id) }, { u"object"_s, u"plan"_s }, { u"active"_s, true },
        { u"aggregate_usage"_s, null() }, { u"amount"_s, tiered ? null() : number(price.unitAmount) },
        { u"amount_decimal"_s, tiered ? null() : decimalText(price.unitAmount) },
        { u"billing_scheme"_s, tiered ? u"tiered"_s : u"per_unit"_s },
        { u"created"_s, number(price.created) }, { u"currency"_s, text(price.currency) },
        { u"interval"_s, text(price.interval) }, { u"interval_count"_s, 1 }, { u"livemode"_s, false },
        { u"metadata"_s, QJsonObject() }, { u"meter"_s, null() }, { u"nickname"_s, null() },
        { u"product"_s, text(price.productId) },
        { u"tiers_mode"_s, tiered ? QJsonValue(u"graduated"_s) : null() }, { u"transform_usage"_s, null() },
        { u"trial_period_days"_s, null() },
        { u"usage_type"_s, price.metered ? u"metered"_s : u"licensed"_s } };
}

QJsonObject couponObject(const Coupon &coupon)
{
    const bool percent = coupon.percentOff > 0;
    return { { u"id"_s, text(coupon.id) }, { u"object"_s, u"coupon"_s },
        { u"amount_off"_s, percent ? null() : number(coupon.amountOff) },
        { u"created"_s, number(coupon.created) }, { u"currency"_s, textOrNull(coupon.currency) },
        { u"duration"_s, text(coupon.duration) },
        { u"duration_in_months"_s,
            coupon.durationInMonths > 0 ? QJsonValue(coupon.durationInMonths) : null() },
        { u"livemode"_s, false }, { u"max_redemptions"_s, null() }, { u"metadata"_s, QJsonObject() },
        { u"name"_s, text(coupon.name) },
        { u"percent_off"_s, percent ? QJsonValue(coupon.percentOff) : null() }, { u"redeem_by"_s, null() },
        { u"times_redeemed"_s, 0 }, { u"valid"_s, true } };
}

QJsonObject discountObject(const Discount &discount, const ApiShape &shape)
{
    QJsonObject object{ { u"id"_s, text(discount.id) }, { u"object"_s, u"discount"_s },
        { u"checkout_session"_s, null() }, { u"customer"_s, text(discount.customerId) },
        { u"end"_s, numberOrNull(discount.end) }, { u"invoice"_s, null() }, { u"invoice_item"_s, null() },
        { u"promotion_code"_s, null() }, { u"start"_s, number(discount.start) },
        { u"subscription"_s, textOrNull(discount.subscriptionId) },
        { u"subscription_item"_s, textOrNull(discount.itemId) } };
    if (shape.clover) {
        object.insert(u"source"_s,
            QJsonObject{ { u"coupon"_s, text(discount.coupon->id) }, { u"type"_s, u"coupon"_s } });
    } else {
        object.insert(u"coupon"_s, couponObject(*discount.coupon));
    }
    return object;
}

QJsonArray discountIds(const std::vector<Discount> &discounts)
{
    QJsonArray ids;
    for (const auto &discount : discounts) {
        ids.append(text(discount.id));
    }
    return ids;
}

} // namespace billhook::sandbox
