#include "models/analytics/movements.h"
#include "models/analytics/timeline.h"
#include "tests/models/analytics/histories.h"

#include <QDebug>
#include <QTest>

#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

using namespace billhook;
using namespace billhook::support;
using analytics::TimelineEntry;

namespace {

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

void addPoints(const std::vector<TimelineEntry> &entries, const std::string &subscriptionId,
    std::vector<analytics::RevisionPoint> &points)
{
    std::int64_t standing = 0;
    for (const auto &entry : entries) {
        standing = annualOf(*entry.state).value_or(standing);
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

/** Counts the permutations, with duplicates, that derive something else than the facts as they happened. */
struct Deviations
{
    int permutations = 0;
    int views = 0;
    int causes = 0;
    std::size_t distinctViews = 0; ///< over all sets
};

Deviations deviationsOf(int sets, int permutationsPerSet, PreviousValues previous)
{
    Deviations deviations;
    SeededRandom random(historySeed);
    std::set<std::uint64_t> distinctViews;
    for (int set = 0; set < sets; ++set) {
        const auto pace = set % 2 == 0 ? Pace::Adversarial : Pace::Realistic;
        auto arrivals = arrivalsOf(makeLifecycle(random(), { previous, pace }));
        const auto expected = digestsOf(arrivals);
        distinctViews.insert(expected.view);
        duplicateSome(arrivals, random);
        for (int permutation = 0; permutation < permutationsPerSet; ++permutation) {
            shuffle(arrivals, random);
            const auto digests = digestsOf(arrivals);
            ++deviations.permutations;
            deviations.views += digests.view != expected.view ? 1 : 0;
            deviations.causes += digests.causes != expected.causes ? 1 : 0;
        }
    }
    deviations.distinctViews = distinctViews.size();
    qInfo() << "seed" << historySeed << ":" << deviations.permutations << "permutations of" << sets << "sets";
    return deviations;
}

/** The rule most integrations use: the event with the newest `created` wins, of equals the one that came
 * last. */
const domain::State &newestCreated(const Facts &arrived)
{
    const auto *newest = &arrived.front();
    for (const auto &fact : arrived) {
        newest = fact.created >= newest->created ? &fact : newest;
    }
    return newest->post;
}

} // namespace

class TimelinePermutationTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void testPermutations_OneDigestAndOneCause_data();
    void testPermutations_OneDigestAndOneCause();
    void testPermutations_WouldCatch_NewestCreatedWins();
};

void TimelinePermutationTest::testPermutations_OneDigestAndOneCause_data()
{
    QTest::addColumn<int>("previous");
    QTest::addColumn<int>("sets");
    QTest::newRow("complete") << static_cast<int>(PreviousValues::Complete) << 1000;
    QTest::newRow("absent") << static_cast<int>(PreviousValues::Absent) << 150;
    QTest::newRow("mixed") << static_cast<int>(PreviousValues::Mixed) << 150;
}

void TimelinePermutationTest::testPermutations_OneDigestAndOneCause()
{
    QFETCH(int, previous);
    QFETCH(int, sets);
    const auto deviations = deviationsOf(sets, 100, static_cast<PreviousValues>(previous));
    QCOMPARE(deviations.permutations, sets * 100);
    QCOMPARE(deviations.distinctViews, static_cast<std::size_t>(sets));
    QCOMPARE(deviations.views, 0);
    QCOMPARE(deviations.causes, 0);
}

void TimelinePermutationTest::testPermutations_WouldCatch_NewestCreatedWins()
{
    SeededRandom random(historySeed);
    int differing = 0;
    forEachHistory(
        200, { PreviousValues::Complete, Pace::Adversarial }, [&](const SubscriptionHistory &history) {
            Arrivals arrivals{ history.facts };
            const auto first = newestCreated(arrivals[0]);
            for (int permutation = 0; permutation < 20; ++permutation) {
                shuffle(arrivals, random);
                differing += newestCreated(arrivals[0]) != first ? 1 : 0;
            }
        });
    qInfo() << "seed" << historySeed << ":" << differing
            << "permutations changed the answer of the wrong rule";
    QVERIFY(differing > 200);
}

QTEST_GUILESS_MAIN(TimelinePermutationTest)
#include "timelinepermutationtest.moc"
