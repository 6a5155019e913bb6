#include "tests/services/sandbox/api/sandboxfixture.h"

#include <QTemporaryDir>
#include <QTest>

#include <atomic>
#include <thread>

using namespace billhook;
using namespace Qt::StringLiterals;
using sandbox::bodyOf;
using sandbox::errorOf;
using sandbox::headerOf;
using sandbox::idOf;
using sandbox::idsOf;

namespace {

QJsonObject oneFault(const QString &kind, const QJsonObject &more = {})
{
    auto fault = more;
    fault.insert(u"kind"_s, kind);
    return { { u"add"_s, QJsonArray{ fault } } };
}

} // namespace

/** Idempotency, faults, keys and restarts over real HTTP. */
class DurabilityTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        restart();
    }

    void testRestart_KeepsObjectsEventsKeysAndReplays()
    {
        const auto first = m_sandbox->postUnder("key-1", "/v1/products", "name=Team");
        m_sandbox->control("keys",
            { { u"key"_s, u"rk_test_reader"_s },
                { u"permissions"_s, QJsonObject{ { u"products"_s, u"read"_s } } } });
        restart();
        QCOMPARE(m_sandbox->get("/v1/products/" + idOf(bodyOf(first))), bodyOf(first));
        QCOMPARE(m_sandbox->eventTypes(), QStringList{ u"product.created"_s });
        const auto second = m_sandbox->postUnder("key-1", "/v1/products", "name=Team");
        QCOMPARE(second.response.body, first.response.body);
        QCOMPARE(headerOf(second, u"Idempotent-Replayed"_s), std::string("true"));
        QCOMPARE(headerOf(second, u"Original-Request"_s), headerOf(first, u"Request-Id"_s));
        QCOMPARE(as("rk_test_reader", "GET", "/v1/products"), 200);
        QCOMPARE(m_sandbox->postUnder("key-1", "/v1/products", "name=Other").response.status, 400);
    }

    void testReplay_AfterADay_IsANewCall()
    {
        const auto first = m_sandbox->postUnder("key-1", "/v1/products", "name=Team");
        m_sandbox->control("clock", { { u"advance"_s, 25 * 3'600 } });
        m_sandbox->post("/v1/products", "name=Between"); // forgetting happens with the next change
        const auto second = m_sandbox->postUnder("key-1", "/v1/products", "name=Team");
        QVERIFY(idOf(bodyOf(second)) != idOf(bodyOf(first)));
    }

    void testKey_InFlight_Is409AndWorksLater()
    {
        m_sandbox->control("faults", oneFault(u"latency"_s, { { u"milliseconds"_s, 1'500 } }));
        std::atomic<int> slow{ 0 };
        std::thread sender([this, &slow] {
            http::Client client("127.0.0.1", m_sandbox->port(), std::chrono::seconds(10));
            auto headers = sandbox::fullKey();
            headers.emplace_back("Idempotency-Key", "key-1");
            slow = client.send("POST", "/v1/products", headers, "name=Team").response.status;
        });
        const auto taken = [this] { // the fault is used up once the first call is on its way
            return m_sandbox->get("/sandbox/faults").value(u"waiting"_s).toInt() == 0;
        };
        QTRY_VERIFY(taken());
        const auto second = m_sandbox->postUnder("key-1", "/v1/products", "name=Team");
        sender.join();
        QCOMPARE(second.response.status, 409);
        QCOMPARE(errorOf(second).value(u"type"_s).toString(), u"idempotency_error"_s);
        QCOMPARE(errorOf(second).value(u"code"_s).toString(), u"idempotency_key_in_use"_s);
        QCOMPARE(slow.load(), 200);
        QCOMPARE(m_sandbox->postUnder("key-1", "/v1/products", "name=Team").response.status, 200);
        QCOMPARE(idsOf(m_sandbox->get("/v1/products")).size(), 1);
    }

    void testFault_ErrorBefore_DoesNothingAndIsNotKept()
    {
        m_sandbox->control("faults",
            oneFault(u"error_before"_s, { { u"status"_s, 503 }, { u"should_retry"_s, u"false"_s } }));
        const auto failed = m_sandbox->postUnder("key-1", "/v1/products", "name=Team");
        QCOMPARE(failed.response.status, 503);
        QCOMPARE(headerOf(failed, u"Stripe-Should-Retry"_s), std::string("false"));
        QCOMPARE(m_sandbox->eventTypes(), QStringList());
        QCOMPARE(m_sandbox->postUnder("key-1", "/v1/products", "name=Team").response.status, 200);
    }

    void testFault_ErrorAfter_IsDoneOnceAndReplayed()
    {
        m_sandbox->control("faults", oneFault(u"error_after"_s, { { u"method"_s, u"POST"_s } }));
        QCOMPARE(m_sandbox->postUnder("key-1", "/v1/products", "name=Team").response.status, 500);
        restart();
        const auto again = m_sandbox->postUnder("key-1", "/v1/products", "name=Team");
        QCOMPARE(again.response.status, 500);
        QCOMPARE(headerOf(again, u"Idempotent-Replayed"_s), std::string("true"));
        QCOMPARE(m_sandbox->eventTypes(), QStringList{ u"product.created"_s });
    }

    void testFault_BadLine_LeavesTheEffectItSays_data()
    {
        QTest::addColumn<QString>("kind");
        QTest::addColumn<int>("made");
        QTest::newRow("before") << u"drop_before"_s << 0;
        QTest::newRow("after") << u"drop_after"_s << 1;
        QTest::newRow("truncated") << u"truncate"_s << 1;
    }
    void testFault_BadLine_LeavesTheEffectItSays()
    {
        QFETCH(QString, kind);
        QFETCH(int, made);
        m_sandbox->control("faults", oneFault(kind, { { u"method"_s, u"POST"_s }, { u"times"_s, 3 } }));
        const auto answer = m_sandbox->postUnder("key-1", "/v1/products", "name=Team");
        QVERIFY(!answer.answered);
        m_sandbox->send("DELETE", "/sandbox/faults");
        QCOMPARE(idsOf(m_sandbox->get("/v1/products")).size(), made);
        QCOMPARE(m_sandbox->postUnder("key-1", "/v1/products", "name=Team").response.status, 200);
        QCOMPARE(idsOf(m_sandbox->get("/v1/products")).size(), 1);
    }

    void testFault_RateLimit_HasItsHeaders()
    {
        m_sandbox->control(
            "faults", oneFault(u"rate_limit"_s, { { u"retry_after"_s, u"2"_s }, { u"skip"_s, 1 } }));
        QCOMPARE(m_sandbox->send("GET", "/v1/products").response.status, 200);
        const auto limited = m_sandbox->send("GET", "/v1/products");
        QCOMPARE(limited.response.status, 429);
        QCOMPARE(headerOf(limited, u"Stripe-Rate-Limited-Reason"_s), std::string("endpoint-rate"));
        QCOMPARE(headerOf(limited, u"Retry-After"_s), std::string("2"));
        QCOMPARE(m_sandbox->send("GET", "/v1/products").response.status, 200);
    }

    void testFault_Seed_GivesTheSameFaults()
    {
        const auto statuses = [this] {
            m_sandbox->control(
                "faults", { { u"seed"_s, 7 }, { u"permille"_s, QJsonObject{ { u"error_before"_s, 400 } } } });
            QList<int> seen;
            for (int i = 0; i < 40; ++i) {
                seen.append(m_sandbox->send("GET", "/v1/products").response.status);
            }
            return seen;
        };
        const auto first = statuses();
        QVERIFY(first.contains(200) && first.contains(500));
        QCOMPARE(statuses(), first);
    }

    void testKeys_RestrictedAndRevoked()
    {
        QCOMPARE(as("rk_test_nobody", "GET", "/v1/products"), 403);
        m_sandbox->control("keys",
            { { u"key"_s, u"rk_test_reader"_s },
                { u"permissions"_s, QJsonObject{ { u"products"_s, u"read"_s } } } });
        QCOMPARE(as("rk_test_reader", "GET", "/v1/products"), 200);
        QCOMPARE(as("rk_test_reader", "GET", "/v1/products/search?query=name:'x'"), 200);
        QCOMPARE(as("rk_test_reader", "POST", "/v1/products"), 403);
        QCOMPARE(as("rk_test_reader", "GET", "/v1/prices"), 403);
        m_sandbox->control("keys", { { u"key"_s, u"rk_test_reader"_s }, { u"revoked"_s, true } });
        QCOMPARE(as("rk_test_reader", "GET", "/v1/products"), 401);
        m_sandbox->control("keys", { { u"key"_s, u"sk_test_gone"_s }, { u"revoked"_s, true } });
        QCOMPARE(as("sk_test_gone", "GET", "/v1/account"), 401);
        QCOMPARE(as("sk_live_anybody", "GET", "/v1/account"), 401);
    }

    void testHistory_IsTakenOnceAndNeverOverwrites()
    {
        const QJsonObject product{ { u"id"_s, u"prod_demo"_s }, { u"object"_s, u"product"_s },
            { u"created"_s, 1'700'000'000 }, { u"active"_s, true }, { u"metadata"_s, QJsonObject() },
            { u"name"_s, u"Team"_s } };
        const QJsonObject history{ { u"objects"_s, QJsonArray{ product } } };
        m_sandbox->control("history", history);
        m_sandbox->post("/v1/products/prod_demo", "name=Changed");
        m_sandbox->control("history", history);
        QCOMPARE(m_sandbox->get("/v1/products/prod_demo").value(u"name"_s).toString(), u"Changed"_s);
    }

private:
    void restart()
    {
        m_sandbox.reset();
        m_sandbox = std::make_unique<sandbox::SandboxFixture>(
            QString(m_folder->path() + u"/state"_s).toStdString());
    }

    int as(const std::string &key, const std::string &method, const std::string &target)
    {
        http::Client client("127.0.0.1", m_sandbox->port(), std::chrono::seconds(10));
        return client.send(method, target, { { "Authorization", "Bearer " + key } }, "").response.status;
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<sandbox::SandboxFixture> m_sandbox;
};

QTEST_GUILESS_MAIN(DurabilityTest)
#include "durabilitytest.moc"
