#include "services/sandbox/company/decisions.h"

#include "services/sandbox/company/arrivals.h"
#include "services/sandbox/engine/invoicelines.h"
#include "services/sandbox/engine/periods.h"
#include "services/sandbox/objects/customerobjects.h"

#include <algorithm>

namespace billhook::sandbox {

namespace {

using Plan = Catalog::Plan;

/** The plan a customer on `plan` moves up to, or down to; the same where there is none. */
Plan above(Plan plan)
{
    return plan == Plan::Enterprise ? plan : static_cast<Plan>(static_cast<int>(plan) + 1);
}

Plan below(Plan plan)
{
    return plan == Plan::Starter ? plan : static_cast<Plan>(static_cast<int>(plan) - 1);
}

bool isBasePlan(const Price &price)
{
    return price.rank <= static_cast<int>(Plan::Enterprise);
}

} // namespace

Decisions::Decisions(Stage &stage)
    : m_stage(stage)
{ }

bool Decisions::canChange(const Subscription &subscription)
{
    return subscription.status == "active" && !subscription.openInvoice && !subscription.cancelAtPeriodEnd
        && subscription.pauseBehavior.empty() && isBasePlan(*subscription.items.front().price);
}

void Decisions::decide(Subscription &subscription, Seconds at)
{
    if (!canChange(subscription)) {
        return;
    }
    switch (m_stage.random.weighted({ 698, 68, 20, 32, 14, 17, 151 })) {
    case 1:
        return addSeats(subscription, at);
    case 2:
        return upgrade(subscription, at);
    case 3:
        return dropSeats(subscription, at);
    case 4:
        return downgrade(subscription, at);
    case 5:
        if (m_stage.account.story == Story::Ordinary) {
            m_stage.random.chance(700) ? giveNotice(subscription, at) : cancelNow(subscription, at);
        }
        return;
    case 6:
        return decideRarely(subscription, at);
    default:
        return;
    }
}

void Decisions::decideRarely(Subscription &subscription, Seconds at)
{
    switch (m_stage.random.weighted({ 30, 18, 40, 20, 8, 6, 14 })) {
    case 0:
        return changeCard(at);
    case 1:
        return grantCoupon(subscription, at);
    case 2:
        return changeContact(at);
    case 3:
        return addExtra(subscription, at);
    case 4:
        return pauseCollection(subscription, at);
    case 5:
        return Arrivals(m_stage).pause(subscription, at);
    default:
        return Arrivals(m_stage).addSecond(at);
    }
}

void Decisions::addSeats(Subscription &subscription, Seconds at)
{
    const auto quantity = subscription.items.front().quantity;
    setQuantity(
        subscription, at, quantity + m_stage.random.between(1, std::max<std::int64_t>(2, quantity / 3)));
}

void Decisions::dropSeats(Subscription &subscription, Seconds at)
{
    const auto quantity = subscription.items.front().quantity;
    if (quantity > 1) {
        setQuantity(
            subscription, at, quantity - m_stage.random.between(1, std::max<std::int64_t>(1, quantity / 4)));
    }
}

void Decisions::setQuantity(Subscription &subscription, Seconds at, std::int64_t quantity)
{
    const auto before = subscription.items.front();
    if (!before.price->perSeat) {
        return;
    }
    m_stage.events.beginRequest();
    m_stage.subscriptions().change(
        subscription, at, [quantity](Subscription &sub) { sub.items.front().quantity = quantity; });
    if (quantity > before.quantity) {
        const auto lines
            = prorationLines(subscription, before, subscription.items.front(), at, m_stage.events);
        subscription.pendingLines.insert(subscription.pendingLines.end(), lines.begin(), lines.end());
    }
}

void Decisions::upgrade(Subscription &subscription, Seconds at)
{
    const auto &price = *subscription.items.front().price;
    const auto plan = static_cast<Plan>(price.rank);
    if (price.interval == "month" && subscription.items.size() == 1
        && m_stage.account.story == Story::Ordinary && m_stage.random.chance(250)) {
        switchPrice(subscription, at, m_stage.catalog.price(plan, price.currency, "year"), /*billNow=*/true);
        return;
    }
    auto next = above(plan);
    if (next == Plan::Scale) { // a flat price: worth it only for many seats
        next = subscription.items.front().quantity > 17 ? Plan::Scale : Plan::Enterprise;
    }
    if (next != plan && plan != Plan::Scale) {
        switchPrice(
            subscription, at, m_stage.catalog.price(next, price.currency, price.interval), /*billNow=*/true);
    }
}

void Decisions::downgrade(Subscription &subscription, Seconds at)
{
    const auto &price = *subscription.items.front().price;
    auto next = below(static_cast<Plan>(price.rank));
    if (next == Plan::Scale) {
        next = Plan::Business;
    }
    const bool cheaper = next != Plan::Starter || subscription.items.front().quantity > 2;
    if (next != static_cast<Plan>(price.rank) && cheaper) {
        switchPrice(
            subscription, at, m_stage.catalog.price(next, price.currency, price.interval), /*billNow=*/false);
    }
}

void Decisions::switchPrice(Subscription &subscription, Seconds at, const Price &price, bool billNow)
{
    const auto before = subscription.items.front();
    auto after = before;
    after.price = &price;
    after.quantity
        = price.perSeat ? std::max(before.quantity, std::min<std::int64_t>(m_stage.account.seats, 9)) : 1;
    const bool newInterval = price.interval != before.price->interval;
    m_stage.events.beginRequest();
    m_stage.subscriptions().change(subscription, at, [&](Subscription &sub) {
        auto lines = prorationLines(sub, before, after, at, m_stage.events);
        sub.items.front() = after;
        if (newInterval) {
            lines.pop_back();
            restartPeriods(sub, at);
            const auto year = periodLines(sub, 0, m_stage.events);
            lines.insert(lines.end(), year.begin(), year.end());
        }
        if (billNow && lines.front().amount + lines.back().amount > 0) {
            m_stage.invoices().draft(sub, at, "subscription_update", lines);
        }
    });
    if (newInterval) {
        m_stage.scheduleRenewal(subscription);
    }
    payForUpdate(subscription, at);
}

void Decisions::payForUpdate(Subscription &subscription, Seconds at)
{
    if (subscription.openInvoice) {
        m_stage.invoices().announce(subscription, at);
        m_stage.invoices().finalize(subscription, at);
        m_stage.invoices().pay(subscription, at + 1);
    }
}

void Decisions::giveNotice(Subscription &subscription, Seconds at)
{
    static const std::vector<std::string> reasons{ "too_expensive", "missing_features", "unused",
        "switched_service", "too_complex", "other" };
    m_stage.events.beginRequest();
    m_stage.events.write("billing_portal.session.created", at,
        portalSessionObject(m_stage.account.customer, at, m_stage.events));
    m_stage.subscriptions().change(subscription, at, [&](Subscription &sub) {
        sub.cancelAtPeriodEnd = true;
        sub.cancelAt = sub.periodEnd;
        sub.canceledAt = at;
        sub.cancellationReason = "cancellation_requested";
        sub.feedback = m_stage.random.pick(reasons);
    });
    mayComeBack(subscription.periodEnd, 220);
}

void Decisions::cancelNow(Subscription &subscription, Seconds at)
{
    m_stage.events.beginRequest();
    m_stage.subscriptions().end(subscription, at, at, "cancellation_requested");
    mayComeBack(at, 220);
}

void Decisions::mayComeBack(Seconds at, int permille)
{
    if (m_stage.account.story == Story::Ordinary && m_stage.random.chance(permille)) {
        m_stage.agenda.add(at + m_stage.random.between(8, 160) * dayLength, TaskKind::Comeback);
    }
}

void Decisions::changeCard(Seconds at)
{
    m_stage.events.beginRequest();
    const auto card = m_stage.newCard(at);
    m_stage.customer().useCard(at, card);
    for (auto &subscription : m_stage.account.subscriptions) {
        if (!subscription.ended() && !subscription.defaultPaymentMethodId.empty()) {
            m_stage.subscriptions().change(
                subscription, at, [&card](Subscription &sub) { sub.defaultPaymentMethodId = card.id; });
        }
    }
}

void Decisions::grantCoupon(Subscription &subscription, Seconds at)
{
    auto &customer = m_stage.account.customer;
    if (customer.discount || !subscription.discounts.empty()
        || !subscription.items.front().discounts.empty()) {
        return;
    }
    m_stage.events.beginRequest();
    switch (m_stage.random.weighted({ 3, 3, 4 })) {
    case 0:
        return m_stage.customer().grantDiscount(at, m_stage.catalog.coupon("PARTNER_" + customer.currency));
    case 1:
        return m_stage.subscriptions().grantItemDiscount(subscription, at, m_stage.catalog.coupon("SEATS10"));
    default:
        return m_stage.subscriptions().grantDiscount(subscription, at, m_stage.catalog.coupon("EARLY20"));
    }
}

void Decisions::changeContact(Seconds at)
{
    m_stage.events.beginRequest();
    const auto person = Names::person(m_stage.random, m_stage.account.company.culture);
    m_stage.customer().change(at, [&](Customer &customer) {
        customer.email = slug(person) + "@" + m_stage.account.company.domain;
        customer.metadata["billing_contact"] = person;
    });
}

void Decisions::addExtra(Subscription &subscription, Seconds at)
{
    const auto &base = *subscription.items.front().price;
    if (base.interval != "month" || subscription.items.size() > 1) {
        return;
    }
    const auto plan = m_stage.random.chance(300) ? Plan::AutomationRuns : Plan::ApiCalls;
    const auto &price = m_stage.catalog.price(plan, base.currency, "month");
    m_stage.events.beginRequest();
    m_stage.subscriptions().change(subscription, at, [&](Subscription &sub) {
        sub.items.push_back(
            { m_stage.events.newId("si", 14), &price, m_stage.random.between(5, 60), at, {} });
    });
}

void Decisions::pauseCollection(Subscription &subscription, Seconds at)
{
    m_stage.events.beginRequest();
    m_stage.subscriptions().change(subscription, at, [at](Subscription &sub) {
        sub.pauseBehavior = "void";
        sub.pauseResumesAt = at + 40 * dayLength;
    });
    m_stage.agenda.add(at + 40 * dayLength, TaskKind::ResumeCollection, m_stage.indexOf(subscription));
}

void Decisions::resumeCollection(Subscription &subscription, Seconds at)
{
    if (!subscription.ended() && !subscription.pauseBehavior.empty()) {
        m_stage.events.beginAutomatic();
        m_stage.subscriptions().change(subscription, at, [](Subscription &sub) {
            sub.pauseBehavior.clear();
            sub.pauseResumesAt.reset();
        });
    }
}

} // namespace billhook::sandbox
