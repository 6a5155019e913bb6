#include "services/projection/revisions.h"

#include "services/stripe/canonicaljson.h"

#include <map>
#include <tuple>
#include <utility>

namespace billhook::projection {

using analytics::Contribution;
using analytics::Quality;
using analytics::TimelineEntry;

namespace {

std::string discountText(const std::vector<domain::DiscountTerms> &discounts)
{
    std::string text = "[";
    for (const auto &discount : discounts) {
        text.append(text.size() > 1 ? "," : "").append(stripe::canonicalString(discount.id));
    }
    return text + "]";
}

std::string itemsText(const std::vector<domain::ItemTerms> &items)
{
    std::string text = "[";
    for (const auto &item : items) {
        text.append(text.size() > 1 ? "," : "")
            .append(R"({"discounts":)")
            .append(discountText(item.discounts))
            .append(R"(,"id":)")
            .append(stripe::canonicalString(item.id))
            .append(R"(,"price":)")
            .append(stripe::canonicalString(item.price.id))
            .append(R"(,"quantity":)")
            .append(std::to_string(item.quantity))
            .append("}");
    }
    return text + "]";
}

/** Everything but how and by what it is known, and when. */
auto meaning(const Revision &revision)
{
    return std::tie(revision.status, revision.currency, revision.annual, revision.trialAnnual,
        revision.committedAnnual, revision.amountKnown, revision.items, revision.discounts);
}

auto figures(const Contribution &contribution)
{
    return std::tie(
        contribution.known, contribution.annual, contribution.trialAnnual, contribution.committedAnnual);
}

class History final
{
public:
    History(std::span<const DiscountStep> steps, const stripe::KnownTerms &known, analytics::Profile profile)
        : m_steps(steps)
        , m_known(known)
        , m_profile(profile)
    { }

    /** The entry holds from its second to `end`. */
    void add(const TimelineEntry &entry, const stripe::SubscriptionReading &reading,
        std::optional<std::int64_t> end)
    {
        append(entry, termsAt(reading, entry.eff), entry.eff, entry.eventId);
        for (const auto &[eff, eventId] : discountChanges(entry, reading, end)) {
            addStep(entry, termsAt(reading, eff), eff, eventId);
        }
    }

    SubscriptionHistory take()
    {
        if (!m_history.revisions.empty()) {
            m_history.contribution = m_last;
            m_history.itemAmounts
                = analytics::itemAnnualAmounts(m_history.head, m_profile, m_history.revisions.back().eff);
        }
        return std::move(m_history);
    }

private:
    /** Seconds within the entry in which other discounts apply or a discount grants something else, and by
     * which event. */
    std::map<std::int64_t, std::string> discountChanges(const TimelineEntry &entry,
        const stripe::SubscriptionReading &reading, std::optional<std::int64_t> end) const
    {
        std::map<std::int64_t, std::string> changes;
        const auto add = [&](std::int64_t eff, const std::string &eventId) {
            if (eff > entry.eff && (!end || eff < *end)) {
                changes.try_emplace(eff, eventId);
            }
        };
        auto ids = reading.referredDiscounts();
        if (entry.state->raw("discounts") == "[]") {
            for (const auto &step : m_steps) {
                add(step.eff, step.eventId);
                if (step.discountId) {
                    ids.push_back(*step.discountId);
                }
            }
        }
        for (const auto &id : ids) {
            if (const auto phases = m_known.discounts.find(id); phases != m_known.discounts.end()) {
                for (const auto &phase : phases->second) {
                    add(phase.from, phase.eventId);
                }
            }
        }
        return changes;
    }

    domain::SubscriptionTerms termsAt(const stripe::SubscriptionReading &reading, std::int64_t at)
    {
        const auto *step = stepAt(m_steps, at);
        auto priced
            = stripe::readTerms(reading, m_known, at, step == nullptr ? std::nullopt : step->discountId);
        m_history.waits.merge(priced.waits);
        return std::move(priced.terms);
    }

    void addStep(const TimelineEntry &entry, const domain::SubscriptionTerms &terms, std::int64_t eff,
        const std::string &eventId)
    {
        const auto contribution = analytics::contribution(terms, m_profile, eff, &m_last);
        m_history.head = terms;
        if (figures(contribution) != figures(m_last)) {
            append(entry, terms, eff, eventId);
        }
    }

    void append(const TimelineEntry &entry, const domain::SubscriptionTerms &terms, std::int64_t eff,
        const std::string &eventId)
    {
        const auto *previous = m_history.revisions.empty() ? nullptr : &m_last;
        const auto contribution = analytics::contribution(terms, m_profile, eff, previous);
        m_last = contribution;
        m_history.head = terms;
        Revision revision{ eff, terms.status, terms.currency, contribution.annual, contribution.trialAnnual,
            contribution.committedAnnual, contribution.known, itemsText(terms.items),
            discountText(terms.discounts), std::string(qualityText(entry)), eventId, entry.gap };
        auto &revisions = m_history.revisions;
        if (revisions.empty() || meaning(revisions.back()) != meaning(revision)) {
            revisions.push_back(std::move(revision));
            m_quality = entry.quality;
        } else {
            keepFlags(entry);
        }
    }

    /** The entry means the same as the standing row, which is no surer than it. */
    void keepFlags(const TimelineEntry &entry)
    {
        auto &standing = m_history.revisions.back();
        standing.gap = standing.gap || entry.gap;
        const bool isDoubt = entry.quality != Quality::Observed;
        if (isDoubt && analytics::severity(entry.quality) > analytics::severity(m_quality)) {
            m_quality = entry.quality;
            standing.quality = qualityText(entry);
        }
    }

    std::span<const DiscountStep> m_steps;
    const stripe::KnownTerms &m_known;
    analytics::Profile m_profile;
    SubscriptionHistory m_history;
    Quality m_quality = Quality::Exact; ///< of the last row
    Contribution m_last;
};

} // namespace

std::string_view qualityText(const TimelineEntry &entry)
{
    switch (entry.quality) {
    case Quality::Inferred:
        return "inferred";
    case Quality::Observed:
        return "observed";
    case Quality::Hint:
        return "hint";
    case Quality::Ambiguous:
        return "ambiguous";
    case Quality::Assumed:
        return "assumed";
    case Quality::Exact:
        break;
    }
    return entry.assumed ? "assumed" : "exact";
}

SubscriptionHistory subscriptionHistory(
    const SubscriptionLife &life, const stripe::KnownTerms &known, analytics::Profile profile)
{
    History history(life.steps, known, profile);
    const auto &timeline = life.timeline;
    for (std::size_t index = 0; index < timeline.size(); ++index) {
        const bool last = index + 1 == timeline.size();
        history.add(timeline[index], life.readings[index],
            last ? std::nullopt : std::optional(timeline[index + 1].eff));
    }
    auto made = history.take();
    if (!life.readings.empty()) {
        made.items = life.readings.back().items;
    }
    return made;
}

} // namespace billhook::projection
