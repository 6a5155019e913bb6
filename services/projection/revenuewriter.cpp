#include "services/projection/revenuewriter.h"

#include "services/postgres/columns.h"
#include "services/postgres/pipeline.h"
#include "services/projection/payingspells.h"

#include <algorithm>
#include <iterator>
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

/** Rows to close and to append; what is wanted must outlive it. */
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
                m_new.push_back({ subscription, customer, &revision });
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
        if (m_new.empty()) {
            return {};
        }
        const auto of
            = [](auto member) { return [member](const NewRevision &row) { return row.revision->*member; }; };
        postgres::Parameters rows;
        rows.texts(postgres::texts(m_new, &NewRevision::subscription))
            .texts(postgres::texts(m_new, &NewRevision::customer))
            .bigints(postgres::integers(m_new, of(&Revision::eff)))
            .texts(postgres::texts(m_new, of(&Revision::status)))
            .texts(postgres::texts(m_new, of(&Revision::currency)))
            .bigints(postgres::integers(m_new, of(&Revision::annual)))
            .bigints(postgres::integers(m_new, of(&Revision::trialAnnual)))
            .bigints(postgres::integers(m_new, of(&Revision::committedAnnual)))
            .booleans(postgres::flags(m_new, of(&Revision::amountKnown)))
            .texts(postgres::texts(m_new, of(&Revision::items)))
            .texts(postgres::texts(m_new, of(&Revision::discounts)))
            .texts(postgres::texts(m_new, of(&Revision::quality)))
            .texts(postgres::texts(m_new, of(&Revision::eventId)))
            .booleans(postgres::flags(m_new, of(&Revision::gap)))
            .text(known);
        return pipeline.post("projection/insert_revisions", rows);
    }

private:
    struct NewRevision
    {
        std::string subscription;
        std::string customer;
        const Revision *revision = nullptr;
    };

    postgres::Integers m_closed;
    std::vector<NewRevision> m_new;
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
        m_closed.emplace_back(movement.row);
        addDelta(key, movement, Sign::Remove);
    }

    void append(const MovementKey &key, const StandingMovement &movement)
    {
        addDelta(key, movement, Sign::Add);
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
        std::vector<Delta> added;
        std::copy_if(m_deltas.begin(), m_deltas.end(), std::back_inserter(added),
            [](const Delta &delta) { return delta.sign == Sign::Add; });
        if (!added.empty()) {
            auto done = pipeline.post("projection/insert_movements", rowsOf(added).text(known));
            if (!done) {
                return done;
            }
        }
        if (m_deltas.empty()) {
            return {};
        }
        const auto count = [](const Delta &delta) { return static_cast<std::int64_t>(delta.sign); };
        const auto amount = [&](const Delta &delta) { return count(delta) * delta.movement.amount; };
        return pipeline.post("projection/add_rollup_deltas",
            postgres::Parameters()
                .bigints(postgres::integers(m_deltas, effOf))
                .texts(postgres::texts(m_deltas, currencyOf))
                .texts(postgres::texts(m_deltas, kindOf))
                .bigints(postgres::integers(m_deltas, amount))
                .bigints(postgres::integers(m_deltas, count)));
    }

private:
    struct Delta
    {
        MovementKey key;
        StandingMovement movement;
        Sign sign = Sign::Add;
    };

    static std::string customerOf(const Delta &delta) { return std::get<0>(delta.key); }
    static std::string currencyOf(const Delta &delta) { return std::get<1>(delta.key); }
    static std::int64_t effOf(const Delta &delta) { return std::get<2>(delta.key); }
    static std::string kindOf(const Delta &delta) { return delta.movement.kind; }

    static postgres::Parameters rowsOf(const std::vector<Delta> &rows)
    {
        postgres::Parameters parameters;
        parameters.texts(postgres::texts(rows, customerOf))
            .texts(postgres::texts(rows, currencyOf))
            .bigints(postgres::integers(rows, effOf))
            .texts(postgres::texts(rows, kindOf))
            .bigints(postgres::integers(rows, [](const Delta &row) { return row.movement.amount; }))
            .texts(postgres::texts(rows, [](const Delta &row) { return row.movement.eventId; }));
        return parameters;
    }

    void addDelta(const MovementKey &key, const StandingMovement &movement, Sign sign)
    {
        m_deltas.push_back({ key, movement, sign });
        const auto &[customer, currency, eff] = key;
        m_steps.addMovement(movement.kind, currency, eff, movement.amount, sign);
    }

    CounterSteps &m_steps;
    postgres::Integers m_closed;
    std::vector<Delta> m_deltas;
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
    const auto rows = m_pipeline.run("projection/read_movements",
        postgres::Parameters().texts(postgres::texts(points, [](const auto &entry) { return entry.first; })));
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
    const auto changes = steps.changes();
    if (changes.empty()) {
        return {};
    }
    using Row = std::pair<const CounterSteps::Key, CounterSteps::Change>;
    return m_pipeline.post("projection/add_counter_deltas",
        postgres::Parameters()
            .bigints(postgres::integers(changes, [](const Row &row) { return row.first.eff; }))
            .texts(postgres::texts(changes, [](const Row &row) { return row.first.name; }))
            .texts(postgres::texts(changes, [](const Row &row) { return row.first.currency; }))
            .bigints(postgres::integers(changes, [](const Row &row) { return row.second.amount; }))
            .bigints(postgres::integers(changes, [](const Row &row) { return row.second.count; })));
}

} // namespace billhook::projection
