#include "services/projection/countersteps.h"

#include "services/stripe/canonicaljson.h"

namespace billhook::projection {

namespace {

/** One step function while it is followed: what stands, and where. */
struct Level
{
    std::string currency;
    CounterSteps::Change value;
};

Level subscribedLevel(const Revision &revision)
{
    return { revision.currency, { revision.annual, revision.annual > 0 ? 1 : 0 } };
}

Level trialingLevel(const Revision &revision)
{
    const bool trialing = revision.status == "trialing";
    return { revision.currency, { trialing ? revision.trialAnnual : 0, trialing ? 1 : 0 } };
}

Level riskLevel(const analytics::TimelineEntry &entry)
{
    const bool atRisk = !entry.deleted && isAtRisk(*entry.state);
    const auto remaining = entry.state->integer("amount_remaining").value_or(0);
    return { stripe::plainText(entry.state->raw("currency")), { atRisk ? remaining : 0, atRisk ? 1 : 0 } };
}

} // namespace

std::int64_t currenciesBegun(std::string_view kind)
{
    if (kind == "new" || kind == "reactivation") {
        return 1;
    }
    return kind == "churn" ? -1 : 0;
}

bool isAtRisk(const domain::State &invoice)
{
    return invoice.raw("status") == R"("open")" && invoice.raw("attempted") == "true"
        && invoice.integer("attempt_count").value_or(0) > 0
        && invoice.integer("amount_remaining").value_or(0) > 0;
}

void CounterSteps::add(
    std::string_view name, const std::string &currency, std::int64_t eff, Change change, Sign sign)
{
    if (change.amount == 0 && change.count == 0) {
        return;
    }
    const auto factor = static_cast<std::int64_t>(sign);
    auto &sum = m_changes[{ std::string(name), currency, eff }];
    sum.amount += factor * change.amount;
    sum.count += factor * change.count;
}

void CounterSteps::addSubscription(std::span<const Revision> revisions, Sign sign)
{
    using Measure = Level (*)(const Revision &);
    for (const auto &[name, measure] : { std::pair<const char *, Measure>("subscribed", subscribedLevel),
             std::pair<const char *, Measure>("trialing", trialingLevel) }) {
        Level before;
        for (const auto &revision : revisions) {
            const auto after = measure(revision);
            add(name, before.currency, revision.eff, { -before.value.amount, -before.value.count }, sign);
            add(name, after.currency, revision.eff, after.value, sign);
            before = after;
        }
    }
}

void CounterSteps::addInvoice(std::span<const analytics::TimelineEntry> timeline, Sign sign)
{
    Level before;
    for (const auto &entry : timeline) {
        const auto after = riskLevel(entry);
        add("at_risk", before.currency, entry.eff, { -before.value.amount, -before.value.count }, sign);
        add("at_risk", after.currency, entry.eff, after.value, sign);
        before = after;
    }
}

void CounterSteps::addMovement(
    std::string_view kind, const std::string &currency, std::int64_t eff, std::int64_t amount, Sign sign)
{
    add("paying", currency, eff, { amount, currenciesBegun(kind) }, sign);
}

void CounterSteps::addCustomers(std::int64_t eff, std::int64_t count, Sign sign)
{
    add("customers", {}, eff, { 0, count }, sign);
}

std::map<CounterSteps::Key, CounterSteps::Change> CounterSteps::changes() const
{
    auto changes = m_changes;
    std::erase_if(
        changes, [](const auto &entry) { return entry.second.amount == 0 && entry.second.count == 0; });
    return changes;
}

} // namespace billhook::projection
