#include "services/projection/mirrorrows.h"

#include "services/projection/countersteps.h"
#include "services/projection/discountphases.h"

#include <algorithm>
#include <utility>

namespace billhook::projection {

using domain::ObjectKind;

namespace {

/** The item that costs most names a subscription's plan; the first of equals, and the first where nothing is
 * known. */
std::size_t mainItem(const std::vector<std::optional<std::int64_t>> &amounts)
{
    const auto greatest = std::max_element(amounts.begin(), amounts.end());
    return greatest == amounts.end() ? 0 : static_cast<std::size_t>(greatest - amounts.begin());
}

void deriveSubscription(MirrorRow &row, const SubscriptionHistory &history)
{
    const auto &now = history.contribution;
    row.derived.emplace("annual", std::to_string(now.annual));
    row.derived.emplace("trial_annual", std::to_string(now.trialAnnual));
    row.derived.emplace("committed_annual", std::to_string(now.committedAnnual));
    row.derived.emplace("amount_known", now.known ? "true" : "false");
    if (history.head.items.empty()) {
        return;
    }
    const auto &main = history.head.items[mainItem(history.itemAmounts)];
    row.derived.emplace("main_quantity", std::to_string(main.quantity));
    row.derived.emplace("main_price", main.price.id);
    if (!main.price.productId.empty()) {
        row.derived.emplace("main_product", main.price.productId);
    }
}

/** The fields that follow from more than the state. */
void derive(MirrorRow &row, const Projected &projected, const domain::ObjectKey &key,
    const std::vector<analytics::TimelineEntry> &timeline)
{
    if (key.kind == ObjectKind::Invoice) {
        row.derived.emplace("payment_failed", isAtRisk(*row.state) ? "true" : "false");
        const auto &intents = projected.evidence.paymentIntents;
        if (const auto intent = intents.find(key.id); intent != intents.end()) {
            row.derived.emplace("payment_intent", intent->second);
        }
    } else if (key.kind == ObjectKind::Discount) {
        if (const auto phases = discountPhases(timeline); phases.size() > 1) {
            row.derived.emplace("phases", phasesText(phases));
        }
    } else if (key.kind == ObjectKind::Subscription) {
        deriveSubscription(row, projected.histories.subscriptions.at(key.id));
    }
}

MirrorRow mirrorRow(const Projected &projected, const domain::ObjectKey &key, const ObjectFacts &object)
{
    MirrorRow row;
    row.id = key.id;
    const auto timeline = projected.histories.timelines.find(key);
    if (timeline == projected.histories.timelines.end() || timeline->second.empty()) {
        row.state = &object.embedded.rbegin()->second;
        row.stub = true;
        return row;
    }
    const auto &head = timeline->second.back();
    row.state = head.state;
    row.deleted = head.deleted && key.kind != ObjectKind::Subscription; // canceled ones stay
    row.quality = qualityText(head);
    row.eventId = head.eventId;
    row.eff = head.eff;
    derive(row, projected, key, timeline->second);
    return row;
}

void addItems(
    std::vector<ItemRow> &items, const std::string &subscription, const SubscriptionHistory &history)
{
    for (std::size_t index = 0; index < history.items.size(); ++index) {
        const auto &listed = history.items[index];
        const auto &terms = history.head.items[index];
        ItemRow item;
        item.id = terms.id;
        item.subscriptionId = subscription;
        item.priceId = terms.price.id;
        item.productId = terms.price.productId;
        item.quantity = terms.quantity;
        item.periodStart = listed.periodStart;
        item.periodEnd = listed.periodEnd;
        item.discounts = listed.discounts;
        item.annual = history.itemAmounts[index];
        items.push_back(std::move(item));
    }
}

} // namespace

std::vector<MirrorRow> mirrorRows(const Projected &projected, const stripe::ObjectType &type)
{
    std::vector<MirrorRow> rows;
    const auto &facts = projected.evidence.facts;
    for (auto object = facts.lower_bound({ type.kind, {} });
         object != facts.end() && object->first.kind == type.kind; ++object) {
        const auto &key = object->first;
        const bool isConcerned = projected.evidence.touched.contains(key)
            || (type.kind == ObjectKind::Subscription && projected.concern.subscriptions.contains(key.id));
        if (isConcerned && !object->second.ids.empty()) {
            rows.push_back(mirrorRow(projected, key, object->second));
        }
    }
    return rows;
}

std::vector<ItemRow> itemRows(const Projected &projected)
{
    std::vector<ItemRow> items;
    for (const auto &[id, history] : projected.histories.subscriptions) {
        addItems(items, id, history);
    }
    return items;
}

} // namespace billhook::projection
