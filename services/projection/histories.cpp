#include "services/projection/histories.h"

#include "services/projection/termsstore.h"
#include "services/stripe/termsreader.h"

#include <utility>
#include <vector>

namespace billhook::projection {

using domain::ObjectKind;

namespace {

std::vector<DiscountStep> stepsOf(const Keys &objects, const Timelines &timelines)
{
    Timelines discounts;
    std::span<const analytics::TimelineEntry> own;
    for (const auto &key : objects) {
        const auto timeline = timelines.find(key);
        if (timeline == timelines.end()) {
            continue;
        }
        if (key.kind == ObjectKind::Customer) {
            own = timeline->second;
        } else {
            discounts.emplace(key, timeline->second);
        }
    }
    return discountSteps(own, discounts);
}

/** What the subscriptions refer to by id. */
struct References
{
    Ids prices;
    Ids discounts;

    void add(const stripe::SubscriptionReading &subscription)
    {
        const auto ownPrices = subscription.referredPrices();
        const auto ownDiscounts = subscription.referredDiscounts();
        prices.insert(ownPrices.begin(), ownPrices.end());
        discounts.insert(ownDiscounts.begin(), ownDiscounts.end());
    }

    void add(const std::vector<DiscountStep> &steps)
    {
        for (const auto &step : steps) {
            if (step.discountId) {
                discounts.insert(*step.discountId);
            }
        }
    }
};

struct Reading
{
    std::vector<stripe::SubscriptionReading> states; ///< of the entries of its timeline
    std::vector<DiscountStep> steps;
};

} // namespace

domain::Result<Histories> foldHistories(postgres::Pipeline &pipeline, const Evidence &evidence,
    const Concern &concern, analytics::Profile profile)
{
    Histories histories;
    for (const auto &[key, object] : evidence.facts) {
        if (object.hasOwnEvidence()) {
            histories.timelines.emplace(key, analytics::timeline(object.facts, object.observations));
        }
    }
    References references;
    std::map<std::string, Reading> readings;
    for (const auto &[key, timeline] : histories.timelines) {
        if (key.kind != ObjectKind::Subscription) {
            continue;
        }
        auto &reading = readings[key.id];
        for (const auto &entry : timeline) {
            references.add(reading.states.emplace_back(stripe::readSubscription(key.id, *entry.state)));
        }
        const auto discounting = concern.discounting.find(evidence.customerOf(key.id));
        if (discounting != concern.discounting.end()) {
            reading.steps = stepsOf(discounting->second, histories.timelines);
            references.add(reading.steps);
        }
    }
    const auto known = TermsStore(pipeline, histories.timelines, evidence.facts)
                           .load(std::move(references.prices), std::move(references.discounts));
    if (!known) {
        return known.error();
    }
    for (const auto &[id, reading] : readings) {
        const auto &timeline = histories.timelines.at({ ObjectKind::Subscription, id });
        histories.subscriptions.emplace(
            id, subscriptionHistory({ timeline, reading.states, reading.steps }, *known, profile));
    }
    return histories;
}

} // namespace billhook::projection
