#include "services/http/message.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace billhook::http;

class MessageTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void testHeader_IgnoresCase_AndTakesTheFirst();
    void testProblem_IsJson();
    void testProblem_EscapesItsTexts();
};

void MessageTest::testHeader_IgnoresCase_AndTakesTheFirst()
{
    Request request;
    request.headers = { { "X-One", "1" }, { "x-one", "2" }, { "Empty", "" } };
    QCOMPARE(std::string(request.header("x-ONE")), std::string("1"));
    QCOMPARE(std::string(request.header("x-on")), std::string());
    QVERIFY(request.hasHeader("EMPTY"));
    QVERIFY(!request.hasHeader("other"));
}

void MessageTest::testProblem_IsJson()
{
    const auto response = problem(503, "overloaded", "Too many.");
    QCOMPARE(response.status, 503);
    QCOMPARE(response.contentType, std::string("application/problem+json"));
    const auto object = QJsonDocument::fromJson(QByteArray::fromStdString(response.body)).object();
    QCOMPARE(object[QStringLiteral("status")].toInt(), 503);
    QCOMPARE(object[QStringLiteral("code")].toString(), QStringLiteral("overloaded"));
    QCOMPARE(object[QStringLiteral("detail")].toString(), QStringLiteral("Too many."));
    QCOMPARE(object[QStringLiteral("type")].toString(), QStringLiteral("about:blank"));
}

void MessageTest::testProblem_EscapesItsTexts()
{
    const auto response = problem(400, "x", "a\"\\\n\x01");
    const auto object = QJsonDocument::fromJson(QByteArray::fromStdString(response.body)).object();
    QCOMPARE(object[QStringLiteral("detail")].toString(), QStringLiteral("a\"\\\n\x01"));
}

QTEST_GUILESS_MAIN(MessageTest)
#include "messagetest.moc"
