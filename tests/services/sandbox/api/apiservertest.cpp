#include "tests/services/sandbox/api/sandboxfixture.h"

#include <QTest>

#include <memory>

using namespace billhook;
using namespace Qt::StringLiterals;
using sandbox::bodyOf;
using sandbox::errorOf;
using sandbox::headerOf;
using sandbox::idsOf;

namespace {

const http::Headers bearer{ { "Authorization", "Bearer sk_test_apiservertest" } };

} // namespace

/** Over real HTTP: what a client of Stripe's meets. */
class ApiServerTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_sandbox = std::make_unique<sandbox::SandboxFixture>();
        m_client = std::make_unique<http::Client>("127.0.0.1", m_sandbox->port(), std::chrono::seconds(10));
    }

    void cleanup()
    {
        m_client.reset();
        m_sandbox.reset();
    }

    void testKey_MissingOrWrong_Is401_data()
    {
        QTest::addColumn<QByteArray>("authorization");
        for (const auto *bad : { "", "Bearer ", "Bearer nonsense", "Bearer sk_live_51abcdefgh",
                 "Bearer pk_test_abcdefgh", "Basic !!!", "Token sk_test_abcdefgh" }) {
            QTest::newRow(*bad == '\0' ? "none" : bad) << QByteArray(bad);
        }
    }
    void testKey_MissingOrWrong_Is401()
    {
        QFETCH(QByteArray, authorization);
        http::Headers headers;
        if (!authorization.isEmpty()) {
            headers.emplace_back("Authorization", authorization.toStdString());
        }
        const auto answer = m_client->send("GET", "/v1/account", headers, "");
        QCOMPARE(answer.response.status, 401);
        QCOMPARE(errorOf(answer).value(u"type"_s).toString(), u"invalid_request_error"_s);
        QVERIFY(!errorOf(answer).value(u"message"_s).toString().contains(u"51abcdefgh"_s));
        QVERIFY(headerOf(answer, u"Request-Id"_s).starts_with("req_"));
    }

    void testKey_BearerAndBasic_AreAccepted()
    {
        const auto basic = "Basic " + QByteArray("sk_test_apiservertest:").toBase64().toStdString();
        for (const auto &authorization : { bearer.front().second, basic }) {
            const auto answer
                = m_client->send("GET", "/v1/account", { { "Authorization", authorization } }, "");
            QCOMPARE(answer.response.status, 200);
            QCOMPARE(bodyOf(answer).value(u"object"_s).toString(), u"account"_s);
        }
        QCOMPARE(bodyOf(m_client->send("GET", "/v1/balance", bearer, "")).value(u"object"_s).toString(),
            u"balance"_s);
    }

    void testUnknownRoute_IsStripeShaped404()
    {
        for (const auto *path : { "/v1/nothing", "/", "/v2/core/accounts", "/v1/webhook_endpoints/a/b" }) {
            const auto answer = m_client->send("GET", path, bearer, "");
            QCOMPARE(answer.response.status, 404);
            QCOMPARE(errorOf(answer).value(u"type"_s).toString(), u"invalid_request_error"_s);
            QVERIFY(headerOf(answer, u"Request-Id"_s).starts_with("req_"));
        }
    }

    void testEndpoint_Created_ShowsItsSecretOnce()
    {
        const auto created = create("first");
        QVERIFY(created.value(u"id"_s).toString().startsWith(u"we_"_s));
        QVERIFY(created.value(u"secret"_s).toString().startsWith(u"whsec_"_s));
        QCOMPARE(created.value(u"url"_s).toString(), u"http://127.0.0.1:1/a b+c"_s);
        QCOMPARE(created.value(u"description"_s).toString(), u"first"_s);
        QCOMPARE(created.value(u"enabled_events"_s).toArray(),
            (QJsonArray{ u"invoice.paid"_s, u"customer.created"_s }));
        const auto read = bodyOf(m_client->send("GET", pathOf(created), bearer, ""));
        QVERIFY(!read.contains(u"secret"_s));
        auto expected = created;
        expected.remove(u"secret"_s);
        QCOMPARE(read, expected);
    }

    void testEndpoint_Updated_KeepsWhatIsNotNamed()
    {
        const auto created = create("second");
        const auto changed = bodyOf(m_client->send(
            "POST", pathOf(created), bearer, "disabled=true&metadata[team]=&metadata[k]=v%26w"));
        QCOMPARE(changed.value(u"status"_s).toString(), u"disabled"_s);
        QCOMPARE(changed.value(u"description"_s).toString(), u"second"_s);
        QCOMPARE(changed.value(u"metadata"_s).toObject(), (QJsonObject{ { u"k"_s, u"v&w"_s } }));
    }

    void testEndpoint_Deleted_IsGone()
    {
        const auto created = create("third");
        const auto removed = bodyOf(m_client->send("DELETE", pathOf(created), bearer, ""));
        QCOMPARE(removed.value(u"deleted"_s).toBool(), true);
        for (const auto *method : { "GET", "DELETE" }) {
            const auto answer = m_client->send(method, pathOf(created), bearer, "");
            QCOMPARE(answer.response.status, 404);
            QCOMPARE(errorOf(answer).value(u"code"_s).toString(), u"resource_missing"_s);
        }
    }

    void testEndpoint_BadParameters_AreNamed_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QString>("code");
        QTest::addColumn<QString>("param");
        QTest::newRow("no url") << QByteArray("enabled_events[]=*") << u"parameter_missing"_s << u"url"_s;
        QTest::newRow("no events") << QByteArray("url=http://x/") << u"parameter_missing"_s
                                   << u"enabled_events"_s;
        QTest::newRow("bad url") << QByteArray("url=x&enabled_events[]=*") << u"url_invalid"_s << u"url"_s;
        QTest::newRow("unknown") << QByteArray("url=http://x/&enabled_events[]=*&colour=red")
                                 << u"parameter_unknown"_s << u"colour"_s;
    }
    void testEndpoint_BadParameters_AreNamed()
    {
        QFETCH(QByteArray, body);
        QFETCH(QString, code);
        QFETCH(QString, param);
        const auto answer = m_client->send("POST", "/v1/webhook_endpoints", bearer, body.toStdString());
        QCOMPARE(answer.response.status, 400);
        QCOMPARE(errorOf(answer).value(u"type"_s).toString(), u"invalid_request_error"_s);
        QCOMPARE(errorOf(answer).value(u"code"_s).toString(), code);
        QCOMPARE(errorOf(answer).value(u"param"_s).toString(), param);
    }

    void testList_Pages_NewestFirst()
    {
        QStringList ids;
        for (int i = 0; i < 5; ++i) {
            ids.prepend(create("n").value(u"id"_s).toString());
        }
        const auto first = list("?limit=2");
        QCOMPARE(idsOf(first), ids.mid(0, 2));
        QCOMPARE(first.value(u"has_more"_s).toBool(), true);
        QCOMPARE(first.value(u"object"_s).toString(), u"list"_s);
        QCOMPARE(first.value(u"url"_s).toString(), u"/v1/webhook_endpoints"_s);
        QCOMPARE(idsOf(list("?limit=2&starting_after=" + ids.at(3).toStdString())), ids.mid(4, 1));
        const auto before = list("?limit=2&ending_before=" + ids.at(3).toStdString());
        QCOMPARE(idsOf(before), ids.mid(1, 2));
        QCOMPARE(before.value(u"has_more"_s).toBool(), true);
        for (const auto *bad : { "?limit=0", "?limit=101", "?limit=x", "?starting_after=we_none",
                 "?starting_after=a&ending_before=b" }) {
            QCOMPARE(
                m_client->send("GET", std::string("/v1/webhook_endpoints") + bad, bearer, "").response.status,
                400);
        }
    }

    void testIdempotencyKey_SameRequest_IsReplayed()
    {
        const auto first = createUnderKey("key-1", "url=http://x/&enabled_events[]=*");
        const auto second = createUnderKey("key-1", "url=http://x/&enabled_events[]=*");
        QCOMPARE(second.response.body, first.response.body);
        QCOMPARE(headerOf(first, u"Idempotent-Replayed"_s), std::string());
        QCOMPARE(headerOf(second, u"Idempotent-Replayed"_s), std::string("true"));
        QCOMPARE(headerOf(second, u"Original-Request"_s), headerOf(first, u"Request-Id"_s));
        QCOMPARE(idsOf(list("")).size(), 1);
    }

    void testIdempotencyKey_OtherRequest_IsRefused()
    {
        createUnderKey("key-1", "url=http://x/&enabled_events[]=*");
        const auto other = createUnderKey("key-1", "url=http://y/&enabled_events[]=*");
        QCOMPARE(other.response.status, 400);
        QCOMPARE(errorOf(other).value(u"type"_s).toString(), u"idempotency_error"_s);
        QCOMPARE(
            createUnderKey(std::string(256, 'k'), "url=http://x/&enabled_events[]=*").response.status, 400);
        QCOMPARE(idsOf(list("")).size(), 1);
    }

    void testIdempotencyKey_RefusedRequest_IsNotKept()
    {
        QCOMPARE(createUnderKey("key-1", "url=http://x/").response.status, 400);
        const auto good = createUnderKey("key-1", "url=http://x/&enabled_events[]=*");
        QCOMPARE(good.response.status, 200);
        QCOMPARE(headerOf(good, u"Idempotent-Replayed"_s), std::string());
    }

private:
    http::ClientAnswer createUnderKey(const std::string &key, const std::string &body)
    {
        auto headers = bearer;
        headers.emplace_back("Idempotency-Key", key);
        return m_client->send("POST", "/v1/webhook_endpoints", headers, body);
    }

    QJsonObject create(const std::string &description)
    {
        return bodyOf(m_client->send("POST", "/v1/webhook_endpoints", bearer,
            "url=http%3A%2F%2F127.0.0.1:1%2Fa%20b%2Bc&enabled_events[0]=invoice.paid"
            "&enabled_events%5B1%5D=customer.created&metadata[team]=x+y&description="
                + description));
    }

    QJsonObject list(const std::string &query)
    {
        return bodyOf(m_client->send("GET", "/v1/webhook_endpoints" + query, bearer, ""));
    }

    static std::string pathOf(const QJsonObject &endpoint)
    {
        return "/v1/webhook_endpoints/" + endpoint.value(u"id"_s).toString().toStdString();
    }

    std::unique_ptr<sandbox::SandboxFixture> m_sandbox;
    std::unique_ptr<http::Client> m_client;
};

QTEST_APPLESS_MAIN(ApiServerTest)
#include "apiservertest.moc"
