#include "services/sandbox/company/arrivals.h"

#include "services/sandbox/engine/invoicelines.h"
#include "services/sandbox/engine/periods.h"
#include "services/sandbox/objects/customerobjects.h"

namespace billhook::sandbox {

using Plan = Catalog::Plan;

Arrivals::Arrivals(Stage &stage)
    : m_stage(stage)
{ }

void Arrivals::signUp(Seconds at)
{
    const auto story = m_stage.account.story;
    m_stage.events.beginRequest();
    if (!m_stage.account.customer.exists) {
        m_stage.customer().create(at);
    }
    const bool trial = story == Story::Trying || (story == Story::Ordinary && m_stage.random.chance(520));
    if (trial) {
        startTrial(at + m_stage.random.between(1, 40));
    } else {
        startPaying(at + m_stage.random.between(20, 200));
    }
}

void Arrivals::startTrial(Seconds at)
{
    const auto &price = choosePrice();
    const bool willPay = m_stage.random.chance(700);
    if (willPay || m_stage.random.chance(300)) {
        m_stage.events.beginRequest();
        m_stage.customer().useCard(at, m_stage.newCard(at));
    }
    m_stage.events.beginRequest();
    const auto index = m_stage.subscribe(at, price, quantityFor(price), /*trialDays=*/14, /*paid=*/true);
    if (!willPay && m_stage.account.customer.card) {
        m_stage.agenda.add(at + m_stage.random.between(1, 12) * dayLength, TaskKind::GiveNotice, index);
    }
}

void Arrivals::startPaying(Seconds at)
{
    if (!m_stage.account.customer.card) {
        m_stage.events.beginRequest();
        m_stage.customer().useCard(at, m_stage.newCard(at));
    }
    const auto &price = choosePrice();
    const bool paid = m_stage.account.story != Story::Ordinary || !m_stage.random.chance(25);
    const auto begin = at + m_stage.random.between(0, 2);
    m_stage.events.beginRequest();
    m_stage.events.write("checkout.session.completed", begin,
        checkoutSessionObject(m_stage.account.customer, begin, m_stage.events));
    const auto index = m_stage.subscribe(begin, price, quantityFor(price), /*trialDays=*/0, paid);
    if (paid) {
        return;
    }
    auto &subscription = m_stage.account.subscriptions[index];
    m_stage.invoices().fail(subscription, begin + 1, declineFor("authentication_required"), std::nullopt);
    if (m_stage.random.chance(550)) {
        m_stage.agenda.add(begin + m_stage.random.between(120, 7'200), TaskKind::NewCard, index);
    } else {
        m_stage.agenda.add(begin + 23 * hourLength, TaskKind::ExpireIncomplete, index);
    }
}

void Arrivals::comeBack(Seconds at)
{
    if (m_stage.current() == nullptr && m_stage.account.customer.exists) {
        startPaying(at);
    }
}

void Arrivals::addSecond(Seconds at)
{
    std::size_t living = 0;
    for (const auto &subscription : m_stage.account.subscriptions) {
        living += subscription.ended() ? 0U : 1U;
    }
    if (living != 1 || m_stage.account.story != Story::Ordinary) {
        return;
    }
    const auto &price = m_stage.catalog.price(Plan::Team, m_stage.account.customer.currency, "month");
    m_stage.events.beginRequest();
    m_stage.subscribe(at, price, m_stage.random.between(1, 6), /*trialDays=*/0, /*paid=*/true);
}

void Arrivals::pause(Subscription &subscription, Seconds at)
{
    if (m_stage.events.shapeAt(at).version < "2026-09-30" || m_stage.account.story != Story::Ordinary) {
        return; // pausing an active subscription came with endive
    }
    m_stage.events.beginRequest();
    m_stage.subscriptions().change(subscription, at, [](Subscription &sub) { sub.status = "paused"; });
    m_stage.subscriptions().tell(subscription, "customer.subscription.paused", at);
    m_stage.agenda.add(
        at + m_stage.random.between(6, 25) * dayLength, TaskKind::Resume, m_stage.indexOf(subscription));
}

void Arrivals::resume(Subscription &subscription, Seconds at)
{
    if (subscription.status != "paused") {
        return;
    }
    m_stage.events.beginRequest();
    if (!m_stage.account.customer.card) {
        m_stage.customer().useCard(at, m_stage.newCard(at));
    }
    m_stage.subscriptions().change(subscription, at + 1, [this, at](Subscription &sub) {
        sub.status = "active";
        restartPeriods(sub, at + 1);
        m_stage.invoices().draft(sub, at + 1, "subscription_cycle", periodLines(sub, 0, m_stage.events));
    });
    m_stage.invoices().announce(subscription, at + 1);
    m_stage.invoices().finalize(subscription, at + 1);
    m_stage.invoices().pay(subscription, at + 2);
    m_stage.subscriptions().tell(subscription, "customer.subscription.resumed", at + 2);
    m_stage.scheduleRenewal(subscription);
}

void Arrivals::reinstate(Subscription &subscription, Seconds at)
{
    if (subscription.status != "unpaid") {
        return;
    }
    if (m_stage.random.chance(500)) {
        m_stage.events.beginAutomatic();
        m_stage.subscriptions().end(subscription, at, at, "payment_failed");
        return;
    }
    m_stage.events.beginRequest();
    m_stage.customer().useCard(at, m_stage.newCard(at));
    m_stage.subscriptions().change(subscription, at + 1, [this, at](Subscription &sub) {
        sub.status = "active";
        m_stage.invoices().draft(sub, at + 1, "subscription_update", periodLines(sub, 0, m_stage.events));
    });
    m_stage.invoices().announce(subscription, at + 1);
    m_stage.invoices().finalize(subscription, at + 1);
    m_stage.invoices().pay(subscription, at + 2);
    m_stage.customer().change(at + 2, [](Customer &customer) { customer.delinquent = false; });
}

const Price &Arrivals::choosePrice()
{
    const auto seats = m_stage.account.seats;
    const auto &currency = m_stage.account.customer.currency;
    const bool monthlyStory = m_stage.account.story != Story::Ordinary;
    const auto *interval = !monthlyStory && m_stage.random.chance(230) ? "year" : "month";
    static const std::vector<Plan> plans{ Plan::Starter, Plan::Team, Plan::Business, Plan::Scale,
        Plan::Enterprise };
    if (seats <= 2) {
        return m_stage.catalog.price(
            plans[m_stage.random.weighted({ 45, 38, 17, 0, 0 })], currency, interval);
    }
    if (seats <= 12) {
        return m_stage.catalog.price(plans[m_stage.random.weighted({ 0, 48, 44, 0, 8 })], currency, interval);
    }
    return m_stage.catalog.price(plans[m_stage.random.weighted({ 0, 10, 40, 25, 25 })], currency, interval);
}

std::int64_t Arrivals::quantityFor(const Price &price) const
{
    return price.perSeat ? m_stage.account.seats : 1;
}

} // namespace billhook::sandbox
