#include "services/http/router.h"

#include "services/http/requestid.h"

#include <QTest>

using namespace billhook::http;

/** Which route a path means, and which methods it has. */
class RouterTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void testMatch_data();
    void testMatch();
    void testMatch_TellsTheMethods_OfAKnownPath();
    void testRequestId_IsTakenOver_WhereItIsSane();

private:
    const Router m_router{ {
        { "GET", "/docs/*", 0, false, {} },
        { "GET", "/plans/{id}", 0, false, {} },
        { "PUT", "/plans/{id}", 0, false, {} },
        { "GET", "/plans/newest", 0, false, {} },
        { "POST", "/usage/{org}/users/reserve/{id}/commit", 0, false, {} },
    } };
};

void RouterTest::testMatch_data()
{
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("route");
    const auto row = [](const char *method, const char *path, const char *route) {
        QTest::addRow("%s %s", method, path) << QByteArray(method) << QByteArray(path) << QByteArray(route);
    };
    row("GET", "/plans/7", "/plans/{id}");
    row("HEAD", "/plans/7", "/plans/{id}");
    row("GET", "/plans/newest", "/plans/newest");
    row("GET", "/plans/", "");
    row("GET", "/plans", "");
    row("GET", "/plans/7/", "");
    row("GET", "/plans/7/8", "");
    row("POST", "/usage/o/users/reserve/r/commit", "/usage/{org}/users/reserve/{id}/commit");
    row("POST", "/usage//users/reserve/r/commit", "");
    row("GET", "/docs/a/b.css", "/docs/*");
}

void RouterTest::testMatch()
{
    QFETCH(const QByteArray, method);
    QFETCH(const QByteArray, path);
    QFETCH(const QByteArray, route);
    const auto match = m_router.match(method.toStdString(), path.toStdString());
    QCOMPARE(match.route == nullptr ? QByteArray() : QByteArray::fromStdString(match.route->path), route);
}

void RouterTest::testMatch_TellsTheMethods_OfAKnownPath()
{
    QCOMPARE(m_router.match("DELETE", "/plans/7").allow, "GET, HEAD, PUT");
    QCOMPARE(m_router.match("DELETE", "/nowhere").allow, "");
}

void RouterTest::testRequestId_IsTakenOver_WhereItIsSane()
{
    QCOMPARE(requestId("a-B_9.x"), "a-B_9.x");
    for (const auto *foreign : { "", "a b", "a\r\nSet-Cookie: x", "ä", "\"" }) {
        QVERIFY2(requestId(foreign).starts_with("req_"), foreign);
    }
    QVERIFY(requestId(std::string(65, 'a')).starts_with("req_"));
    QVERIFY(requestId("") != requestId(""));
}

QTEST_GUILESS_MAIN(RouterTest)
#include "routertest.moc"
