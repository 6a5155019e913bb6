#include "services/projection/customerdiscount.h"

#include "services/stripe/canonicaljson.h"

#include <algorithm>
#include <tuple>

namespace billhook::projection {

namespace {

enum class Source
{
    Removal,
    Beginning,
    Customer
}; ///< in order of weight within one second

struct Change
{
    std::int64_t eff = 0;
    Source source = Source::Customer;
    std::string id; ///< empty: none
    std::string eventId;
};

void addCustomerChanges(std::vector<Change> &changes, std::span<const analytics::TimelineEntry> customer)
{
    std::string standing;
    for (const auto &entry : customer) {
        const auto discount = stripe::plainText(entry.state->raw("discount"));
        if (discount != standing) {
            changes.push_back({ entry.eff, Source::Customer, discount, entry.eventId });
            standing = discount;
        }
    }
}

void addDiscountChanges(std::vector<Change> &changes, const Timelines &discounts)
{
    for (const auto &[key, entries] : discounts) {
        if (entries.empty()) {
            continue;
        }
        changes.push_back({ entries.front().eff, Source::Beginning, key.id, entries.front().eventId });
        const auto removal = std::find_if(entries.begin(), entries.end(),
            [](const analytics::TimelineEntry &entry) { return entry.deleted; });
        if (removal != entries.end()) {
            changes.push_back({ removal->eff, Source::Removal, key.id, removal->eventId });
        }
    }
}

} // namespace

std::vector<DiscountStep> discountSteps(
    std::span<const analytics::TimelineEntry> customer, const Timelines &discounts)
{
    std::vector<Change> changes;
    addCustomerChanges(changes, customer);
    addDiscountChanges(changes, discounts);
    std::sort(changes.begin(), changes.end(), [](const Change &left, const Change &right) {
        return std::tie(left.eff, left.source, left.id) < std::tie(right.eff, right.source, right.id);
    });
    std::vector<DiscountStep> steps;
    std::string standing;
    for (const auto &change : changes) {
        const bool removes = change.source == Source::Removal;
        if (removes ? standing != change.id : standing == change.id) {
            continue;
        }
        standing = removes ? std::string() : change.id;
        if (!steps.empty() && steps.back().eff == change.eff) {
            steps.pop_back();
        }
        steps.push_back(
            { change.eff, standing.empty() ? std::nullopt : std::optional(standing), change.eventId });
    }
    return steps;
}

const DiscountStep *stepAt(std::span<const DiscountStep> steps, std::int64_t at)
{
    const auto after = std::upper_bound(steps.begin(), steps.end(), at,
        [](std::int64_t second, const DiscountStep &step) { return second < step.eff; });
    return after == steps.begin() ? nullptr : &*std::prev(after);
}

} // namespace billhook::projection
