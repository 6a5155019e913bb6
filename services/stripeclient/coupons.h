#pragma once

#include "models/domain/decimal.h"
#include "models/domain/money.h"
#include "services/stripeclient/request.h"

#include <optional>
#include <string>
#include <variant>

namespace billhook::stripeclient {

struct NewCoupon
{
    std::variant<domain::Decimal, domain::Money> off; ///< percent (above 0, at most 100) or an amount
    std::string duration; ///< once, repeating, forever
    std::optional<int> durationInMonths{}; ///< of a repeating one
    std::optional<std::string> id{}; ///< else Stripe makes one
    std::optional<std::string> name{};
    Metadata metadata{};
};

/** What of a coupon can change after it was made. */
struct CouponChange
{
    std::optional<std::string> name{}; ///< "" clears it
    Metadata metadata{};
};

Request createCoupon(const NewCoupon &coupon, std::string idempotencyKey);
Request updateCoupon(std::string id, const CouponChange &change, std::string idempotencyKey);
Request deleteCoupon(std::string id); ///< discounts that were granted stay
Request retrieveCoupon(std::string id);
Request listCoupons(int limit = 100);

} // namespace billhook::stripeclient
