#include "services/sandbox/company/company.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace billhook::sandbox {

namespace {

Story storyOf(std::size_t index)
{
    if (index % 25 == 24) {
        return Story::Prospect;
    }
    if (index % 40 == 3) {
        return Story::Seasonal;
    }
    if (index % 45 == 7) {
        return Story::Troubled;
    }
    if (index % 50 == 28) {
        return Story::Leaving;
    }
    return index % 90 == 13 ? Story::Trying : Story::Ordinary;
}

Link linkOf(std::size_t index)
{
    if (index % 229 == 101) {
        return Link::None;
    }
    return index % 30 == 11 ? Link::Directory : Link::Metadata;
}

std::int64_t chooseSeats(Random &random)
{
    switch (random.weighted({ 62, 26, 9, 3 })) {
    case 0:
        return random.between(1, 2);
    case 1:
        return random.between(3, 5);
    case 2:
        return random.between(6, 12);
    default:
        return random.between(13, 45);
    }
}

/** A customer's objects change to each newer shape up to 20 days after the first customer's. */
ApiRollout rolloutOf(const CompanyPlan &plan, Random random)
{
    const auto span = std::min(20 * dayLength, (plan.end - plan.start()) / 20);
    return ApiRollout::between(plan.start(), plan.end).laterBy(random.between(0, span));
}

void sortByCreated(std::vector<StripeEvent> &events)
{
    std::stable_sort(events.begin(), events.end(),
        [](const StripeEvent &a, const StripeEvent &b) { return a.created < b.created; });
}

Random idRoot(const CompanyPlan &plan)
{
    return Random(plan.seed)
        .fork(static_cast<std::uint64_t>(plan.end))
        .fork(static_cast<std::uint64_t>(plan.months))
        .fork(plan.organizations);
}

} // namespace

Company::Company(const CompanyPlan &plan)
    : m_plan(plan)
    , m_ids(idRoot(plan))
    , m_choices(plan.seed)
    , m_catalog(m_ids.fork(1), plan.start())
    , m_names(m_choices.fork(2))
{
    for (std::size_t index = 0; index < plan.organizations; ++index) {
        const auto random = m_choices.fork(1'000 + index);
        auto account = makeAccount(index, random.fork(1));
        EventWriter events(m_ids.fork(1'000 + index), rolloutOf(plan, random.fork(2)));
        m_customers.emplace_back(m_catalog, plan.end, std::move(account), random.fork(3), std::move(events));
    }
}

std::vector<StripeEvent> Company::history()
{
    EventWriter announcements(m_ids.fork(3), ApiRollout::between(m_plan.start(), m_plan.end));
    m_catalog.announce(announcements);
    auto events = announcements.take();
    for (auto &customer : m_customers) {
        auto own = customer.liveUntil(m_plan.end);
        std::move(own.begin(), own.end(), std::back_inserter(events));
    }
    sortByCreated(events);
    const auto late = std::find_if(events.begin(), events.end(),
        [this](const StripeEvent &event) { return event.created > m_plan.end; });
    m_late.assign(std::make_move_iterator(late), std::make_move_iterator(events.end()));
    events.erase(late, events.end());
    return events;
}

std::vector<StripeEvent> Company::catchUp(Seconds now)
{
    auto events = std::exchange(m_late, {});
    for (auto &customer : m_customers) {
        auto own = customer.liveUntil(now);
        std::move(own.begin(), own.end(), std::back_inserter(events));
    }
    sortByCreated(events);
    return events;
}

CustomerLife &Company::addCustomer(Seconds now, std::uint64_t stream)
{
    const auto random = m_choices.fork(stream);
    auto account = makeAccount(m_customers.size(), random.fork(1));
    account.story = Story::Ordinary;
    account.link = Link::None;
    account.customer.metadata.clear();
    account.signUp = now;
    EventWriter events(m_ids.fork(stream), rolloutOf(m_plan, random.fork(2)));
    return m_customers.emplace_back(
        m_catalog, m_plan.end, std::move(account), random.fork(3), std::move(events));
}

Account Company::makeAccount(std::size_t index, Random random)
{
    Account account;
    account.index = index;
    account.story = storyOf(index);
    account.link = linkOf(index);
    account.organizationId = m_ids.fork(5'000'000 + index).fork(1).uuid();
    account.company = m_names.company();
    account.seats = chooseSeats(random);
    account.signUp = chooseSignUp(account.story, index, random);
    auto &customer = account.customer;
    customer.name = account.company.name;
    customer.country = account.company.country;
    customer.currency = account.company.currency;
    customer.email = (random.chance(700) ? "billing@" : "accounts@") + account.company.domain;
    if (account.link == Link::Metadata) {
        customer.metadata["organization_id"] = account.organizationId;
    }
    return account;
}

Seconds Company::chooseSignUp(Story story, std::size_t index, Random &random) const
{
    const auto end = m_plan.end;
    const auto start = m_plan.start();
    if (story == Story::Trying) {
        return end - random.between(hourLength, std::min(13 * dayLength, (end - start) / 2));
    }
    if (story == Story::Troubled) { // so that a monthly renewal falls into the last twelve days
        const auto renewal = end - random.between(2 * hourLength, 12 * dayLength);
        return addMonths(renewal, -static_cast<int>(random.between(1, std::max(1, m_plan.months - 1))));
    }
    const bool early = index % 10 < 4 || story == Story::Seasonal;
    if (early || m_plan.months == 1) {
        return start + random.between(hourLength, 24 * dayLength);
    }
    std::vector<int> weights;
    weights.reserve(static_cast<std::size_t>(std::max(0, m_plan.months)));
    for (int month = 0; month < m_plan.months; ++month) {
        weights.push_back(100 + 7 * month);
    }
    const auto from = addMonths(start, static_cast<int>(random.weighted(weights)));
    return from + random.between(60, 30 * dayLength);
}

} // namespace billhook::sandbox
