#include "tests/benchmarks/loadcompany.h"

#include "services/sandbox/company/names.h"
#include "services/sandbox/company/nametables.h"

#include <algorithm>
#include <array>

namespace billhook::benchmarks {

using sandbox::dayLength;
using sandbox::Random;

namespace {

constexpr Seconds historyLength = 730 * dayLength;

/** Nine digits of base 36: of two numbers the greater has the greater code. */
std::string codeOf(std::int64_t number)
{
    static constexpr std::string_view digits = "0123456789abcdefghijklmnopqrstuvwxyz";
    std::string code;
    for (std::int64_t scale = 2'821'109'907'456; scale > 0; scale /= 36) { // 36 to the eighth
        code += digits[static_cast<std::size_t>(number / scale % 36)];
    }
    return code;
}

std::string companyName(Random &random)
{
    const auto &culture = random.pick(sandbox::cultures());
    return random.pick(culture.stems) + " " + random.pick(culture.stems) + " " + random.pick(culture.trades)
        + random.pick(culture.forms);
}

/** How many of `per` for this one, 2k and 2k+1 sharing what both have; the last of an odd number has `per`.
 */
std::int64_t shareOf(std::int64_t number, std::int64_t size, std::int64_t per)
{
    if (number % 2 == 0 && number + 1 == size) {
        return per;
    }
    const auto moved = (number / 2) % per;
    return number % 2 == 0 ? per + moved : per - moved;
}

} // namespace

LoadCompany::LoadCompany(std::int64_t organizations, std::uint64_t seed, Seconds end)
    : m_size(organizations)
    , m_random(seed)
    , m_end(end)
{ }

/** Ten organizations have eleven: one has none, seven have one, two have two. */
std::int64_t LoadCompany::subscriptionsOf(std::int64_t number) const
{
    const auto group = number / 10;
    if ((group + 1) * 10 > m_size) {
        return 1;
    }
    auto random = m_random.fork(static_cast<std::uint64_t>(group)).fork(7);
    static constexpr std::array<std::int64_t, 10> counts{ 0, 1, 1, 1, 2, 1, 1, 1, 1, 2 };
    return counts.at(static_cast<std::size_t>((number + random.below(10)) % 10));
}

void LoadCompany::addPeople(LoadOrganization &organization, std::int64_t number, Random &random) const
{
    const auto culture
        = static_cast<std::size_t>(random.below(static_cast<std::int64_t>(sandbox::cultures().size())));
    for (std::int64_t index = 0; index < shareOf(number, m_size, 2); ++index) {
        LoadUser user{ random.uuid(), {}, sandbox::Names::person(random, culture), index == 0 };
        user.email = sandbox::slug(user.name) + "@" + organization.customer.substr(4) + ".example";
        organization.users.push_back(std::move(user));
    }
    for (std::int64_t index = 0; index < shareOf(number, m_size, 3); ++index) {
        organization.projects.push_back({ random.uuid(), sandbox::Names::project(random) });
    }
}

void LoadCompany::tellCustomer(
    const LoadOrganization &organization, Random &random, std::size_t currency, EventLog &log) const
{
    const auto card = "pm_" + log.owner();
    const auto created = std::to_string(organization.created);
    const auto month = sandbox::dateOf(sandbox::addMonths(m_end, static_cast<int>(random.between(-1, 46))));
    static const std::vector<std::string> brands{ "visa", "visa", "mastercard", "amex" };
    log.add("customer.created", organization.created,
        R"({"id":")" + organization.customer + R"(","object":"customer","address":{"country":")"
            + organization.country + R"("},"created":)" + created + R"(,"currency":")"
            + std::string(currencyCode(currency))
            + R"(","delinquent":false,"discount":null,"email":"billing@)" + log.owner()
            + R"(.example","invoice_settings":{"default_payment_method":")" + card
            + R"("},"livemode":false,"metadata":{"organization_id":")" + organization.id + R"("},"name":")"
            + organization.name + R"("})");
    log.add("payment_method.attached", organization.created + 1,
        R"({"id":")" + card + R"(","object":"payment_method","card":{"brand":")" + random.pick(brands)
            + R"(","exp_month":)" + std::to_string(month.month) + R"(,"exp_year":)"
            + std::to_string(month.year) + R"(,"last4":")" + std::to_string(random.between(1'000, 9'999))
            + R"("},"created":)" + created + R"(,"customer":")" + organization.customer
            + R"(","livemode":false,"metadata":{},"type":"card"})");
}

void LoadCompany::tellSubscriptions(LoadOrganization &organization, std::int64_t number, Random &random) const
{
    const auto code = codeOf(number + 1);
    EventLog log(code);
    const auto currency = random.weighted({ 80, 15, 5 });
    const auto start = organization.created + sandbox::hourLength + random.below(5 * dayLength);
    tellCustomer(organization, random, currency, log);
    const auto count = subscriptionsOf(number);
    // With two, the customer comes back after its first, or has both at once.
    const bool returns = count > 1 && random.chance(500);
    LifePlan plan{ organization.customer, code + "a", start, m_end, currency, returns };
    const auto ended = count > 0 ? tellLife(plan, random.fork(1), log) : 0;
    if (count > 1) {
        const auto from = (returns ? ended : start) + sandbox::hourLength;
        plan.start = from + random.below(std::max<Seconds>(1, std::min(90 * dayLength, m_end - from)));
        plan.code = code + "b";
        plan.mustEnd = false;
        tellLife(plan, random.fork(2), log);
    }
    organization.events = log.take();
}

LoadOrganization LoadCompany::organization(std::int64_t number) const
{
    auto random = m_random.fork(static_cast<std::uint64_t>(number));
    LoadOrganization organization;
    organization.id = random.uuid();
    organization.name = companyName(random);
    organization.country = random.pick(random.pick(sandbox::cultures()).countries);
    organization.customer = "cus_" + codeOf(number + 1);
    organization.archived = random.chance(10);
    // More came lately than long ago, and the last of them an hour before the end.
    const auto span = historyLength - 8 * dayLength;
    const auto age = std::min(random.below(span), random.below(span));
    organization.created = m_end - age - 8 * dayLength;
    addPeople(organization, number, random);
    tellSubscriptions(organization, number, random);
    return organization;
}

std::vector<LoadEvent> LoadCompany::catalog() const
{
    EventLog log(codeOf(0));
    const auto created = m_end - historyLength;
    for (std::size_t plan = 0; plan < planCount; ++plan) {
        log.add("product.created", created,
            R"({"id":")" + LoadPrice{ plan, 0, false }.productId()
                + R"(","object":"product","active":true,"description":null,"livemode":false,"metadata":{},"name":")"
                + std::string(planName(plan)) + R"("})");
        for (std::size_t index = 0; index < 2 * currencyCount; ++index) {
            log.add("price.created", created, LoadPrice{ plan, index / 2, index % 2 == 1 }.json());
        }
    }
    return log.take();
}

/** A slow swing, four decimals around what a euro and a yen were worth. */
std::vector<LoadRate> LoadCompany::rates() const
{
    std::vector<LoadRate> rates;
    for (Seconds at = m_end - historyLength - 30 * dayLength; at <= m_end; at += dayLength) {
        const auto place = at / dayLength % 400;
        const auto swing = place < 200 ? place : 400 - place;
        rates.push_back({ sandbox::isoDate(at), "eur", "1.0" + std::to_string(500 + swing) });
        rates.push_back({ sandbox::isoDate(at), "jpy", "0.006" + std::to_string(500 + swing) });
    }
    return rates;
}

} // namespace billhook::benchmarks
