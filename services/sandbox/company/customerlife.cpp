#include "services/sandbox/company/customerlife.h"

#include "services/sandbox/company/arrivals.h"
#include "services/sandbox/company/billingcycle.h"
#include "services/sandbox/company/decisions.h"
#include "services/sandbox/objects/invoiceobjects.h"

#include <utility>

namespace billhook::sandbox {

CustomerLife::CustomerLife(
    const Catalog &catalog, Seconds historyEnd, Account account, Random random, EventWriter events)
    : m_stage{ catalog, historyEnd, std::move(account), random, std::move(events), {}, {} }
{
    plan();
}

void CustomerLife::plan()
{
    const auto &account = m_stage.account;
    if (account.story == Story::Prospect) {
        return;
    }
    m_stage.agenda.add(account.signUp, TaskKind::SignUp);
    m_stage.agenda.add(account.signUp + m_stage.random.between(16, 45) * dayLength, TaskKind::Decide);
    if (account.story == Story::Seasonal) {
        m_stage.agenda.add(account.signUp + m_stage.random.between(25, 110) * dayLength, TaskKind::SeasonEnd);
    }
    if (account.story == Story::Leaving) {
        const auto notice = m_stage.historyEnd - m_stage.random.between(1, 480) * hourLength;
        m_stage.agenda.add(notice, TaskKind::GiveNotice);
    }
}

std::vector<StripeEvent> CustomerLife::liveUntil(Seconds now)
{
    while (const auto task = m_stage.agenda.takeDue(now)) {
        perform(*task);
    }
    return m_stage.events.take();
}

std::vector<StripeEvent> CustomerLife::takeDue(Seconds now)
{
    if (const auto task = m_stage.agenda.takeDue(now)) {
        perform(*task);
    }
    return m_stage.events.take();
}

void CustomerLife::perform(const Task &task)
{
    switch (task.kind) {
    case TaskKind::SignUp:
        return Arrivals(m_stage).signUp(task.at);
    case TaskKind::Comeback:
        return Arrivals(m_stage).comeBack(task.at);
    case TaskKind::Decide:
        return decide(task.at);
    case TaskKind::SeasonEnd:
    case TaskKind::GiveNotice:
        return performStory(m_stage.current(), task);
    default:
        return performOn(m_stage.account.subscriptions[task.subscription], task);
    }
}

void CustomerLife::performOn(Subscription &subscription, const Task &task)
{
    BillingCycle cycle(m_stage);
    switch (task.kind) {
    case TaskKind::TrialWillEnd:
        return cycle.trialWillEnd(subscription, task.at);
    case TaskKind::TrialEnd:
        return cycle.trialEnd(subscription, task.at);
    case TaskKind::Upcoming:
        return cycle.upcoming(subscription, task.at);
    case TaskKind::Renew:
        return cycle.renew(subscription, task.at);
    case TaskKind::Collect:
        return cycle.collect(subscription, task.at);
    case TaskKind::Retry:
        return cycle.retry(subscription, task.at);
    case TaskKind::NewCard:
        return cycle.payWithNewCard(subscription, task.at);
    case TaskKind::ExpireIncomplete:
        return cycle.expireIncomplete(subscription, task.at);
    case TaskKind::Resume:
        return Arrivals(m_stage).resume(subscription, task.at);
    case TaskKind::Reinstate:
        return Arrivals(m_stage).reinstate(subscription, task.at);
    case TaskKind::ResumeCollection:
        return Decisions(m_stage).resumeCollection(subscription, task.at);
    default:
        return;
    }
}

void CustomerLife::performStory(Subscription *subscription, const Task &task)
{
    const bool willing = subscription != nullptr && !subscription->cancelAtPeriodEnd
        && !subscription->openInvoice
        && (subscription->status == "active" || subscription->status == "trialing");
    if (task.kind == TaskKind::GiveNotice) {
        if (willing) {
            Decisions(m_stage).giveNotice(*subscription, task.at);
        }
        return;
    }
    if (willing && subscription->status == "active") {
        Decisions(m_stage).cancelNow(*subscription, task.at);
    }
    const auto back = task.at + m_stage.random.between(18, 34) * dayLength;
    m_stage.agenda.add(back, TaskKind::Comeback);
    m_stage.agenda.add(back + m_stage.random.between(40, 70) * dayLength, TaskKind::SeasonEnd);
}

void CustomerLife::decide(Seconds at)
{
    if (auto *subscription = m_stage.current()) {
        Decisions(m_stage).decide(*subscription, at);
    }
    m_stage.agenda.add(at + m_stage.random.between(18, 38) * dayLength + m_stage.random.between(0, 30'000),
        TaskKind::Decide);
}

} // namespace billhook::sandbox
