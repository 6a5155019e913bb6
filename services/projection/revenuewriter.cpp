#include "services/projection/revenuewriter.h"

#include "services/postgres/columns.h"
#include "services/postgres/pipeline.h"
#include "services/projection/payingspells.h"

#include <string_view>
#include <tuple>
#include <utility>

namespace billhook::projection {

using analytics::MovementKind;
using analytics::RevisionPoint;

namespace {

struct StandingRevision
{
    std::int64_t row = 0;
    Revision revision;
};

/** Current rows by subscription, in order of eff. */
using Standing = std::map<std::string, std::vector<StandingRevision>>;

struct StandingMovement
{
    std::int64_t row = 0;
    std::string kind;
    std::int64_t amount = 0;
    std::string eventId;
};

using MovementKey = std::tuple<std::string, std::string, std::int64_t>; ///< customer, currency, eff

std::string_view kindText(MovementKind kind)
{
    switch (kind) {
    case MovementKind::New:
        return "new";
    case MovementKind::Reactivation:
        return "reactivation";
    case MovementKind::Expansion:
        return "expansion";
    case MovementKind::Contraction:
        return "contraction";
    case MovementKind::Churn:
        break;
    }
    return "churn";
}

Revision revisionOf(const postgres::Rows &rows, int row)
{
    return { rows.integer(row, 3), std::string(rows.text(row, 4)), std::string(rows.text(row, 5)),
        rows.integer(row, 6), rows.integer(row, 7), rows.integer(row, 8), rows.boolean(row, 9),
        std::string(rows.text(row, 10)), std::string(rows.text(row, 11)), std::string(rows.text(row, 12)),
        std::string(rows.text(row, 13)), rows.boolean(row, 14) };
}

RevisionPoint pointOf(const std::string &subscription, const Revision &revision)
{
    return { subscription, revision.eff, revision.currency, revision.annual, revision.eventId };
}

std::vector<Revision> revisionsOf(const std::vector<StandingRevision> &rows)
{
    std::vector<Revision> revisions;
    revisions.reserve(rows.size());
    for (const auto &row : rows) {
        revisions.push_back(row.revision);
    }
    return revisions;
}

/** Rows to close and to append. */
class RevisionDiff final
{
public:
    /** Whether anything differs. */
    bool add(const std::string &subscription, const std::string &customer,
        const std::vector<StandingRevision> &standing, std::span<const Revision> wanted)
    {
        std::map<std::int64_t, const StandingRevision *> byEff;
        for (const auto &row : standing) {
            byEff.emplace(row.revision.eff, &row);
        }
        bool differs = false;
        for (const auto &revision : wanted) {
            const auto found = byEff.find(revision.eff);
            const bool same = found != byEff.end() && found->second->revision == revision;
            if (same) {
                byEff.erase(found);
            } else {
                append(subscription, customer, revision);
                differs = true;
            }
        }
        for (const auto &[eff, row] : byEff) {
            m_closed.emplace_back(row->row);
            differs = true;
        }
        return differs;
    }

    domain::Result<void> write(postgres::Pipeline &pipeline, const std::string &known) const
    {
        if (!m_closed.empty()) {
            auto done = pipeline.post(
                "projection/close_revisions", postgres::Parameters().bigints(m_closed).text(known));
            if (!done) {
                return done;
            }
        }
        if (m_ids.empty()) {
            return {};
        }
        postgres::Parameters rows;
        rows.texts(m_ids).texts(m_customers).bigints(m_effs).texts(m_statuses).texts(m_currencies);
        rows.bigints(m_annuals).bigints(m_trials).bigints(m_committed).booleans(m_known).texts(m_items);
        rows.texts(m_discounts).texts(m_qualities).texts(m_events).booleans(m_gaps).text(known);
        return pipeline.post("projection/insert_revisions", rows);
    }

private:
    void append(const std::string &subscription, const std::string &customer, const Revision &revision)
    {
        m_ids.emplace_back(subscription);
        m_customers.emplace_back(customer);
        m_effs.emplace_back(revision.eff);
        m_statuses.emplace_back(revision.status);
        m_currencies.emplace_back(revision.currency);
        m_annuals.emplace_back(revision.annual);
        m_trials.emplace_back(revision.trialAnnual);
        m_committed.emplace_back(revision.committedAnnual);
        m_known.push_back(revision.amountKnown);
        m_items.emplace_back(revision.items);
        m_discounts.emplace_back(revision.discounts);
        m_qualities.emplace_back(revision.quality);
        m_events.emplace_back(revision.eventId);
        m_gaps.push_back(revision.gap);
    }

    postgres::Integers m_closed;
    postgres::Texts m_ids;
    postgres::Texts m_customers;
    postgres::Integers m_effs;
    postgres::Texts m_statuses;
    postgres::Texts m_currencies;
    postgres::Integers m_annuals;
    postgres::Integers m_trials;
    postgres::Integers m_committed;
    std::vector<bool> m_known;
    std::vector<bool> m_gaps;
    postgres::Texts m_items;
    postgres::Texts m_discounts;
    postgres::Texts m_qualities;
    postgres::Texts m_events;
};

/** Movements to close and to append, with what that adds to the rollups. */
class MovementDiff final
{
public:
    explicit MovementDiff(CounterSteps &steps)
        : m_steps(steps)
    { }

    void close(const MovementKey &key, const StandingMovement &movement)
    {
        const auto &[customer, currency, eff] = key;
        m_closed.emplace_back(movement.row);
        addDelta(eff, currency, movement.kind, movement.amount, Sign::Remove);
    }

    void append(const MovementKey &key, const StandingMovement &movement)
    {
        const auto &[customer, currency, eff] = key;
        m_customers.emplace_back(customer);
        m_currencies.emplace_back(currency);
        m_effs.emplace_back(eff);
        m_kinds.emplace_back(movement.kind);
        m_amounts.emplace_back(movement.amount);
        m_events.emplace_back(movement.eventId);
        addDelta(eff, currency, movement.kind, movement.amount, Sign::Add);
    }

    domain::Result<void> write(postgres::Pipeline &pipeline, const std::string &known) const
    {
        if (!m_closed.empty()) {
            auto done = pipeline.post(
                "projection/close_movements", postgres::Parameters().bigints(m_closed).text(known));
            if (!done) {
                return done;
            }
        }
        if (!m_customers.empty()) {
            auto done = pipeline.post("projection/insert_movements",
                postgres::Parameters()
                    .texts(m_customers)
                    .texts(m_currencies)
                    .bigints(m_effs)
                    .texts(m_kinds)
                    .bigints(m_amounts)
                    .texts(m_events)
                    .text(known));
            if (!done) {
                return done;
            }
        }
        if (m_deltaEffs.empty()) {
            return {};
        }
        return pipeline.post("projection/add_rollup_deltas",
            postgres::Parameters()
                .bigints(m_deltaEffs)
                .texts(m_deltaCurrencies)
                .texts(m_deltaKinds)
                .bigints(m_deltaAmounts)
                .bigints(m_deltaCounts));
    }

private:
    void addDelta(std::int64_t eff, const std::string &currency, const std::string &kind, std::int64_t amount,
        Sign sign)
    {
        m_deltaEffs.emplace_back(eff);
        m_deltaCurrencies.emplace_back(currency);
        m_deltaKinds.emplace_back(kind);
        m_deltaAmounts.emplace_back(static_cast<std::int64_t>(sign) * amount);
        m_deltaCounts.emplace_back(static_cast<std::int64_t>(sign));
        m_steps.addMovement(kind, currency, eff, amount, sign);
    }

    CounterSteps &m_steps;
    postgres::Integers m_closed;
    postgres::Texts m_customers;
    postgres::Texts m_currencies;
    postgres::Integers m_effs;
    postgres::Texts m_kinds;
    postgres::Integers m_amounts;
    postgres::Texts m_events;
    postgres::Integers m_deltaEffs;
    postgres::Texts m_deltaCurrencies;
    postgres::Texts m_deltaKinds;
    postgres::Integers m_deltaAmounts;
    postgres::Integers m_deltaCounts;
};

std::map<MovementKey, StandingMovement> wantedMovements(
    const std::map<std::string, std::vector<RevisionPoint>> &points)
{
    std::map<MovementKey, StandingMovement> wanted;
    for (const auto &[customer, revisions] : points) {
        for (const auto &movement : analytics::movements(revisions)) {
            wanted[{ customer, movement.currency, movement.eff }]
                = { 0, std::string(kindText(movement.kind)), movement.amount, movement.eventId };
        }
    }
    return wanted;
}

bool isSame(const StandingMovement &left, const StandingMovement &right)
{
    return std::tie(left.kind, left.amount, left.eventId)
        == std::tie(right.kind, right.amount, right.eventId);
}

template <typename Map> postgres::Texts keysOf(const Map &map)
{
    postgres::Texts keys;
    for (const auto &[key, value] : map) {
        keys.emplace_back(key);
    }
    return keys;
}

} // namespace

RevenueWriter::RevenueWriter(postgres::Pipeline &pipeline, std::string known)
    : m_pipeline(pipeline)
    , m_known(std::move(known))
{ }

domain::Result<std::set<std::string>> RevenueWriter::write(
    const std::map<std::string, SubscriptionRevisions> &subscriptions, CounterSteps &steps)
{
    std::set<std::string> customers;
    std::set<std::string> changed;
    for (const auto &[id, wanted] : subscriptions) {
        customers.insert(wanted.customerId);
    }
    const auto rows = m_pipeline.run(
        "projection/read_revisions", postgres::Parameters().texts(postgres::textsOf(customers)));
    if (!rows) {
        return rows.error();
    }
    Standing standing;
    std::map<std::string, std::vector<RevisionPoint>> points;
    for (int row = 0; row < rows->count(); ++row) {
        const std::string id(rows->text(row, 1));
        auto revision = revisionOf(*rows, row);
        if (subscriptions.find(id) == subscriptions.end()) {
            points[std::string(rows->text(row, 2))].push_back(pointOf(id, revision));
        }
        standing[id].push_back({ rows->integer(row, 0), std::move(revision) });
    }
    RevisionDiff diff;
    for (const auto &[id, wanted] : subscriptions) {
        const auto &before = standing[id];
        for (const auto &revision : wanted.revisions) {
            points[wanted.customerId].push_back(pointOf(id, revision));
        }
        if (diff.add(id, wanted.customerId, before, wanted.revisions)) {
            changed.insert(wanted.customerId);
            steps.addSubscription(revisionsOf(before), Sign::Remove);
            steps.addSubscription(wanted.revisions, Sign::Add);
        }
    }
    std::erase_if(points, [&](const auto &entry) { return changed.count(entry.first) == 0; });
    for (const auto &customer : changed) {
        points.try_emplace(customer);
    }
    const auto moved = writeMovements(points, steps);
    const auto written = moved ? diff.write(m_pipeline, m_known) : moved;
    if (!written) {
        return written.error();
    }
    return changed;
}

domain::Result<void> RevenueWriter::writeMovements(
    const std::map<std::string, std::vector<RevisionPoint>> &points, CounterSteps &steps)
{
    if (points.empty()) {
        return {};
    }
    const auto rows
        = m_pipeline.run("projection/read_movements", postgres::Parameters().texts(keysOf(points)));
    if (!rows) {
        return rows.error();
    }
    auto wanted = wantedMovements(points);
    PayingSpells before;
    PayingSpells after;
    for (const auto &[key, movement] : wanted) {
        after.add(std::get<0>(key), std::get<2>(key), movement.kind);
    }
    MovementDiff diff(steps);
    for (int row = 0; row < rows->count(); ++row) {
        const MovementKey key{ std::string(rows->text(row, 1)), std::string(rows->text(row, 2)),
            rows->integer(row, 3) };
        const StandingMovement standing{ rows->integer(row, 0), std::string(rows->text(row, 4)),
            rows->integer(row, 5), std::string(rows->text(row, 6)) };
        before.add(std::get<0>(key), std::get<2>(key), standing.kind);
        const auto found = wanted.find(key);
        if (found != wanted.end() && isSame(found->second, standing)) {
            wanted.erase(found);
        } else {
            diff.close(key, standing);
        }
    }
    for (const auto &[key, movement] : wanted) {
        diff.append(key, movement);
    }
    before.addTo(steps, Sign::Remove);
    after.addTo(steps, Sign::Add);
    return diff.write(m_pipeline, m_known);
}

domain::Result<void> RevenueWriter::writeCounters(const CounterSteps &steps)
{
    postgres::Integers effs;
    postgres::Texts names;
    postgres::Texts currencies;
    postgres::Integers amounts;
    postgres::Integers counts;
    for (const auto &[key, change] : steps.changes()) {
        effs.emplace_back(key.eff);
        names.emplace_back(key.name);
        currencies.emplace_back(key.currency);
        amounts.emplace_back(change.amount);
        counts.emplace_back(change.count);
    }
    if (effs.empty()) {
        return {};
    }
    return m_pipeline.post("projection/add_counter_deltas",
        postgres::Parameters().bigints(effs).texts(names).texts(currencies).bigints(amounts).bigints(counts));
}

} // namespace billhook::projection
