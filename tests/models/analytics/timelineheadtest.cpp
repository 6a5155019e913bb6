#include "models/analytics/timelinehead.h"

#include "tests/models/analytics/factbuilder.h"
#include "tests/models/analytics/histories.h"

#include <QDebug>
#include <QTest>

using namespace billhook;
using namespace billhook::support;
using analytics::canAppend;
using analytics::Quality;
using analytics::TimelineEntry;
using analytics::TimelineHead;
using domain::Fact;
using domain::Phase;

namespace {

const auto a = quantityState(1);
const auto b = quantityState(2);
const auto c = quantityState(3);
constexpr auto t = epoch;

/** The head points into `facts`. */
TimelineHead headAfter(const Facts &facts, const std::vector<domain::Observation> &observations = {})
{
    const auto entries = analytics::timeline(facts, observations);
    return analytics::headOf(facts, observations, entries).value();
}

bool isSame(const TimelineEntry &left, const TimelineEntry &right)
{
    return left.eff == right.eff && *left.state == *right.state && left.quality == right.quality
        && left.eventId == right.eventId && left.deleted == right.deleted && left.gap == right.gap
        && left.assumed == right.assumed;
}

/** What the shortcut makes of `known` and then `fact`. */
std::vector<TimelineEntry> appended(const Facts &known, const Fact &fact)
{
    auto entries = analytics::timeline(known, {});
    if (const auto entry = analytics::appendedEntry(headAfter(known), fact)) {
        entries.push_back(*entry);
    }
    return entries;
}

/** How often the shortcut was open, and how often it led elsewhere than the fold. */
struct Comparison
{
    int steps = 0;
    int shortcuts = 0;
    int differences = 0;
};

void compareStepByStep(const Facts &arrived, Comparison &comparison)
{
    Facts known{ arrived.front() };
    for (std::size_t position = 1; position < arrived.size(); ++position) {
        const auto &fact = arrived[position];
        const auto before = known;
        known.push_back(fact);
        ++comparison.steps;
        if (!canAppend(headAfter(before), fact)) {
            continue;
        }
        ++comparison.shortcuts;
        const auto full = analytics::timeline(known, {});
        const auto shortcut = appended(before, fact);
        const bool isEqual = std::equal(full.begin(), full.end(), shortcut.begin(), shortcut.end(), isSame);
        comparison.differences += isEqual ? 0 : 1;
    }
}

} // namespace

class TimelineHeadTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void testHeadOf_Nothing_WithoutFacts();
    void testHeadOf_KnowsItsSecond();
    void testCanAppend_LaterUpdate();
    void testCanAppend_Refuses_data();
    void testCanAppend_Refuses();
    void testCanAppend_OpenSecond_NeedsPreviousValues();
    void testCanAppend_Refuses_WithObservations();
    void testAppendedEntry_Nothing_WhenStateStays();
    void testAppendedEntry_EqualsTheFold_data();
    void testAppendedEntry_EqualsTheFold();
};

void TimelineHeadTest::testHeadOf_Nothing_WithoutFacts()
{
    QVERIFY(!analytics::headOf({}, {}, {}).has_value());
}

void TimelineHeadTest::testHeadOf_KnowsItsSecond()
{
    const Facts headFacts{ createdFact("1", t + 90, a), updatedFact("2", t + 5, a, b),
        silentFact("3", t + 5, c) };
    const auto head = headAfter(headFacts);
    QCOMPARE(head.phase, Phase::Living);
    QCOMPARE(head.latestFact, t + 90);
    QCOMPARE(head.entry.eff, t + 5);
    QVERIFY(!head.hasOneState);
    QVERIFY(!head.hasObservations);
}

void TimelineHeadTest::testCanAppend_LaterUpdate()
{
    const Facts headFacts{ createdFact("1", t, a), updatedFact("2", t + 5, a, b) };
    const auto head = headAfter(headFacts);
    QVERIFY(canAppend(head, updatedFact("3", t + 6, b, c)));
    QVERIFY(canAppend(head, silentFact("3", t + 6, c)));
    QVERIFY(canAppend(head, deletedFact("3", t + 6, ended(b, t + 6))));
}

void TimelineHeadTest::testCanAppend_Refuses_data()
{
    QTest::addColumn<int>("number");
    QTest::newRow("the same second") << 0;
    QTest::newRow("an earlier second") << 1;
    QTest::newRow("a gap") << 2;
    QTest::newRow("an earlier phase") << 3;
    QTest::newRow("a creation") << 4;
    QTest::newRow("an end before the head") << 5;
}

void TimelineHeadTest::testCanAppend_Refuses()
{
    QFETCH(int, number);
    auto early = silentFact("3", t + 6, c);
    early.phase = Phase::Early;
    const Facts refused{ updatedFact("3", t + 5, b, c), updatedFact("3", t + 4, b, c),
        updatedFact("3", t + 6, a, c), early, createdFact("3", t + 6, c),
        deletedFact("3", t + 6, ended(b, t + 5)) };
    const Facts headFacts{ createdFact("1", t, a), updatedFact("2", t + 5, a, b) };
    const auto head = headAfter(headFacts);
    QVERIFY(!canAppend(head, refused[static_cast<std::size_t>(number)]));
}

void TimelineHeadTest::testCanAppend_OpenSecond_NeedsPreviousValues()
{
    const Facts solvedFacts{ createdFact("1", t, a), updatedFact("2", t + 5, a, b),
        updatedFact("3", t + 5, b, c) };
    const auto solved = headAfter(solvedFacts);
    QCOMPARE(solved.entry.quality, Quality::Exact);
    QVERIFY(canAppend(solved, updatedFact("4", t + 6, c, a)));
    QVERIFY(!canAppend(solved, silentFact("4", t + 6, a)));
    const Facts guessedFacts{ createdFact("1", t, a), silentFact("2", t + 5, b), silentFact("3", t + 5, c) };
    const auto guessed = headAfter(guessedFacts);
    QVERIFY(!canAppend(guessed, updatedFact("4", t + 6, c, a)));
}

void TimelineHeadTest::testCanAppend_Refuses_WithObservations()
{
    const Facts headFacts{ createdFact("1", t, a) };
    const auto head = headAfter(headFacts, { observationOf("o", t + 60, a) });
    QVERIFY(!canAppend(head, updatedFact("2", t + 90, a, b)));
}

void TimelineHeadTest::testAppendedEntry_Nothing_WhenStateStays()
{
    const Facts headFacts{ createdFact("1", t, a) };
    const auto head = headAfter(headFacts);
    QVERIFY(!analytics::appendedEntry(head, witnessFact("2", t + 5, a)).has_value());
    QVERIFY(analytics::appendedEntry(head, deletedFact("2", t + 5, a)).has_value());
}

void TimelineHeadTest::testAppendedEntry_EqualsTheFold_data()
{
    QTest::addColumn<int>("previous");
    QTest::addColumn<int>("pace");
    QTest::addColumn<bool>("isShuffled");
    const auto absent = static_cast<int>(PreviousValues::Absent);
    const auto complete = static_cast<int>(PreviousValues::Complete);
    const auto mixed = static_cast<int>(PreviousValues::Mixed);
    const auto realistic = static_cast<int>(Pace::Realistic);
    const auto adversarial = static_cast<int>(Pace::Adversarial);
    QTest::newRow("complete, realistic, in order") << complete << realistic << false;
    QTest::newRow("complete, adversarial, in order") << complete << adversarial << false;
    QTest::newRow("complete, adversarial, shuffled") << complete << adversarial << true;
    QTest::newRow("mixed, adversarial, shuffled") << mixed << adversarial << true;
    QTest::newRow("absent, adversarial, in order") << absent << adversarial << false;
    QTest::newRow("absent, realistic, shuffled") << absent << realistic << true;
}

void TimelineHeadTest::testAppendedEntry_EqualsTheFold()
{
    QFETCH(int, previous);
    QFETCH(int, pace);
    QFETCH(bool, isShuffled);
    SeededRandom random(historySeed);
    Comparison comparison;
    forEachHistory(300, { static_cast<PreviousValues>(previous), static_cast<Pace>(pace) },
        [&](const SubscriptionHistory &history) {
            Arrivals arrivals{ history.facts };
            if (isShuffled) {
                shuffle(arrivals, random);
            }
            compareStepByStep(arrivals[0], comparison);
        });
    qInfo() << "seed" << historySeed << ":" << comparison.shortcuts << "shortcuts in" << comparison.steps
            << "steps";
    QVERIFY(comparison.shortcuts > 100);
    QCOMPARE(comparison.differences, 0);
}

QTEST_GUILESS_MAIN(TimelineHeadTest)
#include "timelineheadtest.moc"
