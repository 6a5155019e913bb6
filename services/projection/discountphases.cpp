#include "services/projection/discountphases.h"

#include "services/stripe/canonicaljson.h"
#include "services/stripe/jsonview.h"
#include "services/stripe/statebuilder.h"

#include <utility>

namespace billhook::projection {

namespace {

domain::State termsOf(const domain::State &discount)
{
    domain::State terms;
    for (const auto *field : { "coupon", "end", "start" }) {
        if (const auto value = discount.raw(field); !value.empty()) {
            terms.fields.insertOrAssign(field, std::string(value));
        }
    }
    return terms;
}

} // namespace

std::vector<stripe::DiscountPhase> discountPhases(std::span<const analytics::TimelineEntry> timeline)
{
    std::vector<stripe::DiscountPhase> phases;
    for (const auto &entry : timeline) {
        auto terms = termsOf(*entry.state);
        if (phases.empty() || phases.back().state != terms) {
            phases.push_back({ entry.eff, std::move(terms), entry.eventId });
        }
    }
    return phases;
}

std::string phasesText(const std::vector<stripe::DiscountPhase> &phases)
{
    std::string text = "[";
    for (const auto &phase : phases) {
        text.append(text.size() > 1 ? ",[" : "[")
            .append(std::to_string(phase.from))
            .append(",")
            .append(stripe::canonicalString(phase.eventId))
            .append(",")
            .append(stripe::stateText(phase.state))
            .append("]");
    }
    return text + "]";
}

std::vector<stripe::DiscountPhase> phasesFromText(std::string_view text)
{
    std::vector<stripe::DiscountPhase> phases;
    stripe::JsonTree tree;
    const auto list = tree.parse(text);
    for (std::size_t index = 0; list && index < list->size(); ++index) {
        const auto phase = list->at(index);
        phases.push_back({ stripe::integerOf(phase.at(0)).value_or(0),
            stripe::stateFromText(stripe::canonicalText(phase.at(2))), std::string(phase.at(1).text()) });
    }
    return phases;
}

} // namespace billhook::projection
