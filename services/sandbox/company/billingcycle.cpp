#include "services/sandbox/company/billingcycle.h"

#include "services/sandbox/engine/invoicelines.h"

#include <array>

namespace billhook::sandbox {

namespace {

constexpr std::array<Seconds, 3> retryDelays{ 3 * dayLength, 5 * dayLength, 7 * dayLength };

/** When Stripe tries again after attempt number `attempts`; nothing after the last. */
std::optional<Seconds> nextRetry(int attempts, Seconds at)
{
    const auto index = static_cast<std::size_t>(attempts - 1);
    return index < retryDelays.size() ? std::optional<Seconds>(at + retryDelays[index]) : std::nullopt;
}

bool isExpired(const Card &card, Seconds at)
{
    const auto date = dateOf(at);
    return card.expiryYear * 12 + card.expiryMonth < date.year * 12 + date.month;
}

} // namespace

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
    if (subscription.cancelAtPeriodEnd) {
        m_stage.subscriptions().end(subscription, at + 1, at, "cancellation_requested");
    } else if (m_stage.account.customer.card) {
        convertTrial(subscription, at);
    } else if (m_stage.random.chance(250)) {
        m_stage.subscriptions().change(subscription, at, [](Subscription &sub) { sub.status = "paused"; });
        m_stage.subscriptions().tell(subscription, "customer.subscription.paused", at);
        if (m_stage.random.chance(500)) {
            m_stage.agenda.add(at + m_stage.random.between(2, 12) * dayLength, TaskKind::Resume,
                m_stage.indexOf(subscription));
        }
    } else {
        m_stage.subscriptions().end(subscription, at + 1, at, "payment_failed");
    }
}

void BillingCycle::convertTrial(Subscription &subscription, Seconds at)
{
    m_stage.subscriptions().change(subscription, at, [this, at](Subscription &sub) {
        sub.status = "active";
        SubscriptionDesk::restartPeriods(sub, at);
        m_stage.invoices().draft(sub, at, "subscription_cycle", periodLines(sub, 0, m_stage.events));
    });
    m_stage.invoices().announce(subscription, at);
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
    m_stage.subscriptions().change(subscription, at, [this, at, usage](Subscription &sub) {
        SubscriptionDesk::advancePeriod(sub);
        m_stage.invoices().draft(sub, at, "subscription_cycle", periodLines(sub, usage, m_stage.events));
    });
    m_stage.invoices().announce(subscription, at);
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
    const bool soft = code == "insufficient_funds" || code == "generic_decline" || code == "do_not_honor";
    const std::vector<Outcome> outcomes{ Outcome::RetryWorks, Outcome::NewCard, Outcome::Cancel,
        Outcome::Unpaid };
    const std::vector<int> weights
        = soft ? std::vector<int>{ 56, 24, 17, 3 } : std::vector<int>{ 0, 70, 26, 4 };
    Dunning dunning;
    dunning.declineCode = code;
    dunning.outcome = outcomes[m_stage.random.weighted(weights)];
    dunning.worksAtAttempt = static_cast<int>(m_stage.random.between(2, 4));
    if (m_stage.account.story == Story::Troubled) {
        dunning.outcome = Outcome::NeverEnds;
    }
    const auto index = m_stage.indexOf(subscription);
    m_stage.dunning[index] = dunning;
    const auto next = nextRetry(1, at);
    m_stage.invoices().fail(subscription, at, declineFor(code), next);
    m_stage.subscriptions().change(subscription, at, [](Subscription &sub) { sub.status = "past_due"; });
    m_stage.customer().change(at, [](Customer &customer) { customer.delinquent = true; });
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
        recover(subscription, at);
        return;
    }
    const auto next = nextRetry(attempt, at);
    m_stage.invoices().fail(subscription, at, declineFor(dunning.declineCode), next);
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
    recover(subscription, at + 3);
}

void BillingCycle::recover(Subscription &subscription, Seconds at)
{
    const bool first = subscription.status == "incomplete";
    m_stage.invoices().pay(subscription, at);
    m_stage.subscriptions().change(subscription, at, [](Subscription &sub) { sub.status = "active"; });
    m_stage.subscriptions().endDiscounts(subscription, at);
    if (!first) {
        m_stage.customer().change(at, [](Customer &customer) { customer.delinquent = false; });
    }
}

void BillingCycle::giveUp(Subscription &subscription, Seconds at)
{
    const auto index = m_stage.indexOf(subscription);
    if (m_stage.dunning[index].outcome == Dunning::Outcome::Unpaid) {
        m_stage.invoices().markUncollectible(subscription, at);
        m_stage.subscriptions().change(subscription, at, [](Subscription &sub) { sub.status = "unpaid"; });
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
    m_stage.subscriptions().change(subscription, at,
        [this, at](Subscription &sub) { m_stage.invoices().draft(sub, at, "subscription_update", {}); });
    m_stage.invoices().announce(subscription, at);
    m_stage.invoices().finalize(subscription, at);
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
    m_stage.events.beginAutomatic();
    m_stage.invoices().voidIt(subscription, at);
    m_stage.subscriptions().change(subscription, at, [at](Subscription &sub) {
        sub.status = "incomplete_expired";
        sub.endedAt = at;
        sub.canceledAt = at;
    });
    m_stage.agenda.add(at + m_stage.random.between(2, 90) * hourLength, TaskKind::Comeback);
}

} // namespace billhook::sandbox
