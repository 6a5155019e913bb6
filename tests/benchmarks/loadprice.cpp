#include "tests/benchmarks/loadprice.h"

#include <array>

namespace billhook::benchmarks {

namespace {

struct PlanRow
{
    std::string_view name;
    std::int64_t amount; ///< cents a month and seat
};

constexpr std::array<PlanRow, planCount> plans{ PlanRow{ "Starter", 1'900 }, PlanRow{ "Team", 4'900 },
    PlanRow{ "Growth", 9'900 }, PlanRow{ "Business", 24'900 }, PlanRow{ "Enterprise", 89'900 } };
constexpr std::array<std::string_view, currencyCount> currencies{ "usd", "eur", "jpy" };

} // namespace

std::string_view planName(std::size_t plan)
{
    return plans.at(plan).name;
}

std::string_view currencyCode(std::size_t currency)
{
    return currencies.at(currency);
}

std::string LoadPrice::id() const
{
    return "price_" + std::to_string(plan) + (yearly ? "_year_" : "_month_")
        + std::string(currencyCode(currency));
}

std::string LoadPrice::productId() const
{
    return "prod_" + std::to_string(plan);
}

std::int64_t LoadPrice::amount() const
{
    // A yen is worth about a cent and has no smaller unit; a year costs ten months.
    const auto month = currency == 2 ? plans.at(plan).amount * 3 / 2 : plans.at(plan).amount;
    return yearly ? month * 10 : month;
}

std::string LoadPrice::json() const
{
    std::string text = R"({"id":")" + id()
        + R"(","object":"price","active":true,"billing_scheme":"per_unit","currency":")";
    text.append(currencyCode(currency));
    return text + R"(","livemode":false,"lookup_key":null,"metadata":{},"nickname":null,"product":")"
        + productId() + R"(","recurring":{"interval":")" + (yearly ? "year" : "month")
        + R"(","interval_count":1,"usage_type":"licensed"},"tiers_mode":null,"transform_quantity":null,)"
          R"("type":"recurring","unit_amount":)"
        + std::to_string(amount()) + R"(,"unit_amount_decimal":")" + std::to_string(amount()) + R"("})";
}

} // namespace billhook::benchmarks
