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

    void add(const domain::State &subscription)
    {
        const auto ownPrices = stripe::referredPrices(subscription);
        const auto ownDiscounts = stripe::referredDiscounts(subscription);
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
    std::map<std::string, std::vector<DiscountStep>> steps;
    for (const auto &[key, timeline] : histories.timelines) {
        if (key.kind != ObjectKind::Subscription) {
            continue;
        }
        for (const auto &entry : timeline) {
            references.add(*entry.state);
        }
        const auto discounting = concern.discounting.find(evidence.customerOf(key.id));
        const bool isDiscounted = discounting != concern.discounting.end();
        const auto &own = steps[key.id]
            = isDiscounted ? stepsOf(discounting->second, histories.timelines) : std::vector<DiscountStep>();
        references.add(own);
    }
    const auto known = TermsStore(pipeline, histories.timelines, evidence.facts)
                           .load(std::move(references.prices), std::move(references.discounts));
    if (!known) {
        return known.error();
    }
    for (const auto &[id, own] : steps) {
        const auto &timeline = histories.timelines.at({ ObjectKind::Subscription, id });
        histories.subscriptions.emplace(id, subscriptionHistory(id, timeline, own, *known, profile));
    }
    return histories;
}

} // namespace billhook::projection
