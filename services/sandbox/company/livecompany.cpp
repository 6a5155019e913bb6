#include "services/sandbox/company/livecompany.h"

#include "services/sandbox/company/arrivals.h"
#include "services/sandbox/company/billingcycle.h"
#include "services/sandbox/company/decisions.h"

namespace billhook::sandbox {

LiveCompany::LiveCompany(Company &company, Seconds start)
    : m_company(company)
    , m_start(start)
    , m_random(Random(company.plan().seed).fork(static_cast<std::uint64_t>(start)))
{
    for (auto &customer : company.customers()) {
        auto &stage = customer.stage();
        stage.events.switchIds(static_cast<std::uint64_t>(start));
        stage.random = stage.random.fork(static_cast<std::uint64_t>(start));
    }
}

std::vector<StripeEvent> LiveCompany::happening(Seconds now)
{
    auto &customers = m_company.customers();
    for (std::size_t tried = 0; tried < customers.size(); ++tried) {
        m_position = (m_position + 1) % customers.size();
        auto due = customers[m_position].takeDue(now);
        if (!due.empty()) {
            return due;
        }
    }
    if (m_random.chance(60)) {
        return signUp(now);
    }
    auto &customer
        = customers[static_cast<std::size_t>(m_random.below(static_cast<std::int64_t>(customers.size())))];
    return surprise(customer, now);
}

std::vector<StripeEvent> LiveCompany::signUp(Seconds now)
{
    for (auto &customer : m_company.customers()) {
        auto &account = customer.stage().account;
        if (account.story == Story::Prospect) {
            account.story = Story::Ordinary;
            Arrivals(customer.stage()).signUp(now);
            return customer.stage().events.take();
        }
    }
    const auto stream = static_cast<std::uint64_t>(m_start) * 4'096 + m_company.customers().size();
    return m_company.addCustomer(now, stream).liveUntil(now);
}

std::vector<StripeEvent> LiveCompany::surprise(CustomerLife &customer, Seconds now)
{
    auto &stage = customer.stage();
    if (stage.account.signUp > now || !stage.account.customer.exists) {
        return {};
    }
    if (auto *subscription = stage.current()) {
        actOn(stage, *subscription, now);
    } else if (m_random.chance(300)) {
        Arrivals(stage).comeBack(now);
    }
    return stage.events.take();
}

void LiveCompany::actOn(Stage &stage, Subscription &subscription, Seconds now)
{
    if (subscription.openInvoice && subscription.status == "past_due") {
        BillingCycle(stage).payWithNewCard(subscription, now);
        return;
    }
    if (!Decisions::canChange(subscription)) {
        return;
    }
    Decisions decisions(stage);
    switch (m_random.weighted({ 38, 12, 14, 6, 9, 5, 3, 13 })) {
    case 0:
        return decisions.addSeats(subscription, now);
    case 1:
        return decisions.dropSeats(subscription, now);
    case 2:
        return decisions.upgrade(subscription, now);
    case 3:
        return decisions.downgrade(subscription, now);
    case 4:
        return decisions.changeCard(now);
    case 5:
        return decisions.giveNotice(subscription, now);
    case 6:
        return decisions.cancelNow(subscription, now);
    default:
        return BillingCycle(stage).billPending(subscription, now);
    }
}

} // namespace billhook::sandbox
