#include "models/analytics/movements.h"
#include "models/analytics/timeline.h"
#include "tests/support/lifecycle.h"
#include "tests/support/seededrandom.h"

#include <QDebug>
#include <QElapsedTimer>
#include <QTest>

#include <algorithm>
#include <functional>
#include <string>
#include <vector>

using namespace billhook;
using analytics::TimelineEntry;
using domain::Fact;
using domain::Observation;
using support::Lifecycle;
using support::LifecycleOptions;
using support::Pace;
using support::PreviousValues;
using support::SeededRandom;
using support::SubscriptionHistory;

namespace {

constexpr std::uint64_t seed = 20240229;

class Digest final
{
public:
    void add(std::string_view text)
    {
        m_value = (m_value ^ std::hash<std::string_view>()(text)) * 0x9E3779B97F4A7C15U;
        m_value ^= m_value >> 31U;
    }
    void add(std::int64_t number)
    {
        m_value = (m_value ^ static_cast<std::uint64_t>(number)) * 0xBF58476D1CE4E5B9U;
        m_value ^= m_value >> 29U;
    }
    std::uint64_t value() const { return m_value; }

private:
    std::uint64_t m_value = 1;
};

using Facts = std::vector<Fact>;

/** The facts of each subscription of one customer, as they arrived. */
using Arrivals = std::vector<Facts>;

Arrivals arrivalsOf(const Lifecycle &lifecycle)
{
    Arrivals arrivals;
    for (const auto &subscription : lifecycle.subscriptions) {
        arrivals.push_back(subscription.facts);
    }
    return arrivals;
}

void duplicateSome(Arrivals &arrivals, SeededRandom &random)
{
    for (auto &facts : arrivals) {
        const auto count = facts.size();
        for (std::size_t position = 0; position < count; ++position) {
            if (random.percent(25)) {
                facts.push_back(facts[position]);
            }
        }
    }
}

void shuffle(Arrivals &arrivals, SeededRandom &random)
{
    for (auto &facts : arrivals) {
        for (std::size_t left = facts.size(); left > 1; --left) {
            const auto other = static_cast<std::size_t>(random.below(static_cast<std::int64_t>(left)));
            std::swap(facts[left - 1], facts[other]);
        }
    }
}

void addPoints(const std::vector<TimelineEntry> &entries, const std::string &subscriptionId,
    std::vector<analytics::RevisionPoint> &points)
{
    std::int64_t standing = 0;
    for (const auto &entry : entries) {
        standing = support::annualOf(*entry.state).value_or(standing);
        points.push_back({ subscriptionId, entry.eff, "usd", standing, entry.eventId });
    }
}

struct Digests
{
    std::uint64_t view = 0; ///< states, revisions, movements
    std::uint64_t causes = 0; ///< the events named for them, and the flags
};

/** Everything that is derived for one customer, from facts in the order given. */
Digests digestsOf(const Arrivals &arrivals)
{
    Digest view;
    Digest causes;
    std::vector<analytics::RevisionPoint> points;
    for (const auto &facts : arrivals) {
        const auto entries = analytics::timeline(facts, {});
        for (const auto &entry : entries) {
            view.add(entry.eff);
            for (const auto &[field, value] : entry.state->fields) {
                view.add(field);
                view.add(value);
            }
            causes.add(entry.eventId);
            causes.add(static_cast<std::int64_t>(entry.quality) * 8 + (entry.gap ? 4 : 0)
                + (entry.deleted ? 2 : 0) + (entry.assumed ? 1 : 0));
        }
        addPoints(entries, facts.front().objectId, points);
    }
    for (const auto &movement : analytics::movements(points)) {
        view.add(movement.eff);
        view.add(static_cast<std::int64_t>(movement.kind));
        view.add(movement.amount);
        causes.add(movement.eventId);
    }
    return { view.value(), causes.value() };
}

std::vector<support::TrueRevision> revisionsOf(const std::vector<TimelineEntry> &entries)
{
    std::vector<support::TrueRevision> result;
    result.reserve(entries.size());
    for (const auto &entry : entries) {
        result.push_back({ entry.eff, *entry.state });
    }
    return result;
}

/** How often the fold missed the generator's truth. */
struct Score
{
    int subscriptions = 0;
    int wrongFinals = 0;
    int wrongHistories = 0;
    int wrongFinalsUnflagged = 0;
    int flaggedFinals = 0;
    int gaps = 0;
};

template <typename Visit> void forEachHistory(int count, const LifecycleOptions &options, Visit visit)
{
    for (int number = 0; number < count; ++number) {
        const auto lifecycle = support::makeLifecycle(seed + static_cast<std::uint64_t>(number), options);
        for (const auto &history : lifecycle.subscriptions) {
            visit(history);
        }
    }
}

Score scoreOf(int count, const LifecycleOptions &options)
{
    Score score;
    forEachHistory(count, options, [&score](const SubscriptionHistory &history) {
        const auto entries = analytics::timeline(history.facts, {});
        const bool isFinalWrong = *entries.back().state != history.revisions.back().state;
        const bool isFlagged = analytics::wantsObservation(entries.back()) || entries.back().gap;
        ++score.subscriptions;
        score.wrongFinals += isFinalWrong ? 1 : 0;
        score.wrongHistories += revisionsOf(entries) != history.revisions ? 1 : 0;
        score.wrongFinalsUnflagged += isFinalWrong && !isFlagged ? 1 : 0;
        score.flaggedFinals += isFlagged ? 1 : 0;
        score.gaps
            += std::any_of(entries.begin(), entries.end(), [](const auto &entry) { return entry.gap; });
    });
    qInfo().noquote() << QStringLiteral(
        "seed %1: %2 subscriptions, wrong finals %3 (unflagged %4, flagged %5), "
        "wrong histories %6, gaps %7")
                             .arg(seed)
                             .arg(score.subscriptions)
                             .arg(score.wrongFinals)
                             .arg(score.wrongFinalsUnflagged)
                             .arg(score.flaggedFinals)
                             .arg(score.wrongHistories)
                             .arg(score.gaps);
    return score;
}

} // namespace

class TimelinePropertiesTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void testTruth_Complete_data();
    void testTruth_Complete();
    void testTruth_Incomplete();
    void testPermutations();
};

void TimelinePropertiesTest::testTruth_Complete_data()
{
    QTest::addColumn<int>("pace");
    QTest::newRow("realistic") << static_cast<int>(Pace::Realistic);
    QTest::newRow("adversarial") << static_cast<int>(Pace::Adversarial);
}

void TimelinePropertiesTest::testTruth_Complete()
{
    QFETCH(int, pace);
    const auto score = scoreOf(5000, { PreviousValues::Complete, static_cast<Pace>(pace) });
    QCOMPARE(score.wrongFinals, 0);
    QCOMPARE(score.wrongHistories, 0);
    QCOMPARE(score.flaggedFinals, 0);
    QCOMPARE(score.gaps, 0);
}

void TimelinePropertiesTest::testTruth_Incomplete()
{
    for (auto p : { PreviousValues::Mixed, PreviousValues::Partial, PreviousValues::Absent }) {
        for (auto pace : { Pace::Realistic, Pace::Adversarial }) {
            scoreOf(3000, { p, pace });
        }
    }
}

void TimelinePropertiesTest::testPermutations()
{
    QElapsedTimer timer;
    timer.start();
    SeededRandom random(seed);
    int distinct = 0;
    for (int set = 0; set < 100; ++set) {
        auto arrivals
            = arrivalsOf(support::makeLifecycle(random(), { PreviousValues::Complete, Pace::Adversarial }));
        const auto expected = digestsOf(arrivals);
        duplicateSome(arrivals, random);
        for (int permutation = 0; permutation < 100; ++permutation) {
            shuffle(arrivals, random);
            const auto digests = digestsOf(arrivals);
            distinct += digests.view != expected.view || digests.causes != expected.causes ? 1 : 0;
        }
    }
    qInfo() << timer.elapsed() << "ms";
    QCOMPARE(distinct, 0);
}

QTEST_GUILESS_MAIN(TimelinePropertiesTest)
#include "timelinepropertiestest.moc"
