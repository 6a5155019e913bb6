#include "models/analytics/timeline.h"

#include "tests/models/analytics/factbuilder.h"

#include <QTest>

#include <algorithm>

using namespace billhook;
using namespace billhook::support;
using analytics::Quality;
using analytics::timeline;
using analytics::TimelineEntry;
using domain::Fact;
using domain::Observation;
using domain::Phase;
using domain::State;

namespace {

const auto a = quantityState(1);
const auto b = quantityState(2);
const auto c = quantityState(3);
constexpr auto t = epoch;

using Facts = std::vector<Fact>;
using Observations = std::vector<Observation>;

Fact inPhase(Fact fact, Phase phase)
{
    fact.phase = phase;
    return fact;
}

/** "seconds after the epoch = event id" for each entry, joined by blanks. */
std::string outline(const std::vector<TimelineEntry> &entries)
{
    std::string text;
    for (const auto &entry : entries) {
        text += (text.empty() ? "" : " ") + std::to_string(entry.eff - epoch) + "=" + entry.eventId;
    }
    return text;
}

} // namespace

class TimelineTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void testTimeline_Empty_WithoutEvidence();
    void testTimeline_OneEntryPerSecond();
    void testTimeline_PhaseOutranksCreated();
    void testTimeline_LateCreation_IsDatedByTheObject();
    void testTimeline_EarlyCreation_IsDatedByTheEvent();
    void testTimeline_EqualNeighbours_KeepTheFirst();
    void testTimeline_EqualNeighbours_KeepTheFlag();
    void testTimeline_SameEventIdTwice_IsOne();
    void testTimeline_SameEventIdWithOtherContent_DoesNotDependOnOrder();
    void testTimeline_End_IsDatedByEndedAt();
    void testTimeline_End_EarlierEventDatesIt();
    void testTimeline_End_DropsWhatHasNoDuration();
    void testTimeline_AfterTheEnd_EditsStayAtTheEnd();
    void testTimeline_Deleted_IsSticky();
    void testTimeline_Deleted_IsAnEntryOfItsOwn();
    void testTimeline_TerminalUpdate_IsNotDeleted();
    void testTimeline_LaterPhase_IsNeverDatedBeforeEarlier();
    void testTimeline_NoCreation_AssumesBirth();
    void testTimeline_NoCreation_AssumesFirstOfAChain();
    void testTimeline_NoCreation_InTheSameSecond_AssumesNothing();
    void testTimeline_Gap_WhenPreviousValuesDoNotFit();
    void testTimeline_Gap_NotForSilentUpdate();
    void testTimeline_Gap_Survives_Merging();
    void testTimeline_Gap_NotWhenAWitnessCarriedTheChange();
    void testTimeline_Invoice_FromDraftToPaid();
    void testTimeline_Observation_IsAbsorbedWhenEqual();
    void testTimeline_Observation_IsIgnoredNearTheLastEvent();
    void testTimeline_Observation_AppendsWhatNoEventSaid();
    void testTimeline_Observation_ChangesBackLater();
    void testTimeline_Observation_PicksAmongCandidates();
    void testTimeline_Observation_NeverOverridesEvents();
    void testTimeline_Observation_AfterTheEnd_IsIgnored();
    void testTimeline_Observation_OfAnEnd_IsDatedByEndedAt();
    void testTimeline_OnlyObservations_AssumeBirth();
    void testWantsObservation_OnlyForGuesses();
};

void TimelineTest::testTimeline_Empty_WithoutEvidence()
{
    QVERIFY(timeline({}, {}).empty());
}

void TimelineTest::testTimeline_OneEntryPerSecond()
{
    const Facts facts{ createdFact("1", t, a), updatedFact("2", t + 5, a, b), updatedFact("3", t + 9, b, c) };
    const auto entries = timeline(facts, {});
    QCOMPARE(outline(entries), std::string("0=1 5=2 9=3"));
    QCOMPARE(*entries[1].state, b);
    QCOMPARE(entries[2].quality, Quality::Exact);
    QVERIFY(!entries[2].gap && !entries[2].deleted && !entries[2].assumed);
}

void TimelineTest::testTimeline_PhaseOutranksCreated()
{
    const auto incomplete = with(a, "status", "\"incomplete\"");
    const Facts facts{ createdFact("1", t, incomplete),
        inPhase(updatedFact("2", t + 8, incomplete, with(b, "status", "\"incomplete\"")), Phase::Early),
        updatedFact("3", t + 7, with(b, "status", "\"incomplete\""), b) };
    const auto entries = timeline(facts, {});
    QCOMPARE(*entries.back().state, b);
    QCOMPARE(outline(entries), std::string("0=1 8=3"));
}

void TimelineTest::testTimeline_LateCreation_IsDatedByTheObject()
{
    const Facts facts{ updatedFact("2", t + 5, a, b), createdFact("1", t + 30, a) };
    QCOMPARE(outline(timeline(facts, {})), std::string("0=1 5=2"));
}

void TimelineTest::testTimeline_EarlyCreation_IsDatedByTheEvent()
{
    const Facts facts{ createdFact("1", t - 1, a) };
    QCOMPARE(outline(timeline(facts, {})), std::string("-1=1"));
}

void TimelineTest::testTimeline_EqualNeighbours_KeepTheFirst()
{
    const Facts facts{ createdFact("1", t, a), witnessFact("2", t + 5, a), updatedFact("3", t + 9, a, b) };
    QCOMPARE(outline(timeline(facts, {})), std::string("0=1 9=3"));
}

void TimelineTest::testTimeline_EqualNeighbours_KeepTheFlag()
{
    const Facts facts{ createdFact("1", t, b), silentFact("2", t + 5, a), silentFact("3", t + 5, b) };
    const auto entries = timeline(facts, {});
    QCOMPARE(outline(entries), std::string("0=1"));
    QCOMPARE(entries[0].quality, Quality::Ambiguous);
}

void TimelineTest::testTimeline_SameEventIdTwice_IsOne()
{
    const auto flip = updatedFact("2", t + 5, a, b);
    const Facts facts{ flip, createdFact("1", t, a), flip, updatedFact("3", t + 5, b, a), flip };
    QCOMPARE(outline(timeline(facts, {})), std::string("0=1"));
}

void TimelineTest::testTimeline_SameEventIdWithOtherContent_DoesNotDependOnOrder()
{
    const auto birth = createdFact("1", t, a);
    const auto left = updatedFact("2", t + 5, a, b);
    const auto right = updatedFact("2", t + 5, a, c);
    const Facts forward{ birth, left, right };
    const Facts backward{ right, left, birth };
    QCOMPARE(*timeline(forward, {}).back().state, *timeline(backward, {}).back().state);
}

void TimelineTest::testTimeline_End_IsDatedByEndedAt()
{
    const Facts facts{ createdFact("1", t, a), deletedFact("2", t + 9, ended(a, t + 8)) };
    const auto entries = timeline(facts, {});
    QCOMPARE(outline(entries), std::string("0=1 8=2"));
    QVERIFY(entries[1].deleted);
}

void TimelineTest::testTimeline_End_EarlierEventDatesIt()
{
    const Facts facts{ createdFact("1", t, a), deletedFact("2", t + 7, ended(a, t + 8)) };
    QCOMPARE(outline(timeline(facts, {})), std::string("0=1 7=2"));
}

void TimelineTest::testTimeline_End_DropsWhatHasNoDuration()
{
    const Facts facts{ createdFact("1", t, a), updatedFact("2", t + 5, a, b), updatedFact("3", t + 8, b, c),
        updatedFact("4", t + 9, c, a), deletedFact("5", t + 10, ended(a, t + 8)) };
    QCOMPARE(outline(timeline(facts, {})), std::string("0=1 5=2 8=5"));
}

void TimelineTest::testTimeline_AfterTheEnd_EditsStayAtTheEnd()
{
    const auto end = ended(a, t + 8);
    const auto noted = with(end, "metadata", R"({"n":"1"})");
    const Facts facts{ createdFact("1", t, a), deletedFact("2", t + 8, end),
        inPhase(updatedFact("3", t + 90, end, noted), Phase::Terminal) };
    const auto entries = timeline(facts, {});
    QCOMPARE(outline(entries), std::string("0=1 8=3"));
    QCOMPARE(*entries.back().state, noted);
}

void TimelineTest::testTimeline_Deleted_IsSticky()
{
    const auto end = ended(a, t + 8);
    const Facts facts{ createdFact("1", t, a), deletedFact("2", t + 8, end),
        inPhase(updatedFact("3", t + 90, end, with(end, "metadata", "{\"n\":1}")), Phase::Terminal) };
    QVERIFY(timeline(facts, {}).back().deleted);
}

void TimelineTest::testTimeline_Deleted_IsAnEntryOfItsOwn()
{
    const Facts facts{ createdFact("1", t, a), deletedFact("2", t + 8, a) };
    const auto entries = timeline(facts, {});
    QCOMPARE(outline(entries), std::string("0=1 8=2"));
    QVERIFY(!entries[0].deleted && entries[1].deleted);
}

void TimelineTest::testTimeline_TerminalUpdate_IsNotDeleted()
{
    const auto paid = with(a, "status", "\"paid\"");
    const Facts facts{ createdFact("1", t, a), inPhase(updatedFact("2", t + 8, a, paid), Phase::Terminal) };
    const auto entries = timeline(facts, {});
    QCOMPARE(outline(entries), std::string("0=1 8=2"));
    QVERIFY(!entries[1].deleted);
}

void TimelineTest::testTimeline_LaterPhase_IsNeverDatedBeforeEarlier()
{
    const auto uncollectible = with(a, "status", "\"uncollectible\"");
    const Facts facts{ createdFact("1", t, a), updatedFact("2", t + 9, a, b),
        inPhase(silentFact("3", t + 4, uncollectible), Phase::Late) };
    QCOMPARE(outline(timeline(facts, {})), std::string("0=1 9=3"));
}

void TimelineTest::testTimeline_NoCreation_AssumesBirth()
{
    const Facts facts{ updatedFact("2", t + 5, a, b) };
    const auto entries = timeline(facts, {});
    QCOMPARE(outline(entries), std::string("0=2 5=2"));
    QCOMPARE(*entries[0].state, a);
    QCOMPARE(entries[0].quality, Quality::Assumed);
    QVERIFY(entries[0].assumed && !entries[1].assumed);

    const Facts silent{ silentFact("2", t + 5, b) };
    const auto merged = timeline(silent, {});
    QCOMPARE(outline(merged), std::string("0=2"));
    QVERIFY(merged[0].assumed);
}

void TimelineTest::testTimeline_NoCreation_AssumesFirstOfAChain()
{
    const Facts facts{ updatedFact("2", t + 5, b, c), updatedFact("3", t + 5, a, b) };
    const auto entries = timeline(facts, {});
    QCOMPARE(outline(entries), std::string("0=2 5=2"));
    QCOMPARE(*entries[0].state, a);
}

void TimelineTest::testTimeline_NoCreation_InTheSameSecond_AssumesNothing()
{
    const Facts facts{ updatedFact("2", t, a, b) };
    const auto entries = timeline(facts, {});
    QCOMPARE(outline(entries), std::string("0=2"));
    QVERIFY(!entries[0].assumed);
}

void TimelineTest::testTimeline_Gap_WhenPreviousValuesDoNotFit()
{
    const Facts facts{ createdFact("1", t, a), updatedFact("2", t + 5, b, c) };
    const auto entries = timeline(facts, {});
    QVERIFY(!entries[0].gap);
    QVERIFY(entries[1].gap);
}

void TimelineTest::testTimeline_Gap_NotForSilentUpdate()
{
    const Facts facts{ createdFact("1", t, a), silentFact("2", t + 5, c) };
    QVERIFY(!timeline(facts, {})[1].gap);
}

void TimelineTest::testTimeline_Gap_Survives_Merging()
{
    const Facts facts{ createdFact("1", t, a), updatedFact("2", t + 5, b, a) };
    const auto entries = timeline(facts, {});
    QCOMPARE(outline(entries), std::string("0=1"));
    QVERIFY(entries[0].gap);
}

void TimelineTest::testTimeline_Gap_NotWhenAWitnessCarriedTheChange()
{
    const Facts facts{ createdFact("1", t, a), witnessFact("2", t + 5, b), updatedFact("3", t + 5, b, c) };
    const auto entries = timeline(facts, {});
    QCOMPARE(outline(entries), std::string("0=1 5=3"));
    QVERIFY(!entries[1].gap);
    QCOMPARE(entries[1].quality, Quality::Exact);
}

void TimelineTest::testTimeline_Invoice_FromDraftToPaid()
{
    const auto draft = with(with(a, "status", "\"draft\""), "attempt_count", "0");
    const auto priced = with(draft, "metadata", R"({"po":"7"})");
    const auto open = with(priced, "status", "\"open\"");
    const auto failed = with(open, "attempt_count", "1");
    const auto paid = with(failed, "status", "\"paid\"");
    const Facts facts{ inPhase(witnessFact("8", t + 9, paid), Phase::Terminal),
        inPhase(updatedFact("7", t + 9, failed, paid), Phase::Terminal), witnessFact("5", t + 1, failed),
        updatedFact("4", t + 1, open, failed), witnessFact("3", t + 1, open),
        inPhase(updatedFact("2", t + 1, draft, priced), Phase::Early), createdFact("1", t, draft) };
    const auto entries = timeline(facts, {});
    QCOMPARE(outline(entries), std::string("0=1 1=4 9=7"));
    QCOMPARE(*entries[1].state, failed);
    QVERIFY(std::none_of(entries.begin(), entries.end(), [](const auto &entry) { return entry.gap; }));
}

void TimelineTest::testTimeline_Observation_IsAbsorbedWhenEqual()
{
    const Facts facts{ createdFact("1", t, a), updatedFact("2", t + 5, a, b) };
    const Observations seen{ observationOf("o", t + 60, b) };
    QCOMPARE(outline(timeline(facts, seen)), std::string("0=1 5=2"));
}

void TimelineTest::testTimeline_Observation_IsIgnoredNearTheLastEvent()
{
    const Facts facts{ createdFact("1", t, a), updatedFact("2", t + 5, a, b) };
    const Observations near{ observationOf("o", t + 10, a) };
    QCOMPARE(outline(timeline(facts, near)), std::string("0=1 5=2"));
    const Observations later{ observationOf("o", t + 11, a) };
    QCOMPARE(outline(timeline(facts, later)), std::string("0=1 5=2 11=o"));
}

void TimelineTest::testTimeline_Observation_AppendsWhatNoEventSaid()
{
    const Facts facts{ createdFact("1", t, a) };
    const Observations seen{ observationOf("o1", t + 60, c), observationOf("o0", t + 70, c) };
    const auto entries = timeline(facts, seen);
    QCOMPARE(outline(entries), std::string("0=1 60=o1"));
    QCOMPARE(entries[1].quality, Quality::Observed);
    QCOMPARE(*entries[1].state, c);
}

void TimelineTest::testTimeline_Observation_ChangesBackLater()
{
    const Facts facts{ createdFact("1", t, a) };
    const Observations seen{ observationOf("o2", t + 90, a), observationOf("o1", t + 60, c),
        observationOf("o3", t + 93, c) };
    QCOMPARE(outline(timeline(facts, seen)), std::string("0=1 60=o1 90=o2 93=o3"));
    const Observations quick{ observationOf("o1", t + 60, c), observationOf("o2", t + 62, b),
        observationOf("o3", t + 64, c) };
    QCOMPARE(outline(timeline(facts, quick)), std::string("0=1 60=o1 62=o2"));
}

void TimelineTest::testTimeline_Observation_PicksAmongCandidates()
{
    const Facts facts{ createdFact("1", t, a), silentFact("2", t + 5, b), silentFact("3", t + 5, c) };
    QCOMPARE(outline(timeline(facts, {})), std::string("0=1 5=3"));
    const Observations seen{ observationOf("o", t + 60, b) };
    const auto entries = timeline(facts, seen);
    QCOMPARE(outline(entries), std::string("0=1 5=2"));
    QCOMPARE(entries[1].quality, Quality::Observed);
}

void TimelineTest::testTimeline_Observation_NeverOverridesEvents()
{
    const Facts facts{ createdFact("1", t, a), updatedFact("2", t + 5, a, b),
        updatedFact("3", t + 90, b, c) };
    const Observations seen{ observationOf("o", t + 60, a) };
    QCOMPARE(outline(timeline(facts, seen)), std::string("0=1 5=2 90=3"));
}

void TimelineTest::testTimeline_Observation_AfterTheEnd_IsIgnored()
{
    const Facts facts{ createdFact("1", t, a), deletedFact("2", t + 5, ended(a, t + 5)) };
    const Observations seen{ observationOf("o", t + 60, c) };
    QCOMPARE(outline(timeline(facts, seen)), std::string("0=1 5=2"));
}

void TimelineTest::testTimeline_Observation_OfAnEnd_IsDatedByEndedAt()
{
    const Facts facts{ createdFact("1", t, a), updatedFact("2", t + 5, a, b) };
    const Observations seen{ observationOf("o", t + 60, ended(b, t + 20)) };
    QCOMPARE(outline(timeline(facts, seen)), std::string("0=1 5=2 20=o"));
    const Observations early{ observationOf("o", t + 60, ended(b, t + 3)) };
    QCOMPARE(outline(timeline(facts, early)), std::string("0=1 3=o"));
}

void TimelineTest::testTimeline_OnlyObservations_AssumeBirth()
{
    const Observations seen{ observationOf("o2", t + 90, b), observationOf("o1", t + 60, a) };
    const auto entries = timeline({}, seen);
    QCOMPARE(outline(entries), std::string("0=o1 90=o2"));
    QVERIFY(entries[0].assumed);
    QCOMPARE(entries[1].quality, Quality::Observed);
}

void TimelineTest::testWantsObservation_OnlyForGuesses()
{
    TimelineEntry head;
    for (const auto quality : { Quality::Ambiguous, Quality::Inferred, Quality::Hint }) {
        head.quality = quality;
        QVERIFY(analytics::wantsObservation(head));
    }
    for (const auto quality : { Quality::Exact, Quality::Observed, Quality::Assumed }) {
        head.quality = quality;
        QVERIFY(!analytics::wantsObservation(head));
    }
}

QTEST_GUILESS_MAIN(TimelineTest)
#include "timelinetest.moc"
