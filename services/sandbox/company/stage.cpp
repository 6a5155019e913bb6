#include "services/sandbox/company/stage.h"

#include "services/sandbox/engine/invoicelines.h"
#include "services/sandbox/objects/catalogobjects.h"

#include <algorithm>

namespace billhook::sandbox {

Card Stage::newCard(Seconds at)
{
    static const std::vector<std::string> brands{ "visa", "visa", "visa", "mastercard", "mastercard",
        "amex" };
    Card card;
    card.id = events.newId("pm");
    card.brand = random.pick(brands);
    card.last4 = std::to_string(random.between(1000, 9999));
    card.funding = random.chance(700) ? "credit" : "debit";
    card.country = account.company.country;
    card.email = account.customer.email;
    card.fingerprint = random.letters(16);
    const auto expiry = dateOf(addMonths(at, static_cast<int>(random.between(3, 44))));
    card.expiryMonth = expiry.month;
    card.expiryYear = expiry.year;
    card.created = at;
    return card;
}

std::size_t Stage::subscribe(Seconds at, const Price &price, std::int64_t quantity, int trialDays, bool paid)
{
    auto subscription = subscriptions().prepare(at, price, quantity, trialDays);
    if (account.customer.card && random.chance(400)) {
        subscription.defaultPaymentMethodId = account.customer.card->id;
    }
    welcomeDiscount(subscription, at);
    auto lines = periodLines(subscription, 0, events);
    if (trialDays > 0) {
        for (auto &line : lines) {
            line.amount = 0;
            line.description = "Trial period for " + line.price->productName;
        }
    }
    invoices().draft(subscription, at, "subscription_create", lines);
    account.subscriptions.push_back(subscription);
    const auto index = account.subscriptions.size() - 1;
    auto &kept = account.subscriptions.back();
    subscriptions().announce(kept);
    invoices().announce(kept, at);
    invoices().finalize(kept, at);
    if (trialDays > 0) {
        invoices().pay(kept, at);
    } else if (paid) {
        invoices().pay(kept, at + 1);
        subscriptions().change(kept, at + 1, [](Subscription &sub) { sub.status = "active"; });
        subscriptions().endDiscounts(kept, at + 1);
    }
    scheduleFirst(kept);
    return index;
}

void Stage::welcomeDiscount(Subscription &subscription, Seconds at)
{
    static const std::vector<std::string> coupons{ "EARLY20", "WELCOME50", "SPRING25", "NONPROFIT30" };
    if (!random.chance(110) || account.customer.discount) {
        return;
    }
    auto discount = makeDiscount(events, catalog.coupon(random.pick(coupons)), account.customer.id, at);
    discount.subscriptionId = subscription.id;
    subscription.discounts.push_back(discount);
    events.write("customer.discount.created", at, discountObject(discount, events.shapeAt(at)));
}

void Stage::scheduleRenewal(const Subscription &subscription)
{
    const auto index = indexOf(subscription);
    if (subscription.items.front().price->interval == "year") {
        agenda.add(subscription.periodEnd - upcomingNotice, TaskKind::Upcoming, index);
    }
    agenda.add(subscription.periodEnd, TaskKind::Renew, index);
}

void Stage::scheduleFirst(const Subscription &subscription)
{
    if (subscription.trialEnd) {
        const auto index = indexOf(subscription);
        agenda.add(*subscription.trialEnd - 3 * dayLength, TaskKind::TrialWillEnd, index);
        agenda.add(*subscription.trialEnd, TaskKind::TrialEnd, index);
    } else {
        scheduleRenewal(subscription);
    }
}

Subscription *Stage::current()
{
    auto &all = account.subscriptions;
    const auto found
        = std::find_if(all.rbegin(), all.rend(), [](const Subscription &sub) { return !sub.ended(); });
    return found == all.rend() ? nullptr : &*found;
}

std::size_t Stage::indexOf(const Subscription &subscription) const
{
    std::size_t index = 0;
    while (account.subscriptions[index].id != subscription.id) {
        ++index;
    }
    return index;
}

} // namespace billhook::sandbox
