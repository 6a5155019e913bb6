#include "services/billing/linkplan.h"

#include "services/billing/planjson.h"
#include "services/billing/plansteps.h"
#include "services/stripeclient/pager.h"
#include "services/stripeclient/prices.h"
#include "services/stripeclient/products.h"

#include <algorithm>
#include <charconv>

namespace billhook::billing {

using domain::Error;
using domain::ErrorKind;
using domain::Plan;
using domain::PlanPrice;
using domain::PlanTerms;
using domain::Result;
using operations::Intention;
using stripe::JsonView;

namespace {

Error notAPlan(const char *why)
{
    return { ErrorKind::InvalidInput, "not_a_plan",
        std::string("The product can be no plan: ") + why + " Nothing was changed.", {} };
}

std::optional<std::int64_t> integerOf(std::string_view text)
{
    std::int64_t number = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
    return failure == std::errc() && !text.empty() && end == text.data() + text.size() ? std::optional(number)
                                                                                       : std::nullopt;
}

/** An id, or the object of it where it is expanded. */
std::string_view idOf(JsonView value)
{
    return value.isObject() ? value["id"].text() : value.text();
}

PlanTerms termsOf(JsonView product)
{
    const JsonView metadata = product["metadata"];
    PlanTerms terms{ std::string(product["name"].text()), std::string(metadata["plan_slug"].text()) };
    terms.description = product["description"].text();
    terms.isActive = product["active"].text() == "true";
    terms.maxUsers = integerOf(metadata["max_users"].text());
    terms.maxProjects = integerOf(metadata["max_projects"].text());
    terms.limitsPerUnit = metadata["limits_per_unit"].text() == "true";
    return terms;
}

Result<PlanPrice> priceOf(JsonView price, std::string_view defaultPrice)
{
    const JsonView recurring = price["recurring"];
    const auto amount = integerOf(price["unit_amount"].text());
    const auto currency = domain::Currency::fromCode(price["currency"].text());
    if (!amount || !currency || recurring["usage_type"].text() == "metered") {
        return notAPlan("it has a tiered or metered price.");
    }
    const std::string_view id = price["id"].text();
    return PlanPrice{ {}, std::string(id), domain::Money(*amount, *currency),
        std::string(recurring["interval"].text()),
        static_cast<int>(integerOf(recurring["interval_count"].text()).value_or(1)), id == defaultPrice,
        price["active"].text() == "true" };
}

/** Every recurring price of the product. */
Result<std::vector<PlanPrice>> pricesOf(
    stripeclient::Client &client, const std::string &product, std::string_view defaultPrice)
{
    stripeclient::PriceFilter filter;
    filter.product = product;
    stripeclient::Pager pager(client, listPrices(filter));
    std::vector<PlanPrice> prices;
    while (true) {
        auto page = pager.next();
        if (!page) {
            return page.error();
        }
        if (!*page) {
            break;
        }
        for (const JsonView price : (*page)->objects) {
            if (!price["recurring"].isObject()) {
                continue;
            }
            auto read = priceOf(price, defaultPrice);
            if (!read) {
                return read.error();
            }
            prices.push_back(*read);
        }
    }
    return prices;
}

/** Stripe's default price where it is an active one, else the newest active one. */
Result<void> chooseDefault(std::vector<PlanPrice> &prices)
{
    const auto active
        = std::find_if(prices.begin(), prices.end(), [](const PlanPrice &price) { return price.isActive; });
    if (active == prices.end()) {
        return notAPlan("it has no active recurring price.");
    }
    const bool chosen = std::any_of(prices.begin(), prices.end(),
        [](const PlanPrice &price) { return price.isDefault && price.isActive; });
    for (PlanPrice &price : prices) {
        price.isDefault = price.isDefault && price.isActive;
    }
    active->isDefault = active->isDefault || !chosen;
    return {};
}

} // namespace

Result<Intention> linkPlan(
    stripeclient::Client &client, const std::string &productId, const QJsonObject &body, const Caller &caller)
{
    auto product = succeeded(client.call(stripeclient::retrieveProduct(productId)));
    if (!product) {
        return product.error();
    }
    const std::string_view defaultPrice = idOf(product->json["default_price"]);
    auto prices = pricesOf(client, productId, defaultPrice);
    if (!prices) {
        return prices.error();
    }
    Plan plan{ {}, productId, termsOf(product->json) };
    plan.terms.prices = *std::move(prices);
    PlanTerms offered = plan.terms;
    if (auto chosen = chooseDefault(offered.prices); !chosen) {
        return chosen.error();
    }
    auto wanted = termsFrom(body, offered);
    if (!wanted) {
        return wanted.error();
    }
    return adoptPlan(plan, *std::move(wanted), caller);
}

} // namespace billhook::billing
