#include "services/sandbox/company/catalog.h"

#include "services/sandbox/objects/catalogobjects.h"

#include <algorithm>
#include <array>
#include <stdexcept>

namespace billhook::sandbox {

namespace {

constexpr std::array<const char *, 3> currencies{ "usd", "eur", "jpy" };

/** Minor units a month for one unit, in the order of `currencies`. */
struct MonthlyAmounts
{
    std::array<std::int64_t, 3> amounts{};
};

MonthlyAmounts monthlyAmounts(Catalog::Plan plan)
{
    switch (plan) {
    case Catalog::Plan::Starter:
        return { { 2'900, 2'700, 4'200 } };
    case Catalog::Plan::Team:
        return { { 1'400, 1'300, 2'000 } };
    case Catalog::Plan::Business:
        return { { 2'900, 2'700, 4'200 } };
    case Catalog::Plan::Scale:
        return { { 49'900, 46'900, 72'000 } };
    case Catalog::Plan::Enterprise:
        return { { 4'900, 4'500, 7'000 } };
    case Catalog::Plan::AutomationRuns:
        return { { 500, 450, 700 } };
    case Catalog::Plan::ApiCalls:
        return { { 2, 2, 3 } };
    }
    return {};
}

bool isPerSeat(Catalog::Plan plan)
{
    return plan == Catalog::Plan::Team || plan == Catalog::Plan::Business
        || plan == Catalog::Plan::Enterprise;
}

std::size_t currencyIndex(const std::string &currency)
{
    const auto found = std::find(currencies.begin(), currencies.end(), currency);
    return static_cast<std::size_t>(found - currencies.begin());
}

} // namespace

Catalog::Catalog(Random ids, Seconds created)
    : m_created(created)
{
    addPlan(ids, Plan::Starter, "Starter", "For one person and their first projects");
    addPlan(ids, Plan::Team, "Team", "Shared projects, per seat");
    addPlan(ids, Plan::Business, "Business", "Roles, approvals and reports, per seat");
    addPlan(ids, Plan::Scale, "Scale", "Unlimited seats for growing companies");
    addPlan(
        ids, Plan::Enterprise, "Enterprise", "Single sign-on, audit and support around the clock, per seat");
    addPlan(
        ids, Plan::AutomationRuns, "Automation runs", "Packs of a thousand runs, cheaper the more you take");
    addPlan(ids, Plan::ApiCalls, "API calls", "Calls beyond the plan, billed as used");
    addCoupons();
}

void Catalog::addPlan(Random &ids, Plan plan, const std::string &name, const std::string &description)
{
    m_products.push_back({ "prod_" + ids.letters(14), name, description, m_created });
    for (const auto *currency : currencies) {
        addPrice(ids, plan, currency, "month");
        if (plan != Plan::AutomationRuns && plan != Plan::ApiCalls) {
            addPrice(ids, plan, currency, "year");
        }
    }
}

void Catalog::addPrice(Random &ids, Plan plan, const std::string &currency, const std::string &interval)
{
    const auto &product = m_products.back();
    const auto monthly = monthlyAmounts(plan).amounts[currencyIndex(currency)];
    Price price;
    price.id = "price_" + ids.letters(24);
    price.productId = product.id;
    price.productName = product.name;
    price.lookupKey = product.name + "_" + interval + "_" + currency;
    std::replace(price.lookupKey.begin(), price.lookupKey.end(), ' ', '_');
    price.currency = currency;
    price.interval = interval;
    price.unitAmount = interval == "year" ? monthly * 10 : monthly;
    price.perSeat = isPerSeat(plan);
    price.metered = plan == Plan::ApiCalls;
    price.rank = static_cast<int>(plan);
    price.created = m_created;
    if (plan == Plan::AutomationRuns) {
        price.tiers
            = { { 10, monthly, 0 }, { 50, monthly * 8 / 10, 0 }, { std::nullopt, monthly * 6 / 10, 0 } };
    }
    m_prices.push_back(price);
}

void Catalog::addCoupons()
{
    const auto percent = [this](const char *id, const char *name, int off, const char *duration, int months) {
        m_coupons.push_back({ id, name, off, 0, "", duration, months, m_created });
    };
    percent("EARLY20", "Early customers, 20 % off", 20, "forever", 0);
    percent("NONPROFIT30", "Non-profit, 30 % off", 30, "forever", 0);
    percent("WELCOME50", "Half off the first invoice", 50, "once", 0);
    percent("SPRING25", "25 % off for three months", 25, "repeating", 3);
    percent("SEATS10", "10 % off seats", 10, "forever", 0);
    m_coupons.push_back({ "PARTNER_usd", "Partner rebate", 0, 1'000, "usd", "forever", 0, m_created });
    m_coupons.push_back({ "PARTNER_eur", "Partner rebate", 0, 900, "eur", "forever", 0, m_created });
    m_coupons.push_back({ "PARTNER_jpy", "Partner rebate", 0, 1'500, "jpy", "forever", 0, m_created });
}

const Price &Catalog::price(Plan plan, const std::string &currency, const std::string &interval) const
{
    for (const auto &price : m_prices) {
        if (price.rank == static_cast<int>(plan) && price.currency == currency
            && price.interval == interval) {
            return price;
        }
    }
    throw std::logic_error("no such price in the demo catalogue: " + currency + " " + interval);
}

const Coupon &Catalog::coupon(const std::string &id) const
{
    for (const auto &coupon : m_coupons) {
        if (coupon.id == id) {
            return coupon;
        }
    }
    throw std::logic_error("no such coupon in the demo catalogue: " + id);
}

std::vector<QJsonObject> Catalog::documents() const
{
    std::vector<QJsonObject> all;
    for (const auto &product : m_products) {
        all.push_back(productObject(product));
    }
    for (const auto &price : m_prices) {
        all.push_back(priceObject(price));
        if (!price.tiers.empty()) {
            all.back().insert(QStringLiteral("tiers"), tierObjects(price));
        }
    }
    for (const auto &coupon : m_coupons) {
        all.push_back(couponObject(coupon));
    }
    return all;
}

void Catalog::announce(EventWriter &events) const
{
    for (const auto &product : m_products) {
        events.beginRequest();
        events.write("product.created", m_created, productObject(product));
    }
    for (const auto &price : m_prices) {
        events.beginRequest();
        events.write("price.created", m_created + 1, priceObject(price));
    }
    for (const auto &coupon : m_coupons) {
        events.beginRequest();
        events.write("coupon.created", m_created + 2, couponObject(coupon));
    }
}

} // namespace billhook::sandbox
