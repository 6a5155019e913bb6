#include "services/stripeclient/ratebudget.h"

#include <QTest>

#include <vector>

using namespace billhook::stripeclient;
using namespace std::chrono_literals;
using Clock = TokenBucket::Clock;

namespace {

/** Sends as fast as the budget allows for `length`; when each went out. */
std::vector<Clock::time_point> sendings(
    RateBudget &budget, const std::vector<std::string> &endpoints, Clock::duration length)
{
    const auto start = Clock::now();
    std::vector<Clock::time_point> sent;
    std::size_t turn = 0;
    for (auto now = start; now < start + length;) {
        const auto wait = budget.tryTake(endpoints[turn % endpoints.size()], now);
        if (wait == Clock::duration::zero()) {
            sent.push_back(now);
            ++turn;
        }
        now += wait;
    }
    return sent;
}

/** The most that went out within any one second. */
std::size_t mostInASecond(const std::vector<Clock::time_point> &sent)
{
    std::size_t most = 0;
    for (std::size_t first = 0, last = 0; last < sent.size(); ++last) {
        while (sent[last] - sent[first] >= 1s) {
            ++first;
        }
        most = std::max(most, last - first + 1);
    }
    return most;
}

} // namespace

class RateBudgetTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void testTryTake_KeepsEverySecondWithinTheLimit_data();
    void testTryTake_KeepsEverySecondWithinTheLimit();
    void testTryTake_LetsOtherEndpointsGoOn();
    void testTryTake_GivesTheBurstBackAfterAPause();
};

void RateBudgetTest::testTryTake_KeepsEverySecondWithinTheLimit_data()
{
    QTest::addColumn<bool>("live");
    QTest::addColumn<int>("endpoints");
    QTest::addColumn<int>("limit");
    QTest::newRow("test account") << false << 5 << 25;
    QTest::newRow("live account") << true << 8 << 100;
    QTest::newRow("one endpoint of a live account") << true << 1 << 25;
}

void RateBudgetTest::testTryTake_KeepsEverySecondWithinTheLimit()
{
    QFETCH(const bool, live);
    QFETCH(const int, endpoints);
    QFETCH(const int, limit);
    RateBudget budget(live);
    std::vector<std::string> names;
    for (int number = 0; number < endpoints; ++number) {
        names.push_back("GET /v1/" + std::to_string(number));
    }
    const auto sent = sendings(budget, names, 10s);
    QVERIFY2(mostInASecond(sent) <= static_cast<std::size_t>(limit),
        qPrintable(QString::number(mostInASecond(sent))));
    QVERIFY2(sent.size() >= static_cast<std::size_t>(limit * 8), qPrintable(QString::number(sent.size())));
}

void RateBudgetTest::testTryTake_LetsOtherEndpointsGoOn()
{
    RateBudget budget(/*livemode=*/true);
    const auto now = Clock::now();
    while (budget.tryTake("POST /v1/prices", now) == Clock::duration::zero()) { }
    QVERIFY(budget.tryTake("POST /v1/prices", now) > Clock::duration::zero());
    QVERIFY(budget.tryTake("POST /v1/products", now) == Clock::duration::zero());
}

void RateBudgetTest::testTryTake_GivesTheBurstBackAfterAPause()
{
    RateBudget budget(/*livemode=*/false);
    auto now = Clock::now();
    const auto burst = [&budget, &now] {
        int sent = 0;
        while (budget.tryTake("GET /v1/events", now) == Clock::duration::zero()) {
            ++sent;
        }
        return sent;
    };
    const int first = burst();
    QCOMPARE(burst(), 0);
    now += 1s;
    QCOMPARE(burst(), first);
}

QTEST_APPLESS_MAIN(RateBudgetTest)
#include "ratebudgettest.moc"
