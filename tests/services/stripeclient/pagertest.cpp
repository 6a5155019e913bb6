#include "services/stripeclient/pager.h"

#include "services/observability/log.h"
#include "services/stripeclient/events.h"
#include "services/stripeclient/products.h"
#include "tests/services/stripeclient/scriptedserver.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using billhook::observability::Log;
using billhook::observability::LogLevel;
using billhook::tests::ScriptedReply;
using billhook::tests::ScriptedServer;
using namespace billhook::stripeclient;
using namespace std::chrono_literals;

namespace {

ScriptedReply listOf(const QList<QByteArray> &ids, bool more)
{
    QJsonArray data;
    for (const QByteArray &id : ids) {
        data.append(QJsonObject{ { QStringLiteral("id"), QString::fromLatin1(id) } });
    }
    const QJsonObject list{ { QStringLiteral("object"), QStringLiteral("list") },
        { QStringLiteral("has_more"), more }, { QStringLiteral("data"), data } };
    return { 200, QJsonDocument(list).toJson(QJsonDocument::Compact) };
}

std::unique_ptr<Client> clientOf(const ScriptedServer &server, Log &log)
{
    ClientOptions options;
    options.apiBase = server.url();
    options.secretKey = "sk_test_scripted";
    options.firstRetryDelay = 5ms;
    return *Client::create(options, log);
}

/** The ids of all pages, joined; what stopped it, if anything did. */
QByteArray idsOf(Pager &pager)
{
    QByteArray ids;
    while (true) {
        auto page = pager.next();
        if (!page) {
            return ids + "!" + QByteArray::fromStdString(page.error().code);
        }
        if (!*page) {
            return ids;
        }
        for (const auto &object : (*page)->objects) {
            ids += QByteArray::fromStdString(std::string(object["id"].text())) + " ";
        }
    }
}

} // namespace

class PagerTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void testNext_GoesOnAfterTheLast();
    void testNext_GoesBackwardFromTheFirst_OldestFirst();
    void testNext_FollowsASearch();
    void testNext_AsksAgainForThePageThatFailed();
    void testNext_EndsWhereTheListDoesNotGoOn();

private:
    Log m_log{ LogLevel::Error };
};

void PagerTest::testNext_GoesOnAfterTheLast()
{
    ScriptedServer server(
        { listOf({ "p5", "p4" }, true), listOf({ "p3", "p2" }, true), listOf({ "p1" }, false) });
    auto client = clientOf(server, m_log);
    ProductFilter filter;
    filter.limit = 2;
    Pager pager(*client, listProducts(filter));
    QCOMPARE(idsOf(pager), QByteArray("p5 p4 p3 p2 p1 "));
    const auto requests = server.requests();
    QCOMPARE(requests.size(), 3);
    QCOMPARE(requests[0].target, QByteArray("/v1/products?limit=2"));
    QCOMPARE(requests[1].target, QByteArray("/v1/products?limit=2&starting_after=p4"));
    QCOMPARE(requests[2].target, QByteArray("/v1/products?limit=2&starting_after=p2"));
}

void PagerTest::testNext_GoesBackwardFromTheFirst_OldestFirst()
{
    ScriptedServer server({ listOf({ "e3", "e2" }, true), listOf({ "e5", "e4" }, false) });
    auto client = clientOf(server, m_log);
    EventFilter filter;
    filter.types = { "price.*" };
    filter.endingBefore = "e1";
    filter.limit = 2;
    Pager pager(*client, listEvents(filter));
    QCOMPARE(idsOf(pager), QByteArray("e2 e3 e4 e5 "));
    const auto requests = server.requests();
    QCOMPARE(requests.size(), 2);
    QCOMPARE(requests[0].target, QByteArray("/v1/events?types[0]=price.%2A&ending_before=e1&limit=2"));
    QCOMPARE(requests[1].target, QByteArray("/v1/events?types[0]=price.%2A&ending_before=e3&limit=2"));
}

void PagerTest::testNext_FollowsASearch()
{
    ScriptedServer server(
        { { 200, R"({"object":"search_result","has_more":true,"next_page":"WyJ=","data":[{"id":"a"}]})" },
            { 200, R"({"object":"search_result","has_more":false,"next_page":null,"data":[{"id":"b"}]})" } });
    auto client = clientOf(server, m_log);
    Pager pager(*client, { Method::Get, "/v1/products/search", {}, Form().text("query", "active:'true'") });
    QCOMPARE(idsOf(pager), QByteArray("a b "));
    QCOMPARE(server.requests().value(1).target,
        QByteArray("/v1/products/search?query=active%3A%27true%27&page=WyJ%3D"));
}

void PagerTest::testNext_AsksAgainForThePageThatFailed()
{
    ScriptedServer server(
        { listOf({ "p2" }, true), { 403, R"({"error":{"message":"No."}})" }, listOf({ "p1" }, false) });
    auto client = clientOf(server, m_log);
    Pager pager(*client, listProducts({}));
    QCOMPARE(idsOf(pager), QByteArray("p2 !stripe_forbidden"));
    QCOMPARE(idsOf(pager), QByteArray("p1 "));
}

void PagerTest::testNext_EndsWhereTheListDoesNotGoOn()
{
    ScriptedServer server({ listOf({ "p1" }, true), listOf({ "p1" }, true) });
    auto client = clientOf(server, m_log);
    Pager pager(*client, listProducts({}));
    QCOMPARE(idsOf(pager), QByteArray("p1 !stripe_listing_endless"));
    ScriptedServer empty({ listOf({}, true) });
    auto other = clientOf(empty, m_log);
    Pager nothing(*other, listProducts({}));
    QCOMPARE(idsOf(nothing), QByteArray("!stripe_listing_endless"));
}

QTEST_GUILESS_MAIN(PagerTest)
#include "pagertest.moc"
