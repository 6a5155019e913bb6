#include "models/analytics/timeline.h"
#include "tests/models/analytics/histories.h"

#include <QDebug>
#include <QTest>

#include <algorithm>
#include <string>
#include <tuple>
#include <vector>

using namespace billhook;
using namespace billhook::support;
using domain::Fact;
using domain::Observation;

namespace {

/** How often the fold missed the generator's truth. */
struct Score
{
    int subscriptions = 0;
    int wrongFinals = 0;
    int wrongHistories = 0;
    int unmarkedWrongFinals = 0; ///< neither a fetch nor a look for missing events would be asked for
    int flaggedFinals = 0;
    int gaps = 0;
};

Score scoreOf(int count, const LifecycleOptions &options)
{
    Score score;
    forEachHistory(count, options, [&score](const SubscriptionHistory &history) {
        const auto entries = analytics::timeline(history.facts, {});
        const auto &head = entries.back();
        const bool isFinalWrong = *head.state != history.revisions.back().state;
        const bool isFlagged = analytics::wantsObservation(head);
        ++score.subscriptions;
        score.wrongFinals += isFinalWrong ? 1 : 0;
        score.wrongHistories += revisionsOf(entries) != history.revisions ? 1 : 0;
        score.unmarkedWrongFinals += isFinalWrong && !isFlagged && !head.gap ? 1 : 0;
        score.flaggedFinals += isFlagged ? 1 : 0;
        score.gaps += std::any_of(entries.begin(), entries.end(), [](const auto &entry) { return entry.gap; })
            ? 1
            : 0;
    });
    qInfo().noquote() << QStringLiteral(
        "seed %1: %2 subscriptions; finals wrong %3, of these unmarked %4; finals "
        "flagged %5; histories wrong %6, with gaps %7")
                             .arg(historySeed)
                             .arg(score.subscriptions)
                             .arg(score.wrongFinals)
                             .arg(score.unmarkedWrongFinals)
                             .arg(score.flaggedFinals)
                             .arg(score.wrongHistories)
                             .arg(score.gaps);
    return score;
}

/** A total order of events: what a comparator can do at best. */
const domain::State &greatestByPhaseCreatedId(const Facts &arrived)
{
    return std::max_element(arrived.begin(), arrived.end(), [](const Fact &left, const Fact &right) {
        return std::tie(left.phase, left.created, left.eventId)
            < std::tie(right.phase, right.created, right.eventId);
    })->post;
}

/** Reads of the subscription at random moments of its life and after it, as they would truly have been
 * answered. */
std::vector<Observation> trueObservations(const SubscriptionHistory &history, SeededRandom &random)
{
    const auto first = history.states.front().time;
    const auto last = history.states.back().time;
    std::vector<Observation> observations;
    for (int number = 0; number < 4; ++number) {
        const auto time = first + random.below(last - first + 60);
        observations.push_back(observationAt(history, time, "obs_" + std::to_string(random())));
    }
    observations.push_back(observationAt(history, last + 3600, "obs_last"));
    return observations;
}

} // namespace

class TimelinePropertiesTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void testTruth_IsFound_WithCompletePreviousValues_data();
    void testTruth_IsFound_WithCompletePreviousValues();
    void testTruth_IsMissedOnlyMarked_WithoutThem_data();
    void testTruth_IsMissedOnlyMarked_WithoutThem();
    void testTruth_WouldCatch_Comparator();
    void testObservations_ThatAreTrue_ChangeNothing();
    void testObservations_MakeFlaggedFinalsTrue();
    void testObservations_RepairLostEvents_AndYieldToThem();
};

void TimelinePropertiesTest::testTruth_IsFound_WithCompletePreviousValues_data()
{
    QTest::addColumn<int>("pace");
    QTest::newRow("realistic") << static_cast<int>(Pace::Realistic);
    QTest::newRow("adversarial") << static_cast<int>(Pace::Adversarial);
}

void TimelinePropertiesTest::testTruth_IsFound_WithCompletePreviousValues()
{
    QFETCH(int, pace);
    const auto score = scoreOf(2500, { PreviousValues::Complete, static_cast<Pace>(pace) });
    QVERIFY(score.subscriptions > 2500);
    QCOMPARE(score.wrongFinals, 0);
    QCOMPARE(score.wrongHistories, 0);
    QCOMPARE(score.flaggedFinals, 0);
    QCOMPARE(score.gaps, 0);
}

void TimelinePropertiesTest::testTruth_IsMissedOnlyMarked_WithoutThem_data()
{
    QTest::addColumn<int>("previous");
    QTest::addColumn<int>("pace");
    QTest::addColumn<int>("unmarkedPerMille");
    const auto realistic = static_cast<int>(Pace::Realistic);
    const auto adversarial = static_cast<int>(Pace::Adversarial);
    QTest::newRow("absent, realistic") << static_cast<int>(PreviousValues::Absent) << realistic << 0;
    QTest::newRow("absent, adversarial") << static_cast<int>(PreviousValues::Absent) << adversarial << 0;
    QTest::newRow("mixed, realistic") << static_cast<int>(PreviousValues::Mixed) << realistic << 0;
    // Previous values that leave something out can form a chain that is wrong and yet without a flaw.
    QTest::newRow("mixed, adversarial") << static_cast<int>(PreviousValues::Mixed) << adversarial << 2;
    QTest::newRow("partial, adversarial") << static_cast<int>(PreviousValues::Partial) << adversarial << 3;
}

void TimelinePropertiesTest::testTruth_IsMissedOnlyMarked_WithoutThem()
{
    QFETCH(int, previous);
    QFETCH(int, pace);
    QFETCH(int, unmarkedPerMille);
    const auto score = scoreOf(1500, { static_cast<PreviousValues>(previous), static_cast<Pace>(pace) });
    QVERIFY(score.flaggedFinals > 0);
    QVERIFY(score.flaggedFinals < score.subscriptions / 2);
    QVERIFY(score.unmarkedWrongFinals * 1000 <= score.subscriptions * unmarkedPerMille);
}

void TimelinePropertiesTest::testTruth_WouldCatch_Comparator()
{
    SeededRandom random(historySeed);
    int wrong = 0;
    int dependent = 0;
    forEachHistory(
        500, { PreviousValues::Complete, Pace::Adversarial }, [&](const SubscriptionHistory &history) {
            Arrivals arrivals{ history.facts };
            shuffle(arrivals, random);
            wrong += greatestByPhaseCreatedId(arrivals[0]) != history.revisions.back().state ? 1 : 0;
            dependent
                += greatestByPhaseCreatedId(arrivals[0]) != greatestByPhaseCreatedId(history.facts) ? 1 : 0;
        });
    qInfo() << "seed" << historySeed << ":" << wrong << "wrong finals by (phase, created, id)";
    QCOMPARE(dependent, 0);
    QVERIFY(wrong > 50);
}

void TimelinePropertiesTest::testObservations_ThatAreTrue_ChangeNothing()
{
    SeededRandom random(historySeed);
    int changed = 0;
    const auto visit = [&](const SubscriptionHistory &history) {
        const auto observations = trueObservations(history, random);
        changed += revisionsOf(analytics::timeline(history.facts, observations)) != history.revisions ? 1 : 0;
    };
    forEachHistory(600, { PreviousValues::Complete, Pace::Realistic }, visit);
    forEachHistory(600, { PreviousValues::Complete, Pace::Adversarial }, visit);
    QCOMPARE(changed, 0);
}

void TimelinePropertiesTest::testObservations_MakeFlaggedFinalsTrue()
{
    int repaired = 0;
    int wrong = 0;
    const auto visit = [&](const SubscriptionHistory &history) {
        const auto guess = analytics::timeline(history.facts, {});
        if (!analytics::wantsObservation(guess.back())) {
            return;
        }
        auto latest = history.states.back().time;
        for (const auto &fact : history.facts) {
            latest = std::max(latest, fact.created);
        }
        const std::vector<Observation> read{ observationAt(history, latest + 10, "obs_1") };
        const auto entries = analytics::timeline(history.facts, read);
        wrong += *entries.back().state != history.revisions.back().state ? 1 : 0;
        repaired += *guess.back().state != *entries.back().state ? 1 : 0;
    };
    forEachHistory(600, { PreviousValues::Absent, Pace::Adversarial }, visit);
    forEachHistory(600, { PreviousValues::Mixed, Pace::Adversarial }, visit);
    qInfo() << "seed" << historySeed << ":" << repaired << "finals repaired by one read each";
    QCOMPARE(wrong, 0);
    QVERIFY(repaired > 50);
}

void TimelinePropertiesTest::testObservations_RepairLostEvents_AndYieldToThem()
{
    SeededRandom random(historySeed);
    int unrepaired = 0;
    int different = 0;
    const auto visit = [&](const SubscriptionHistory &history) {
        Facts known;
        for (const auto &fact : history.facts) {
            if (random.percent(70) || &fact == &history.facts.front()) {
                known.push_back(fact);
            }
        }
        auto latest = history.states.back().time;
        for (const auto &fact : history.facts) {
            latest = std::max(latest, fact.created);
        }
        const std::vector<Observation> read{ observationAt(history, latest + 10, "obs_1") };
        const auto reconciled = analytics::timeline(known, read);
        const bool isEnded = history.revisions.back().state.raw("ended_at") != "null";
        unrepaired += !isEnded && *reconciled.back().state != history.revisions.back().state ? 1 : 0;
        different += revisionsOf(analytics::timeline(history.facts, read)) != history.revisions ? 1 : 0;
    };
    forEachHistory(1000, { PreviousValues::Complete, Pace::Adversarial }, visit);
    QCOMPARE(unrepaired, 0);
    QCOMPARE(different, 0);
}

QTEST_GUILESS_MAIN(TimelinePropertiesTest)
#include "timelinepropertiestest.moc"
