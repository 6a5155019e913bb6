#pragma once

#include "services/sandbox/engine/eventwriter.h"
#include "services/sandbox/engine/records.h"

#include <deque>
#include <string>
#include <vector>

namespace billhook::sandbox {

/** What the invented company sells. Records keep their addresses as long as the catalogue lives. */
class Catalog final
{
public:
    enum class Plan
    {
        Starter,
        Team,
        Business,
        Scale,
        Enterprise,
        AutomationRuns,
        ApiCalls
    };

    Catalog(Random ids, Seconds created);
    Catalog(const Catalog &) = delete;
    Catalog &operator=(const Catalog &) = delete;

    const Price &price(Plan plan, const std::string &currency, const std::string &interval) const;
    const Coupon &coupon(const std::string &id) const;
    const std::deque<Price> &prices() const { return m_prices; }

    /** All of it as objects, with everything that Stripe gives only on request. */
    std::vector<QJsonObject> documents() const;

    /** product.created, price.created and coupon.created for all of it. */
    void announce(EventWriter &events) const;

private:
    void addPlan(Random &ids, Plan plan, const std::string &name, const std::string &description);
    void addPrice(Random &ids, Plan plan, const std::string &currency, const std::string &interval);
    void addCoupons();

    Seconds m_created;
    std::deque<Product> m_products;
    std::deque<Price> m_prices;
    std::deque<Coupon> m_coupons;
};

} // namespace billhook::sandbox
