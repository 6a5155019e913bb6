#include "services/stripeclient/coupons.h"

namespace billhook::stripeclient {

Request createCoupon(const NewCoupon &coupon, std::string idempotencyKey)
{
    Form form;
    if (coupon.id) {
        form.text("id", *coupon.id);
    }
    if (const auto *percent = std::get_if<domain::Decimal>(&coupon.off)) {
        form.decimal("percent_off", *percent);
    } else {
        const auto &amount = std::get<domain::Money>(coupon.off);
        form.integer("amount_off", amount.minor()).text("currency", amount.currency().code());
    }
    form.text("duration", coupon.duration);
    if (coupon.durationInMonths) {
        form.integer("duration_in_months", *coupon.durationInMonths);
    }
    if (coupon.name) {
        form.text("name", *coupon.name);
    }
    form.metadata(coupon.metadata);
    return { Method::Post, "/v1/coupons", {}, form, std::move(idempotencyKey) };
}

Request updateCoupon(std::string id, const CouponChange &change, std::string idempotencyKey)
{
    Form form;
    if (change.name) {
        form.text("name", *change.name);
    }
    form.metadata(change.metadata);
    return { Method::Post, "/v1/coupons/{id}", std::move(id), form, std::move(idempotencyKey) };
}

Request deleteCoupon(std::string id)
{
    return { Method::Delete, "/v1/coupons/{id}", std::move(id) };
}

Request retrieveCoupon(std::string id)
{
    return { Method::Get, "/v1/coupons/{id}", std::move(id) };
}

Request listCoupons(int limit)
{
    return { Method::Get, "/v1/coupons", {}, Form().integer("limit", limit) };
}

} // namespace billhook::stripeclient
