#include "services/sandbox/delivery/sendingorder.h"

#include <QTest>

#include <algorithm>
#include <numeric>

using namespace billhook::sandbox;

class SendingOrderTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void testOrder_MixesLocally_AndRepeatsSome()
    {
        constexpr std::size_t count = 10'000;
        const SendingOptions options;
        const auto order = sendingOrder(count, options, Random(5));
        std::vector<int> times(count);
        std::size_t moved = 0;
        std::vector<bool> seen(count);
        for (std::size_t place = 0; place < order.size(); ++place) {
            const auto index = order[place];
            ++times[index];
            moved += !seen[index] && index != place ? 1U : 0U;
            QVERIFY(seen[index] || place + options.window >= index);
            seen[index] = true;
        }
        QVERIFY(std::all_of(times.begin(), times.end(), [](int n) { return n == 1 || n == 2; }));
        const auto repeated = order.size() - count;
        QVERIFY2(repeated > 300 && repeated < 500, qPrintable(QString::number(repeated)));
        QVERIFY(moved > count / 2);
    }

    void testOrder_InOrderWithoutDuplicates_IsPlain()
    {
        std::vector<std::size_t> plain(1'000);
        std::iota(plain.begin(), plain.end(), std::size_t{ 0 });
        QCOMPARE(sendingOrder(1'000, { true, false, 300 }, Random(5)), plain);
    }

    void testOrder_SameSeed_SameOrder()
    {
        QCOMPARE(sendingOrder(5'000, {}, Random(9)), sendingOrder(5'000, {}, Random(9)));
        QVERIFY(sendingOrder(5'000, {}, Random(9)) != sendingOrder(5'000, {}, Random(10)));
    }
};

QTEST_APPLESS_MAIN(SendingOrderTest)
#include "sendingordertest.moc"
