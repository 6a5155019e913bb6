#include "services/http/serverstate.h"

#include <QTest>

using namespace billhook::http;
using namespace std::chrono_literals;

class ServerStateTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void testEnterAddress_BoundsEachAddress();
    void testTrustedProxy_MayBeANetwork();
    void testTakeBodyBytes_TakesAllOrNothing();
    void testTakeBodyBytes_LargeOnesLeaveSome();
    void testWaitUntilIdle();
};

void ServerStateTest::testEnterAddress_BoundsEachAddress()
{
    ServerOptions options;
    options.maxConnectionsPerAddress = 2;
    options.trustedProxies = { "10.0.0.1" };
    ServerState state(options, {}, {});
    QVERIFY(state.enterAddress("a"));
    QVERIFY(state.enterAddress("a"));
    QVERIFY(!state.enterAddress("a"));
    QVERIFY(state.enterAddress("b"));
    state.leaveAddress("a");
    QVERIFY(state.enterAddress("a"));
    QVERIFY(!state.enterAddress("a"));
    QVERIFY(state.isTrustedProxy("10.0.0.1"));
    QVERIFY(!state.isTrustedProxy("10.0.0.2"));
}

void ServerStateTest::testTrustedProxy_MayBeANetwork()
{
    ServerOptions options;
    options.trustedProxies = { "10.1.0.0/16", "192.168.7.128/25", "fd00::/8", "nonsense", "1.2.3.4/99" };
    const ServerState state(options, {}, {});
    for (const auto *inside : { "10.1.255.1", "192.168.7.129", "fd12::1" }) {
        QVERIFY2(state.isTrustedProxy(inside), inside);
    }
    for (const auto *outside : { "10.2.0.1", "192.168.7.127", "fe80::1", "1.2.3.4", "" }) {
        QVERIFY2(!state.isTrustedProxy(outside), outside);
    }
}

void ServerStateTest::testTakeBodyBytes_TakesAllOrNothing()
{
    ServerOptions options;
    options.maxBodyBytesInFlight = 100;
    ServerState state(options, {}, {});
    using Size = ServerState::BodySize;
    QVERIFY(state.takeBodyBytes(60, Size::Small));
    QVERIFY(!state.takeBodyBytes(41, Size::Small));
    QVERIFY(state.takeBodyBytes(40, Size::Small));
    state.giveBodyBytes(100);
    QCOMPARE(state.counters.bodyBytes.load(), 0U);
}

void ServerStateTest::testTakeBodyBytes_LargeOnesLeaveSome()
{
    ServerOptions options;
    options.maxBodyBytesInFlight = 80;
    ServerState state(options, {}, {});
    using Size = ServerState::BodySize;
    QVERIFY(!state.takeBodyBytes(71, Size::Large));
    QVERIFY(state.takeBodyBytes(70, Size::Large));
    QVERIFY(!state.takeBodyBytes(1, Size::Large));
    QVERIFY(state.takeBodyBytes(10, Size::Small));
    QVERIFY(!state.takeBodyBytes(1, Size::Small));
}

void ServerStateTest::testWaitUntilIdle()
{
    ServerState state({}, {}, {});
    QVERIFY(state.waitUntilIdle(0ms));
    state.counters.open.fetch_add(1);
    QVERIFY(!state.waitUntilIdle(1ms));
    state.connectionClosed();
    QVERIFY(state.waitUntilIdle(10s));
}

QTEST_GUILESS_MAIN(ServerStateTest)
#include "serverstatetest.moc"
