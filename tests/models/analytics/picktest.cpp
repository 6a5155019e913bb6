#include "models/analytics/pick.h"

#include "tests/models/analytics/factbuilder.h"

#include <QTest>

#include <optional>

using namespace billhook;
using namespace billhook::support;
using analytics::Event;
using analytics::Quality;
using analytics::Second;
using analytics::StateIndex;
using domain::Fact;
using domain::State;

namespace {

const auto a = quantityState(1);
const auto b = quantityState(2);
const auto c = quantityState(3);
constexpr auto t = epoch;

/** What surrounds the second that is asked about. */
struct Around
{
    std::optional<State> before;
    std::vector<Fact> next;
    std::vector<domain::Observation> observations;
    bool isBeforeSure = true;
};

struct Answer
{
    std::string eventId;
    Quality quality = Quality::Exact;
    bool contradictsAnchor = false;
};

std::vector<Event> eventsOf(const std::vector<Fact> &facts, StateIndex &states)
{
    std::vector<Event> events;
    for (const auto &fact : facts) {
        events.push_back(
            { &fact, fact.pre ? states.idOf(*fact.pre) : analytics::unknownState, states.idOf(fact.post) });
    }
    return analytics::collapseTwins(std::move(events));
}

Answer ask(const std::vector<Fact> &facts, const Around &around)
{
    StateIndex states;
    const auto bucket = eventsOf(facts, states);
    const auto next = analytics::startsOf(eventsOf(around.next, states), states);
    std::vector<analytics::Sighting> sightings;
    for (const auto &observation : around.observations) {
        sightings.push_back({ &observation, states.idOf(observation.state) });
    }
    const Second second{ t, bucket, around.before ? states.idOf(*around.before) : analytics::unknownState,
        around.isBeforeSure, next, sightings };
    const auto picked = analytics::pick(second, states);
    return { picked.event.fact->eventId, picked.quality, picked.contradictsAnchor };
}

/** An update that lists only `field`, so that the rest of its previous state is that of the new one. */
Fact partialFact(
    const std::string &id, const std::string &field, const std::string &previous, const State &post)
{
    return updatedFact(id, t, with(post, field, previous), post);
}

} // namespace

class PickTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void testPick_OneState_IsExactWithLeastId();
    void testPick_Chain_IsExact();
    void testPick_FlipThereAndBack_IsExact();
    void testPick_Witness_OfAnUnlistedChange_IsExact();
    void testPick_PartialPreviousValues_IsInferred();
    void testPick_WrongAnchor_StillSolvesChain();
    void testPick_WrongNext_StillSolvesChain();
    void testPick_IdleUpdate_DoesNotDecide();
    void testPick_ItemWithoutPeriod_IsTheSameItem();
    void testPick_Witness_DoesNotOutlastAnActivation();
    void testPick_GuessedAnchor_IsNotBelieved();
    void testPick_GuessedAnchor_DoesNotMatterToAChain();
    void testPick_Silent_NextSecondDecides();
    void testPick_Silent_ObservationDecides();
    void testPick_Silent_LaterObservationOutranksOneInTheSecond();
    void testPick_Silent_ForeignObservationIsIgnored();
    void testPick_Silent_LatestPeriodIsHint();
    void testPick_Silent_MostAttemptsIsHint();
    void testPick_Silent_GreatestIdIsAmbiguous();
};

void PickTest::testPick_OneState_IsExactWithLeastId()
{
    const auto answer = ask({ silentFact("m", t, b), updatedFact("k", t, a, b) }, { c, {}, {} });
    QCOMPARE(answer.eventId, std::string("k"));
    QCOMPARE(answer.quality, Quality::Exact);
}

void PickTest::testPick_Chain_IsExact()
{
    const auto answer = ask({ updatedFact("k", t, b, c), updatedFact("m", t, a, b) }, { a, {}, {} });
    QCOMPARE(answer.eventId, std::string("k"));
    QCOMPARE(answer.quality, Quality::Exact);
    QVERIFY(!answer.contradictsAnchor);
}

void PickTest::testPick_FlipThereAndBack_IsExact()
{
    auto again = updatedFact("m", t, a, b);
    again.requestId = "req_2";
    const std::vector<Fact> flips{ updatedFact("z", t, a, b), updatedFact("k", t, b, a), again };
    QCOMPARE(ask(flips, { a, {}, {} }).quality, Quality::Exact);
    QCOMPARE(ask(flips, { a, {}, {} }).eventId, std::string("m"));
    QCOMPARE(ask({ flips[0], flips[1] }, { a, {}, {} }).eventId, std::string("k"));
}

void PickTest::testPick_Witness_OfAnUnlistedChange_IsExact()
{
    const auto paused = with(b, "status", "\"paused\"");
    const auto answer = ask({ updatedFact("k", t, a, b), witnessFact("w", t, paused) }, { a, {}, {} });
    QCOMPARE(answer.eventId, std::string("w"));
    QCOMPARE(answer.quality, Quality::Exact);
}

void PickTest::testPick_PartialPreviousValues_IsInferred()
{
    const auto noted = with(b, "metadata", R"({"n":"1"})");
    const auto answer
        = ask({ partialFact("k", "items", std::string(a.raw("items")), noted), updatedFact("z", t, c, a) },
            { c, {}, {} });
    QCOMPARE(answer.eventId, std::string("k"));
    QCOMPARE(answer.quality, Quality::Inferred);
}

void PickTest::testPick_WrongAnchor_StillSolvesChain()
{
    const auto answer
        = ask({ updatedFact("k", t, b, c), updatedFact("m", t, a, b) }, { quantityState(9), {}, {} });
    QCOMPARE(answer.eventId, std::string("k"));
    QCOMPARE(answer.quality, Quality::Inferred);
    QVERIFY(answer.contradictsAnchor);
}

void PickTest::testPick_WrongNext_StillSolvesChain()
{
    const auto answer = ask({ updatedFact("k", t, b, c), updatedFact("m", t, a, b) },
        { a, { updatedFact("n", t + 1, quantityState(9), a) }, {} });
    QCOMPARE(answer.eventId, std::string("k"));
    QCOMPARE(answer.quality, Quality::Inferred);
    QVERIFY(!answer.contradictsAnchor);
}

void PickTest::testPick_IdleUpdate_DoesNotDecide()
{
    // The last may have left out that it was a way back from b.
    const auto answer = ask({ updatedFact("k", t, a, b), updatedFact("m", t, a, a) }, { a, {}, {} });
    QCOMPARE(answer.eventId, std::string("k"));
    QCOMPARE(answer.quality, Quality::Inferred);
}

void PickTest::testPick_ItemWithoutPeriod_IsTheSameItem()
{
    const auto item = [](const char *more, const char *quantity) {
        return R"([{)" + std::string(more) + R"("id":"si_1","quantity":)" + quantity + "}]";
    };
    const auto whole = with(a, "items", item(R"("current_period_end":9,"current_period_start":5,)", "1"));
    const auto bare = with(a, "items", item("", "1"));
    const auto more = with(a, "items", item(R"("current_period_end":9,"current_period_start":5,)", "2"));
    const auto answer
        = ask({ updatedFact("k", t, bare, more), updatedFact("m", t, more, whole) }, { whole, {}, {} });
    QCOMPARE(answer.eventId, std::string("m"));
    QCOMPARE(answer.quality, Quality::Exact);
}

void PickTest::testPick_Witness_DoesNotOutlastAnActivation()
{
    const auto trial = with(a, "status", "\"trialing\"");
    auto renewal = with(a, "current_period_start", "9");
    const auto next = updatedFact("n", t + 9, with(renewal, "current_period_end", "9"), renewal);
    const auto answer
        = ask({ witnessFact("w", t, trial), updatedFact("k", t, trial, a) }, { trial, { next }, {} });
    QCOMPARE(answer.eventId, std::string("k"));
    QCOMPARE(answer.quality, Quality::Inferred);
}

void PickTest::testPick_GuessedAnchor_IsNotBelieved()
{
    const auto answer = ask({ updatedFact("k", t, a, b), updatedFact("m", t, b, a) }, { a, {}, {}, false });
    QCOMPARE(answer.eventId, std::string("m"));
    QCOMPARE(answer.quality, Quality::Inferred);
}

void PickTest::testPick_GuessedAnchor_DoesNotMatterToAChain()
{
    const auto answer = ask({ updatedFact("k", t, b, c), updatedFact("m", t, a, b) }, { a, {}, {}, false });
    QCOMPARE(answer.quality, Quality::Exact);
}

void PickTest::testPick_Silent_NextSecondDecides()
{
    const auto answer
        = ask({ silentFact("m", t, c), silentFact("k", t, b) }, { a, { updatedFact("n", t + 1, b, a) }, {} });
    QCOMPARE(answer.eventId, std::string("k"));
    QVERIFY(answer.quality != Quality::Ambiguous);
}

void PickTest::testPick_Silent_ObservationDecides()
{
    const auto answer
        = ask({ silentFact("m", t, c), silentFact("k", t, b) }, { a, {}, { observationOf("o", t + 9, b) } });
    QCOMPARE(answer.eventId, std::string("k"));
    QCOMPARE(answer.quality, Quality::Observed);
}

void PickTest::testPick_Silent_LaterObservationOutranksOneInTheSecond()
{
    const auto answer = ask({ silentFact("m", t, c), silentFact("k", t, b) },
        { a, {}, { observationOf("o1", t, c), observationOf("o2", t + 9, b) } });
    QCOMPARE(answer.eventId, std::string("k"));
}

void PickTest::testPick_Silent_ForeignObservationIsIgnored()
{
    const auto answer = ask({ silentFact("m", t, c), silentFact("k", t, b) },
        { a, {}, { observationOf("o", t + 9, quantityState(9)) } });
    QCOMPARE(answer.eventId, std::string("m"));
    QCOMPARE(answer.quality, Quality::Ambiguous);
}

void PickTest::testPick_Silent_LatestPeriodIsHint()
{
    const auto older = with(c, "current_period_start", "99");
    const auto newer = with(b, "current_period_start", "100");
    const auto answer = ask({ silentFact("m", t, older), silentFact("k", t, newer) }, { a, {}, {} });
    QCOMPARE(answer.eventId, std::string("k"));
    QCOMPARE(answer.quality, Quality::Hint);
}

void PickTest::testPick_Silent_MostAttemptsIsHint()
{
    const auto answer = ask({ silentFact("m", t, with(c, "attempt_count", "2")),
                                silentFact("k", t, with(b, "attempt_count", "10")) },
        { a, {}, {} });
    QCOMPARE(answer.eventId, std::string("k"));
    QCOMPARE(answer.quality, Quality::Hint);
}

void PickTest::testPick_Silent_GreatestIdIsAmbiguous()
{
    const auto answer = ask({ silentFact("m", t, c), silentFact("k", t, b) }, { a, {}, {} });
    QCOMPARE(answer.eventId, std::string("m"));
    QCOMPARE(answer.quality, Quality::Ambiguous);
}

QTEST_GUILESS_MAIN(PickTest)
#include "picktest.moc"
