#include "services/sandbox/company/billingcycle.h"

#include "services/sandbox/engine/dunning.h"
#include "services/sandbox/engine/periods.h"

namespace billhook::sandbox {

BillingCycle::BillingCycle(Stage &stage)
    : m_stage(stage)
{ }

void BillingCycle::trialWillEnd(Subscription &subscription, Seconds at)
{
    if (subscription.status == "trialing") {
        m_stage.events.beginAutomatic();
        m_stage.subscriptions().tell(subscription, "customer.subscription.trial_will_end", at);
    }
}

void BillingCycle::trialEnd(Subscription &subscription, Seconds at)
{
    if (subscription.status != "trialing") {
        return;
    }
    m_stage.events.beginAutomatic();
    switch (trialEndOf(subscription, m_stage.account.customer)) {
    case TrialEnd::Cancel:
        return m_stage.subscriptions().end(subscription, at + 1, at, "cancellation_requested");
    case TrialEnd::Bill:
        return convertTrial(subscription, at);
    case TrialEnd::NoPaymentMethod:
        return endWithoutCard(subscription, at);
    }
}

void BillingCycle::endWithoutCard(Subscription &subscription, Seconds at)
{
    if (!m_stage.random.chance(250)) {
        m_stage.subscriptions().end(subscription, at + 1, at, "payment_failed");
        return;
    }
    m_stage.collection().pauseForCard(subscription, at);
    if (m_stage.random.chance(500)) {
        m_stage.agenda.add(
            at + m_stage.random.between(2, 12) * dayLength, TaskKind::Resume, m_stage.indexOf(subscription));
    }
}

void BillingCycle::convertTrial(Subscription &subscription, Seconds at)
{
    m_stage.collection().convertTrial(subscription, at);
    const auto index = m_stage.indexOf(subscription);
    m_stage.agenda.add(at + hourLength + m_stage.random.between(5, 90), TaskKind::Collect, index);
    m_stage.scheduleRenewal(subscription);
}

void BillingCycle::upcoming(Subscription &subscription, Seconds at)
{
    const bool expected = subscription.status == "active" && !subscription.cancelAtPeriodEnd;
    if (expected && subscription.periodEnd == at + Stage::upcomingNotice) {
        m_stage.events.beginAutomatic();
        m_stage.invoices().tellUpcoming(subscription, at);
    }
}

void BillingCycle::renew(Subscription &subscription, Seconds at)
{
    if (subscription.ended() || subscription.status == "paused" || subscription.periodEnd != at) {
        return;
    }
    m_stage.events.beginAutomatic();
    if (subscription.openInvoice) {
        m_stage.invoices().stopCollecting(subscription, at);
    }
    if (subscription.cancelAtPeriodEnd) {
        m_stage.subscriptions().end(subscription, at + 2, at, "cancellation_requested");
        return;
    }
    m_stage.subscriptions().endDiscounts(subscription, at);
    renewExpiredCard(at);
    const auto usage = m_stage.random.between(200, 9'000);
    m_stage.collection().renew(subscription, at, usage);
    const auto index = m_stage.indexOf(subscription);
    m_stage.scheduleRenewal(subscription);
    if (subscription.status == "unpaid") {
        subscription.openInvoice.reset(); // an unpaid subscription's invoices stay drafts nobody collects
    } else {
        m_stage.agenda.add(at + hourLength + m_stage.random.between(5, 90), TaskKind::Collect, index);
    }
}

void BillingCycle::renewExpiredCard(Seconds at)
{
    const auto &card = m_stage.account.customer.card;
    if (card && isExpired(*card, at) && m_stage.random.chance(650)) {
        m_stage.customer().renewCard(at, 4);
    }
}

void BillingCycle::collect(Subscription &subscription, Seconds at)
{
    if (!subscription.openInvoice || subscription.ended() || subscription.openInvoice->status != "draft") {
        return;
    }
    m_stage.events.beginAutomatic();
    m_stage.invoices().finalize(subscription, at);
    if (!subscription.pauseBehavior.empty()) {
        m_stage.invoices().voidIt(subscription, at + 1);
        return;
    }
    const auto code = declineCode(subscription, at);
    if (code.empty()) {
        m_stage.invoices().pay(subscription, at + 2);
        m_stage.subscriptions().endDiscounts(subscription, at + 2);
    } else {
        startDunning(subscription, at + 2, code);
    }
}

std::string BillingCycle::declineCode(const Subscription &subscription, Seconds at)
{
    static const std::vector<std::string> codes{ "insufficient_funds", "generic_decline", "do_not_honor",
        "authentication_required", "lost_card", "expired_card" };
    static const std::vector<int> weights{ 46, 14, 14, 13, 6, 7 };
    if (subscription.openInvoice->total == 0) {
        return "";
    }
    const auto &code = codes[m_stage.random.weighted(weights)];
    if (m_stage.account.story == Story::Troubled) {
        const bool lastWeeks = at > m_stage.historyEnd - 14 * dayLength && at <= m_stage.historyEnd;
        return lastWeeks ? code : "";
    }
    if (!m_stage.account.customer.card || isExpired(*m_stage.account.customer.card, at)) {
        return "expired_card";
    }
    return m_stage.random.chance(24) ? code : "";
}

void BillingCycle::startDunning(Subscription &subscription, Seconds at, const std::string &code)
{
    using Outcome = Dunning::Outcome;
    const std::vector<Outcome> outcomes{ Outcome::RetryWorks, Outcome::NewCard, Outcome::Cancel,
        Outcome::Unpaid };
    const std::vector<int> weights
        = isSoftDecline(code) ? std::vector<int>{ 56, 24, 17, 3 } : std::vector<int>{ 0, 70, 26, 4 };
    Dunning dunning;
    dunning.declineCode = code;
    dunning.outcome = outcomes[m_stage.random.weighted(weights)];
    dunning.worksAtAttempt = static_cast<int>(m_stage.random.between(2, 4));
    if (m_stage.account.story == Story::Troubled) {
        dunning.outcome = Outcome::NeverEnds;
    }
    const auto index = m_stage.indexOf(subscription);
    m_stage.dunning[index] = dunning;
    const auto next = m_stage.collection().refuseFirst(subscription, at, declineFor(code));
    m_stage.agenda.add(*next, TaskKind::Retry, index);
    if (dunning.outcome == Outcome::NewCard) {
        m_stage.agenda.add(at + m_stage.random.between(1, 264) * hourLength, TaskKind::NewCard, index);
    }
}

void BillingCycle::retry(Subscription &subscription, Seconds at)
{
    if (!subscription.openInvoice || subscription.ended() || subscription.openInvoice->status != "open") {
        return;
    }
    m_stage.events.beginAutomatic();
    const auto index = m_stage.indexOf(subscription);
    const auto &dunning = m_stage.dunning[index];
    const auto attempt = subscription.openInvoice->attempts + 1;
    const bool works = dunning.outcome == Dunning::Outcome::RetryWorks && attempt >= dunning.worksAtAttempt;
    const bool tired = dunning.outcome == Dunning::Outcome::NeverEnds && at > m_stage.historyEnd;
    if (works || tired) {
        m_stage.collection().recover(subscription, at);
        return;
    }
    const auto next = m_stage.collection().refuse(subscription, at, declineFor(dunning.declineCode));
    if (next) {
        m_stage.agenda.add(*next, TaskKind::Retry, index);
    } else {
        giveUp(subscription, at + 1);
    }
}

void BillingCycle::payWithNewCard(Subscription &subscription, Seconds at)
{
    if (!subscription.openInvoice || subscription.ended() || subscription.openInvoice->status != "open") {
        return;
    }
    m_stage.events.beginRequest();
    const auto card = m_stage.newCard(at);
    m_stage.customer().useCard(at, card);
    if (!subscription.defaultPaymentMethodId.empty()) {
        m_stage.subscriptions().change(
            subscription, at, [&card](Subscription &sub) { sub.defaultPaymentMethodId = card.id; });
    }
    m_stage.events.beginRequest();
    m_stage.collection().recover(subscription, at + 3);
}

void BillingCycle::giveUp(Subscription &subscription, Seconds at)
{
    const auto index = m_stage.indexOf(subscription);
    if (m_stage.dunning[index].outcome == Dunning::Outcome::Unpaid) {
        m_stage.collection().leaveUnpaid(subscription, at);
        m_stage.agenda.add(at + m_stage.random.between(5, 60) * dayLength, TaskKind::Reinstate, index);
        return;
    }
    m_stage.subscriptions().end(subscription, at, at, "payment_failed");
    const auto choice = m_stage.random.weighted({ 35, 60, 5 });
    if (choice == 0) {
        m_stage.invoices().voidIt(subscription, at + 1);
    } else if (choice == 1) {
        m_stage.invoices().markUncollectible(subscription, at + 1);
    } else {
        m_stage.invoices().stopCollecting(subscription, at + 1);
    }
    if (m_stage.random.chance(150)) {
        m_stage.agenda.add(at + m_stage.random.between(10, 150) * dayLength, TaskKind::Comeback);
    }
}

void BillingCycle::billPending(Subscription &subscription, Seconds at)
{
    if (subscription.pendingLines.empty() || subscription.openInvoice || !m_stage.account.customer.card) {
        return;
    }
    m_stage.events.beginRequest();
    m_stage.collection().billPending(subscription, at);
    if (m_stage.random.chance(450)) {
        startDunning(
            subscription, at + 1, m_stage.random.chance(600) ? "insufficient_funds" : "do_not_honor");
    } else {
        m_stage.invoices().pay(subscription, at + 1);
    }
}

void BillingCycle::expireIncomplete(Subscription &subscription, Seconds at)
{
    if (subscription.status != "incomplete") {
        return;
    }
    m_stage.collection().expireIncomplete(subscription, at);
    m_stage.agenda.add(at + m_stage.random.between(2, 90) * hourLength, TaskKind::Comeback);
}

} // namespace billhook::sandbox
