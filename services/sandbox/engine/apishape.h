#pragma once

#include "services/sandbox/engine/calendar.h"

#include <optional>
#include <string>

namespace billhook::sandbox {

/** How objects look under one API version. */
struct ApiShape
{
    std::string version;
    bool basil = false; ///< from 2025-03-31.basil: periods on items, the invoice's parent
    bool clover = false; ///< from 2025-09-30.clover: discount.source.coupon
};

const ApiShape &newestShape(); ///< the account's default

/** The shape of one of Stripe's versions, such as 2024-06-20 or 2026-10-28.endive; none when there is no
 * such. */
std::optional<ApiShape> shapeOf(const std::string &version);

/** When the invented company moved its webhook endpoint to newer versions. */
struct ApiRollout
{
    Seconds basil = 0;
    Seconds clover = 0;
    Seconds endive = 0;

    /** A history's rollout: the old shape for its first half, then the newer ones in turn. */
    static ApiRollout between(Seconds start, Seconds end);

    /** The same, `lag` seconds later: customers are moved over group by group. */
    ApiRollout laterBy(Seconds lag) const;

    const ApiShape &at(Seconds instant) const;
};

} // namespace billhook::sandbox
