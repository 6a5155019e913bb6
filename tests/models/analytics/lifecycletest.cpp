#include "tests/support/lifecycle.h"

#include "tests/models/analytics/histories.h"

#include <QTest>

#include <algorithm>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <utility>

using namespace billhook;
using namespace billhook::support;
using domain::Fact;
using domain::FactKind;
using domain::Phase;

namespace {

constexpr LifecycleOptions adversarial{ PreviousValues::Complete, Pace::Adversarial };

/** In how many of 300 customers' histories something can be found. */
int countHistories(
    const LifecycleOptions &options, const std::function<bool(const SubscriptionHistory &)> &has)
{
    int count = 0;
    forEachHistory(300, options, [&](const SubscriptionHistory &history) { count += has(history) ? 1 : 0; });
    return count;
}

int countFacts(const LifecycleOptions &options, const std::function<bool(const Fact &)> &has)
{
    int count = 0;
    forEachHistory(300, options, [&](const SubscriptionHistory &history) {
        count += static_cast<int>(std::count_if(history.facts.begin(), history.facts.end(), has));
    });
    return count;
}

/** How often one state is entered within one second of life, at most; twins count once. */
bool entersTwiceInASecond(const SubscriptionHistory &history)
{
    std::map<std::pair<std::int64_t, std::string>, std::set<std::string>> requests;
    return std::any_of(history.facts.begin(), history.facts.end(), [&](const Fact &fact) {
        auto &seen = requests[{
            fact.created, std::string(fact.post.raw("items")) + fact.post.fields.at("metadata") }];
        seen.insert(fact.requestId.value_or("none"));
        return fact.phase == Phase::Living && seen.size() > 1;
    });
}

bool returnsInASecond(const SubscriptionHistory &history)
{
    const auto &facts = history.facts;
    for (std::size_t later = 0; later < facts.size(); ++later) {
        for (std::size_t first = 0; first < later; ++first) {
            if (facts[first].created == facts[later].created && facts[first].pre
                && *facts[first].pre == facts[later].post) {
                return true;
            }
        }
    }
    return false;
}

std::size_t mostChangesInASecond(const SubscriptionHistory &history)
{
    std::map<std::pair<Phase, std::int64_t>, std::size_t> counts;
    std::size_t most = 0;
    for (const auto &fact : history.facts) {
        most = std::max(most, ++counts[{ fact.phase, fact.created }]);
    }
    return most;
}

} // namespace

/** The properties of the fold are worth what the histories contain. */
class LifecycleTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void testLifecycle_IsTheSameForASeed();
    void testLifecycle_Contains_ReturnsWithinASecond();
    void testLifecycle_Contains_MoreChangesThanCanBeTried();
    void testLifecycle_Contains_LateAndSkewedCreations();
    void testLifecycle_Contains_SkewedEnds();
    void testLifecycle_Contains_Twins();
    void testLifecycle_Contains_Witnesses();
    void testLifecycle_Contains_RequestsSharedAndMissing();
    void testLifecycle_Contains_HandoverWithinASecond();
    void testLifecycle_Contains_EditsAfterTheEnd();
    void testLifecycle_Contains_UnknownStatuses();
    void testLifecycle_Contains_EarlyPhase();
    void testLifecycle_PreviousValues_AreAsAsked();
    void testLifecycle_Ids_DoNotFollowTime();
    void testAnnualOf_CountsPayingStatuses();
};

void LifecycleTest::testLifecycle_IsTheSameForASeed()
{
    const auto once = makeLifecycle(7, adversarial);
    const auto again = makeLifecycle(7, adversarial);
    const auto other = makeLifecycle(8, adversarial);
    QCOMPARE(once.subscriptions.front().revisions, again.subscriptions.front().revisions);
    QCOMPARE(
        once.subscriptions.front().facts.back().eventId, again.subscriptions.front().facts.back().eventId);
    QVERIFY(once.subscriptions.front().revisions != other.subscriptions.front().revisions);
}

void LifecycleTest::testLifecycle_Contains_ReturnsWithinASecond()
{
    QVERIFY(countHistories(adversarial, returnsInASecond) > 100);
    QVERIFY(countHistories(adversarial, entersTwiceInASecond) > 50);
    QVERIFY(countHistories({}, returnsInASecond) > 5);
}

void LifecycleTest::testLifecycle_Contains_MoreChangesThanCanBeTried()
{
    QVERIFY(countHistories(adversarial, [](const SubscriptionHistory &history) {
        return mostChangesInASecond(history) > 9;
    }) > 20);
}

void LifecycleTest::testLifecycle_Contains_LateAndSkewedCreations()
{
    const auto lag = [](const Fact &fact) { return fact.created - fact.post.integer("created").value(); };
    QVERIFY(countFacts(adversarial, [&](const Fact &fact) {
        return fact.kind == FactKind::Created && lag(fact) > 1;
    }) > 20);
    for (const std::int64_t skew : { -1, 1 }) {
        QVERIFY(countFacts(adversarial, [&](const Fact &fact) {
            return fact.kind == FactKind::Created && lag(fact) == skew;
        }) > 5);
    }
}

void LifecycleTest::testLifecycle_Contains_SkewedEnds()
{
    for (const std::int64_t skew : { -1, 1 }) {
        QVERIFY(countFacts(adversarial, [&](const Fact &fact) {
            return fact.kind == FactKind::Deleted && fact.created - *fact.post.integer("ended_at") == skew;
        }) > 5);
    }
}

void LifecycleTest::testLifecycle_Contains_Twins()
{
    QVERIFY(countHistories(adversarial, [](const SubscriptionHistory &history) {
        return std::adjacent_find(history.facts.begin(), history.facts.end(),
                   [](const Fact &left, const Fact &right) {
                       return left.eventId != right.eventId && left.created == right.created
                           && left.post == right.post && left.pre == right.pre
                           && left.requestId == right.requestId && left.eventType == right.eventType;
                   })
            != history.facts.end();
    }) > 50);
}

void LifecycleTest::testLifecycle_Contains_Witnesses()
{
    std::set<std::string> types;
    QVERIFY(countFacts(adversarial, [&types](const Fact &fact) {
        const bool isWitness = fact.kind == FactKind::Witness;
        if (isWitness) {
            types.insert(fact.eventType);
        }
        return isWitness;
    }) > 50);
    QVERIFY(types.size() > 1);
}

void LifecycleTest::testLifecycle_Contains_RequestsSharedAndMissing()
{
    QVERIFY(countFacts(adversarial, [](const Fact &fact) { return !fact.requestId; }) > 100);
    QVERIFY(countHistories(adversarial, [](const SubscriptionHistory &history) {
        return std::adjacent_find(history.facts.begin(), history.facts.end(),
                   [](const Fact &left, const Fact &right) {
                       return left.requestId && left.requestId == right.requestId && left.post != right.post;
                   })
            != history.facts.end();
    }) > 50);
}

void LifecycleTest::testLifecycle_Contains_HandoverWithinASecond()
{
    int handovers = 0;
    for (std::uint64_t number = 0; number < 300; ++number) {
        const auto lifecycle = makeLifecycle(number, adversarial);
        if (lifecycle.subscriptions.size() == 2) {
            const auto &end = lifecycle.subscriptions[0].states.back().state;
            const auto &birth = lifecycle.subscriptions[1].states.front().state;
            handovers += end.raw("ended_at") == birth.raw("created") ? 1 : 0;
        }
    }
    QVERIFY(handovers > 20);
}

void LifecycleTest::testLifecycle_Contains_EditsAfterTheEnd()
{
    QVERIFY(countFacts(adversarial, [](const Fact &fact) {
        return fact.phase == Phase::Terminal && fact.kind == FactKind::Updated && !fact.listed.empty()
            && fact.listed.front() == "metadata";
    }) > 20);
}

void LifecycleTest::testLifecycle_Contains_UnknownStatuses()
{
    QVERIFY(countFacts(adversarial, [](const Fact &fact) { return !annualOf(fact.post).has_value(); }) > 20);
}

void LifecycleTest::testLifecycle_Contains_EarlyPhase()
{
    QVERIFY(countFacts(adversarial, [](const Fact &fact) { return fact.phase == Phase::Early; }) > 20);
}

void LifecycleTest::testLifecycle_PreviousValues_AreAsAsked()
{
    const auto hasPre = [](const Fact &fact) { return fact.pre.has_value(); };
    const auto lacksPre = [](const Fact &fact) { return fact.kind == FactKind::Updated && !fact.pre; };
    QCOMPARE(countFacts({ PreviousValues::Absent, Pace::Adversarial }, hasPre), 0);
    QCOMPARE(countFacts(adversarial, lacksPre), 0);
    QVERIFY(countFacts({ PreviousValues::Mixed, Pace::Adversarial }, hasPre) > 100);
    QVERIFY(countFacts({ PreviousValues::Mixed, Pace::Adversarial }, lacksPre) > 100);
}

void LifecycleTest::testLifecycle_Ids_DoNotFollowTime()
{
    const auto isSortedById = [](const SubscriptionHistory &history) {
        return std::is_sorted(history.facts.begin(), history.facts.end(),
            [](const Fact &left, const Fact &right) { return left.eventId < right.eventId; });
    };
    QVERIFY(countHistories(adversarial, isSortedById) < 30);
}

void LifecycleTest::testAnnualOf_CountsPayingStatuses()
{
    domain::State state;
    state.fields = { { "status", "\"active\"" }, { "items", R"([{"quantity":2,"unit_amount":1000}])" },
        { "discounts", "[]" } };
    QCOMPARE(annualOf(state).value(), std::int64_t{ 24000 });
    state.fields["discounts"] = "[{}]";
    QCOMPARE(annualOf(state).value(), std::int64_t{ 12000 });
    state.fields["status"] = "\"trialing\"";
    QCOMPARE(annualOf(state).value(), std::int64_t{ 0 });
    state.fields["status"] = "\"hibernating\"";
    QVERIFY(!annualOf(state).has_value());
}

QTEST_GUILESS_MAIN(LifecycleTest)
#include "lifecycletest.moc"
