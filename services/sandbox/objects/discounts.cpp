#include "services/sandbox/objects/discounts.h"

#include "services/sandbox/objects/coupons.h"
#include "services/sandbox/objects/documents.h"

namespace billhook::sandbox {

using namespace Qt::StringLiterals;

namespace {

QJsonValue endOf(const QJsonObject &coupon, Seconds start)
{
    return isText(coupon, u"duration"_s, u"repeating"_s)
        ? number(addMonths(start, coupon.value(u"duration_in_months"_s).toInt()))
        : null();
}

QJsonObject present(const QJsonObject &discount, const Look &look)
{
    auto shownDiscount = discount;
    if (!look.shape.clover) {
        shownDiscount.insert(u"coupon"_s, shown(couponKind(), couponOf(discount), look));
        shownDiscount.remove(u"source"_s);
    }
    return shownDiscount;
}

QJsonObject newDiscount(Transaction &transaction, const QJsonObject &coupon, const DiscountOwner &owner)
{
    const QJsonObject source{ { u"coupon"_s, coupon.value(u"id"_s) }, { u"type"_s, u"coupon"_s } };
    return { { u"id"_s, text(transaction.newId("di")) }, { u"object"_s, u"discount"_s },
        { u"checkout_session"_s, null() }, { u"customer"_s, text(owner.customer) },
        { u"customer_account"_s, null() }, { u"end"_s, endOf(coupon, transaction.now()) },
        { u"invoice"_s, null() }, { u"invoice_item"_s, null() }, { u"promotion_code"_s, null() },
        { u"source"_s, source }, { u"start"_s, number(transaction.now()) },
        { u"subscription"_s, textOrNull(owner.subscription) },
        { u"subscription_item"_s, textOrNull(owner.item) }, { u"_coupon"_s, coupon } };
}

} // namespace

const ObjectKind &discountKind()
{
    static const ObjectKind kind{ .object = "discount",
        .table = "discount",
        .path = "/v1/discounts",
        .references = { { "customer", "customer" }, { "source.coupon", "coupon" } },
        .listed = false,
        .present = present };
    return kind;
}

Attempt<QJsonObject> grantDiscount(
    Transaction &transaction, const QJsonObject &given, const DiscountOwner &owner)
{
    if (given.contains(u"discount"_s)) {
        const auto id = textAt(given, u"discount"_s);
        const auto standing = transaction.find("discount", id);
        return standing ? Attempt<QJsonObject>(*standing) : noSuchObject("discount", id, "discounts");
    }
    const auto id = textAt(given, u"coupon"_s);
    const auto coupon = transaction.find("coupon", id);
    if (!coupon) {
        return noSuchObject("coupon", id, "coupon");
    }
    if (!couponKind().present(*coupon, { transaction, newestShape() }).value(u"valid"_s).toBool()) {
        return invalidParameter("coupon_expired", "Coupon expired: " + id, "coupon");
    }
    auto redeemed = *coupon;
    redeemed.insert(u"times_redeemed"_s, coupon->value(u"times_redeemed"_s).toInteger() + 1);
    transaction.put("coupon", redeemed);
    auto discount = newDiscount(transaction, *coupon, owner);
    putNew(transaction, discountKind(), "customer.discount.created", discount);
    return discount;
}

void endDiscount(Transaction &transaction, const std::string &id)
{
    if (const auto discount = transaction.find("discount", id)) {
        tell(transaction, discountKind(), "customer.discount.deleted", *discount);
    } // its document stays: invoices speak of it
}

bool runs(const QJsonObject &discount, Seconds at)
{
    const auto end = numberAt(discount, u"end"_s);
    return !end || *end > at;
}

QJsonObject couponOf(const QJsonObject &discount)
{
    return discount.value(u"_coupon"_s).toObject();
}

QJsonValue shownDiscount(const QJsonValue &id, const Look &look)
{
    const auto discount = look.transaction.find("discount", id.toString().toStdString());
    return discount ? QJsonValue(shown(discountKind(), *discount, look)) : null();
}

} // namespace billhook::sandbox
