#include "services/projection/revisions.h"

#include "services/stripe/canonicaljson.h"

#include <algorithm>
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
    History(const std::string &id, std::span<const DiscountStep> steps, const stripe::KnownTerms &known,
        analytics::Profile profile)
        : m_id(id)
        , m_steps(steps)
        , m_known(known)
        , m_profile(profile)
    { }

    /** The entry holds from its second to `end`. */
    void add(const TimelineEntry &entry, std::optional<std::int64_t> end)
    {
        const auto *standing = stepAt(m_steps, entry.eff);
        const auto terms = read(entry, standing);
        append(entry, terms, entry.eff, entry.eventId);
        if (entry.state->raw("discounts") != "[]") {
            return;
        }
        for (const auto &step : m_steps) {
            if (step.eff > entry.eff && (!end || step.eff < *end)) {
                addStep(entry, step);
            }
        }
    }

    SubscriptionHistory take()
    {
        auto &waits = m_history.waits;
        std::sort(waits.begin(), waits.end());
        waits.erase(std::unique(waits.begin(), waits.end()), waits.end());
        if (!m_history.revisions.empty()) {
            m_history.contribution = m_last;
            m_history.itemAmounts
                = analytics::itemAnnualAmounts(m_history.head, m_profile, m_history.revisions.back().eff);
        }
        return std::move(m_history);
    }

private:
    domain::SubscriptionTerms read(const TimelineEntry &entry, const DiscountStep *step)
    {
        auto reading = stripe::readTerms(
            m_id, *entry.state, m_known, step == nullptr ? std::nullopt : step->discountId);
        m_history.waits.insert(m_history.waits.end(), reading.waits.begin(), reading.waits.end());
        return std::move(reading.terms);
    }

    void addStep(const TimelineEntry &entry, const DiscountStep &step)
    {
        const auto terms = read(entry, &step);
        const auto contribution = analytics::contribution(terms, m_profile, step.eff, &m_last);
        m_history.head = terms;
        if (figures(contribution) != figures(m_last)) {
            append(entry, terms, step.eff, step.eventId);
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
            discountText(terms.discounts), std::string(qualityText(entry)), eventId };
        auto &revisions = m_history.revisions;
        if (revisions.empty() || meaning(revisions.back()) != meaning(revision)) {
            revisions.push_back(std::move(revision));
        }
    }

    const std::string &m_id;
    std::span<const DiscountStep> m_steps;
    const stripe::KnownTerms &m_known;
    analytics::Profile m_profile;
    SubscriptionHistory m_history;
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

SubscriptionHistory subscriptionHistory(const std::string &subscriptionId,
    std::span<const TimelineEntry> timeline, std::span<const DiscountStep> steps,
    const stripe::KnownTerms &known, analytics::Profile profile)
{
    History history(subscriptionId, steps, known, profile);
    for (std::size_t index = 0; index < timeline.size(); ++index) {
        const bool last = index + 1 == timeline.size();
        history.add(timeline[index], last ? std::nullopt : std::optional(timeline[index + 1].eff));
    }
    return history.take();
}

} // namespace billhook::projection
