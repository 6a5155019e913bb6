#include "models/analytics/orders.h"

#include "tests/models/analytics/factbuilder.h"

#include <QTest>

#include <algorithm>

using namespace billhook;
using namespace billhook::support;
using analytics::Boundary;
using analytics::Event;
using analytics::StateIndex;
using analytics::Strictness;
using domain::Fact;

namespace {

const auto a = quantityState(1);
const auto b = quantityState(2);
const auto c = quantityState(3);
constexpr auto t = epoch;

/** Owns the facts behind a bucket of events. */
class Bench final
{
public:
    explicit Bench(std::vector<Fact> facts)
        : m_facts(std::move(facts))
    {
        std::vector<Event> events;
        for (const auto &fact : m_facts) {
            events.push_back({ &fact, fact.pre ? states.idOf(*fact.pre) : analytics::unknownState,
                states.idOf(fact.post) });
        }
        bucket = analytics::collapseTwins(std::move(events));
    }

    std::string lastIds(const Boundary &boundary) const
    {
        return idsOf(analytics::lastEvents(bucket, boundary, states));
    }
    std::string startIds() const { return idsOf(analytics::startsOf(bucket, states)); }
    static std::string idsOf(const std::vector<Event> &events)
    {
        std::vector<std::string> ids;
        for (const auto &event : events) {
            ids.push_back(event.fact->eventId);
        }
        std::sort(ids.begin(), ids.end());
        std::string joined;
        for (const auto &id : ids) {
            joined += id;
        }
        return joined;
    }

    StateIndex states;
    std::vector<Event> bucket;

private:
    std::vector<Fact> m_facts;
};

Fact inRequest(Fact fact, const std::string &request)
{
    fact.requestId = request;
    return fact;
}

/** `count` changes between two states, in as many requests. */
std::vector<Fact> manyFlips(int count)
{
    std::vector<Fact> facts;
    for (int number = 0; number < count; ++number) {
        const auto id = std::string(1, static_cast<char>('a' + number));
        facts.push_back(inRequest(updatedFact(id, t, number % 2 == 0 ? a : b, number % 2 == 0 ? b : a), id));
    }
    return facts;
}

} // namespace

class OrdersTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void testCollapseTwins_KeepsLeastId_OfOneChange();
    void testCollapseTwins_KeepsBoth_OfTwoRequests();
    void testCollapseTwins_KeepsBoth_WhenOnlyOneHasARequest();
    void testCollapseTwins_KeepsBoth_OfTwoTypes();
    void testCanFollow_Anything_WhenBeforeIsUnknown();
    void testCanFollow_Strict_ComparesWholeState();
    void testCanFollow_Loose_ComparesListedFields();
    void testCanFollow_Witness_ChangesNothingWhenStrict();
    void testCanFollow_Deleted_KeepsItemsDiscountsMetadata();
    void testCanFollow_Silent_Always();
    void testStartsOf_FirstOfChain();
    void testStartsOf_AllOfCycle();
    void testStartsOf_None_WithSilentUpdate();
    void testStartsOf_OnlyDelete();
    void testStartsOf_DeleteBeforeLaterEdits();
    void testLastEvents_EndOfChain();
    void testLastEvents_CycleEndsAtAnchor();
    void testLastEvents_CycleWithoutAnchor_IsOpen();
    void testLastEvents_NextSecondDecides();
    void testLastEvents_None_WhenAnchorDoesNotFit();
    void testLastEvents_Witness_StandsInPlace();
    void testLastEvents_ManyFlips_AreCounted_data();
    void testLastEvents_ManyFlips_AreCounted();
    void testLastEvents_Counting_RefusesSilentUpdate();
    void testLastEvents_Counting_RefusesDisconnectedCycle();
    void testLastEvents_Counting_StartsWithDelete();
};

void OrdersTest::testCollapseTwins_KeepsLeastId_OfOneChange()
{
    const Bench bench({ updatedFact("z", t, a, b), updatedFact("k", t, a, b), updatedFact("m", t, a, b) });
    QCOMPARE(Bench::idsOf(bench.bucket), std::string("k"));
}

void OrdersTest::testCollapseTwins_KeepsBoth_OfTwoRequests()
{
    const Bench bench(
        { inRequest(updatedFact("k", t, a, b), "req_1"), inRequest(updatedFact("m", t, a, b), "req_2") });
    QCOMPARE(Bench::idsOf(bench.bucket), std::string("km"));
}

void OrdersTest::testCollapseTwins_KeepsBoth_WhenOnlyOneHasARequest()
{
    const Bench bench({ updatedFact("k", t, a, b), inRequest(updatedFact("m", t, a, b), "req_2") });
    QCOMPARE(Bench::idsOf(bench.bucket), std::string("km"));
}

void OrdersTest::testCollapseTwins_KeepsBoth_OfTwoTypes()
{
    const Bench bench({ witnessFact("k", t, b), silentFact("m", t, b) });
    QCOMPARE(Bench::idsOf(bench.bucket), std::string("km"));
}

void OrdersTest::testCanFollow_Anything_WhenBeforeIsUnknown()
{
    const Bench bench({ updatedFact("k", t, a, b) });
    QVERIFY(canFollow(analytics::unknownState, bench.bucket[0], Strictness::Strict, bench.states));
}

void OrdersTest::testCanFollow_Strict_ComparesWholeState()
{
    Bench bench({ updatedFact("k", t, a, b) });
    const auto noted = with(a, "metadata", R"({"n":"1"})");
    QVERIFY(canFollow(bench.states.idOf(a), bench.bucket[0], Strictness::Strict, bench.states));
    QVERIFY(!canFollow(bench.states.idOf(noted), bench.bucket[0], Strictness::Strict, bench.states));
    QVERIFY(!canFollow(bench.states.idOf(noted), bench.bucket[0], Strictness::Mid, bench.states));
}

void OrdersTest::testCanFollow_Loose_ComparesListedFields()
{
    Bench bench({ updatedFact("k", t, a, b) });
    const auto noted = with(a, "metadata", R"({"n":"1"})");
    QVERIFY(canFollow(bench.states.idOf(noted), bench.bucket[0], Strictness::Loose, bench.states));
    QVERIFY(!canFollow(bench.states.idOf(c), bench.bucket[0], Strictness::Loose, bench.states));
}

void OrdersTest::testCanFollow_Witness_ChangesNothingWhenStrict()
{
    Bench bench({ witnessFact("k", t, b) });
    QVERIFY(canFollow(bench.states.idOf(b), bench.bucket[0], Strictness::Strict, bench.states));
    QVERIFY(!canFollow(bench.states.idOf(a), bench.bucket[0], Strictness::Strict, bench.states));
    QVERIFY(canFollow(bench.states.idOf(a), bench.bucket[0], Strictness::Mid, bench.states));
}

void OrdersTest::testCanFollow_Deleted_KeepsItemsDiscountsMetadata()
{
    Bench bench({ deletedFact("k", t, ended(a, t)) });
    const auto pastDue = with(a, "status", "\"past_due\"");
    QVERIFY(canFollow(bench.states.idOf(pastDue), bench.bucket[0], Strictness::Strict, bench.states));
    const std::vector<domain::State> others{ with(a, "items", "[7]"), with(a, "discounts", "[7]"),
        with(a, "metadata", "[7]") };
    for (const auto &other : others) {
        QVERIFY(!canFollow(bench.states.idOf(other), bench.bucket[0], Strictness::Mid, bench.states));
        QVERIFY(canFollow(bench.states.idOf(other), bench.bucket[0], Strictness::Loose, bench.states));
    }
}

void OrdersTest::testCanFollow_Silent_Always()
{
    Bench bench({ silentFact("k", t, b) });
    QVERIFY(canFollow(bench.states.idOf(c), bench.bucket[0], Strictness::Strict, bench.states));
}

void OrdersTest::testStartsOf_FirstOfChain()
{
    QCOMPARE(Bench({ updatedFact("k", t, b, c), updatedFact("m", t, a, b) }).startIds(), std::string("m"));
}

void OrdersTest::testStartsOf_AllOfCycle()
{
    QCOMPARE(Bench({ updatedFact("k", t, b, a), updatedFact("m", t, a, b) }).startIds(), std::string("km"));
}

void OrdersTest::testStartsOf_None_WithSilentUpdate()
{
    QCOMPARE(Bench({ silentFact("k", t, c), updatedFact("m", t, a, b) }).startIds(), std::string());
}

void OrdersTest::testStartsOf_OnlyDelete()
{
    QCOMPARE(Bench({ deletedFact("k", t, ended(a, t)) }).startIds(), std::string("k"));
}

void OrdersTest::testStartsOf_DeleteBeforeLaterEdits()
{
    const auto end = ended(a, t);
    const Bench bench(
        { updatedFact("k", t, end, with(end, "metadata", "{\"n\":1}")), deletedFact("m", t, end) });
    QCOMPARE(bench.startIds(), std::string("m"));
}

void OrdersTest::testLastEvents_EndOfChain()
{
    Bench bench({ updatedFact("k", t, b, c), updatedFact("m", t, a, b) });
    QCOMPARE(bench.lastIds({ Strictness::Strict, bench.states.idOf(a), {} }), std::string("k"));
}

void OrdersTest::testLastEvents_CycleEndsAtAnchor()
{
    Bench bench({ updatedFact("k", t, a, b), updatedFact("m", t, b, a) });
    QCOMPARE(bench.lastIds({ Strictness::Strict, bench.states.idOf(a), {} }), std::string("m"));
    QCOMPARE(bench.lastIds({ Strictness::Strict, bench.states.idOf(b), {} }), std::string("k"));
}

void OrdersTest::testLastEvents_CycleWithoutAnchor_IsOpen()
{
    const Bench bench({ updatedFact("k", t, a, b), updatedFact("m", t, b, a) });
    QCOMPARE(bench.lastIds({ Strictness::Strict, analytics::unknownState, {} }), std::string("km"));
}

void OrdersTest::testLastEvents_NextSecondDecides()
{
    Bench bench({ silentFact("k", t, b), silentFact("m", t, c) });
    const auto later = updatedFact("n", t + 1, c, a);
    const std::vector<Event> next{ { &later, bench.states.idOf(*later.pre), bench.states.idOf(later.post) } };
    QCOMPARE(bench.lastIds({ Strictness::Strict, analytics::unknownState, next }), std::string("m"));
}

void OrdersTest::testLastEvents_None_WhenAnchorDoesNotFit()
{
    Bench bench({ updatedFact("k", t, a, b), updatedFact("m", t, b, a) });
    QCOMPARE(bench.lastIds({ Strictness::Strict, bench.states.idOf(c), {} }), std::string());
}

void OrdersTest::testLastEvents_Witness_StandsInPlace()
{
    Bench bench({ updatedFact("k", t, a, b), updatedFact("m", t, b, c), witnessFact("w", t, b) });
    QCOMPARE(bench.lastIds({ Strictness::Strict, bench.states.idOf(a), {} }), std::string("m"));
}

void OrdersTest::testLastEvents_ManyFlips_AreCounted_data()
{
    QTest::addColumn<int>("flips");
    QTest::addColumn<bool>("endsWhereItBegan");
    QTest::newRow("nine, enumerated") << 9 << false;
    QTest::newRow("eight, enumerated") << 8 << true;
    QTest::newRow("ten, counted") << 10 << true;
    QTest::newRow("eleven, counted") << 11 << false;
}

void OrdersTest::testLastEvents_ManyFlips_AreCounted()
{
    QFETCH(int, flips);
    QFETCH(bool, endsWhereItBegan);
    Bench bench(manyFlips(flips));
    const auto last
        = analytics::lastEvents(bench.bucket, { Strictness::Strict, bench.states.idOf(a), {} }, bench.states);
    QVERIFY(!last.empty());
    for (const auto &event : last) {
        QCOMPARE(event.fact->post == a, endsWhereItBegan);
    }
}

void OrdersTest::testLastEvents_Counting_RefusesSilentUpdate()
{
    auto facts = manyFlips(10);
    facts.push_back(silentFact("z", t, c));
    Bench bench(std::move(facts));
    QCOMPARE(bench.lastIds({ Strictness::Strict, bench.states.idOf(a), {} }), std::string());
}

void OrdersTest::testLastEvents_Counting_RefusesDisconnectedCycle()
{
    auto facts = manyFlips(10);
    const auto d = quantityState(4);
    facts.push_back(updatedFact("y", t, c, d));
    facts.push_back(updatedFact("z", t, d, c));
    Bench bench(std::move(facts));
    QCOMPARE(bench.lastIds({ Strictness::Strict, bench.states.idOf(a), {} }), std::string());
}

void OrdersTest::testLastEvents_Counting_StartsWithDelete()
{
    const auto end = ended(a, t);
    const auto noted = with(end, "metadata", R"({"n":"1"})");
    std::vector<Fact> facts{ deletedFact("0", t, end) };
    for (int number = 0; number < 11; ++number) {
        const auto id = std::string(1, static_cast<char>('a' + number));
        facts.push_back(
            inRequest(updatedFact(id, t, number % 2 == 0 ? end : noted, number % 2 == 0 ? noted : end), id));
    }
    Bench bench(std::move(facts));
    const auto last
        = analytics::lastEvents(bench.bucket, { Strictness::Strict, bench.states.idOf(a), {} }, bench.states);
    QVERIFY(!last.empty());
    QVERIFY(
        std::all_of(last.begin(), last.end(), [&](const Event &event) { return event.fact->post == noted; }));
}

QTEST_GUILESS_MAIN(OrdersTest)
#include "orderstest.moc"
