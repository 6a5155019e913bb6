#include "services/projection/termsstore.h"

#include "services/postgres/columns.h"
#include "services/postgres/pipeline.h"
#include "services/projection/discountphases.h"
#include "services/stripe/canonicaljson.h"

#include <string_view>
#include <utility>

namespace billhook::projection {

using domain::ObjectKind;

namespace {

/** Columns whose canonical form is not a string. */
bool isBare(std::string_view field)
{
    return field == "interval_count" || field == "tiers" || field == "transform_quantity"
        || field == "amount_off" || field == "duration_in_months" || field == "start" || field == "end"
        || field == "phases";
}

} // namespace

TermsStore::TermsStore(postgres::Pipeline &pipeline, const Timelines &timelines, const FactMap &facts)
    : m_pipeline(pipeline)
    , m_timelines(timelines)
    , m_facts(facts)
{ }

void TermsStore::takeKnown(ObjectKind kind, std::set<std::string> &ids, States &states) const
{
    for (auto id = ids.begin(); id != ids.end();) {
        const auto timeline = m_timelines.find({ kind, *id });
        const auto facts = m_facts.find({ kind, *id });
        if (timeline != m_timelines.end() && !timeline->second.empty()) {
            states.emplace(*id, *timeline->second.back().state);
        } else if (facts != m_facts.end() && !facts->second.embedded.empty()) {
            states.emplace(*id, facts->second.embedded.rbegin()->second);
        } else {
            ++id;
            continue;
        }
        id = ids.erase(id);
    }
}

void TermsStore::takeKnownDiscounts(std::set<std::string> &ids, stripe::KnownTerms &known) const
{
    std::erase_if(ids, [&](const std::string &id) {
        const auto timeline = m_timelines.find({ ObjectKind::Discount, id });
        const bool isKnown = timeline != m_timelines.end() && !timeline->second.empty();
        if (isKnown) {
            known.discounts.emplace(id, discountPhases(timeline->second));
        }
        return isKnown;
    });
}

domain::Result<void> TermsStore::readMirror(const char *statement, const std::set<std::string> &ids,
    const std::vector<const char *> &fields, States &states)
{
    if (ids.empty()) {
        return {};
    }
    const auto rows = m_pipeline.run(statement, postgres::Parameters().texts(postgres::textsOf(ids)));
    if (!rows) {
        return rows.error();
    }
    for (int row = 0; row < rows->count(); ++row) {
        domain::State state;
        int column = 0;
        for (const auto *field : fields) {
            ++column;
            if (!rows->isNull(row, column)) {
                const auto text = rows->text(row, column);
                state.fields.insertOrAssign(
                    field, isBare(field) ? std::string(text) : stripe::canonicalString(text));
            }
        }
        states.emplace(std::string(rows->text(row, 0)), std::move(state));
    }
    return {};
}

domain::Result<stripe::KnownTerms> TermsStore::load(
    std::set<std::string> prices, std::set<std::string> discounts)
{
    stripe::KnownTerms known;
    States priceStates;
    takeKnown(ObjectKind::Price, prices, priceStates);
    auto read = readMirror("projection/read_prices", prices,
        { "product", "currency", "unit_amount", "recurring_interval", "interval_count", "usage_type",
            "tiers_mode", "tiers", "transform_quantity" },
        priceStates);
    for (const auto &[id, state] : priceStates) {
        known.prices.emplace(id, stripe::readPriceTerms(id, state));
    }
    if (read) {
        takeKnownDiscounts(discounts, known);
        read = readDiscounts(discounts, known);
    }
    std::set<std::string> coupons;
    for (const auto &[id, phases] : known.discounts) {
        for (const auto &phase : phases) {
            if (const auto coupon = stripe::plainText(phase.state.raw("coupon")); !coupon.empty()) {
                coupons.insert(coupon);
            }
        }
    }
    if (read) {
        takeKnown(ObjectKind::Coupon, coupons, known.coupons);
        read = readMirror("projection/read_coupons", coupons,
            { "percent_off", "amount_off", "currency", "duration", "duration_in_months" }, known.coupons);
    }
    return read ? domain::Result<stripe::KnownTerms>(std::move(known)) : read.error();
}

domain::Result<void> TermsStore::readDiscounts(const std::set<std::string> &ids, stripe::KnownTerms &known)
{
    States states;
    auto read = readMirror("projection/read_discounts", ids, { "coupon", "start", "end", "phases" }, states);
    for (auto &[id, state] : states) {
        auto phases = phasesFromText(state.raw("phases"));
        if (phases.empty()) {
            phases.push_back({ 0, std::move(state), {} });
        }
        known.discounts.emplace(id, std::move(phases));
    }
    return read;
}

} // namespace billhook::projection
