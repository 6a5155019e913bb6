#include "services/stripeclient/answer.h"

#include <QTest>

using billhook::domain::ErrorKind;
using namespace billhook::stripeclient;

namespace {

Answer answerWith(int status, std::string body)
{
    Answer answer;
    answer.status = status;
    answer.requestId = "req_7";
    answer.body = std::move(body);
    readBody(answer);
    return answer;
}

} // namespace

class AnswerTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void testErrorOf_TellsRefusalsApart_data();
    void testErrorOf_TellsRefusalsApart();
    void testRefusal_CarriesWhatStripeSays();
    void testErrorOf_NamesTheRequest_AndNoSecret();
    void testErrorOf_SpeaksForABodyThatIsNotStripes();
    void testJson_KeepsMoneyExact();
};

void AnswerTest::testErrorOf_TellsRefusalsApart_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<ErrorKind>("kind");
    QTest::addColumn<QByteArray>("code");
    QTest::newRow("bad parameter") << 400 << ErrorKind::InvalidInput << QByteArray("stripe_refused");
    QTest::newRow("wrong key") << 401 << ErrorKind::Configuration << QByteArray("stripe_key_refused");
    QTest::newRow("declined") << 402 << ErrorKind::InvalidInput << QByteArray("card_declined");
    QTest::newRow("restricted") << 403 << ErrorKind::Forbidden << QByteArray("stripe_forbidden");
    QTest::newRow("gone") << 404 << ErrorKind::NotFound << QByteArray("stripe_not_found");
    QTest::newRow("busy") << 409 << ErrorKind::Overloaded << QByteArray("stripe_busy");
    QTest::newRow("dependency") << 424 << ErrorKind::Unavailable << QByteArray("stripe_failed");
    QTest::newRow("rate") << 429 << ErrorKind::Overloaded << QByteArray("stripe_rate_limited");
    QTest::newRow("failure") << 500 << ErrorKind::Unavailable << QByteArray("stripe_failed");
    QTest::newRow("gateway") << 504 << ErrorKind::Unavailable << QByteArray("stripe_failed");
    QTest::newRow("redirect") << 302 << ErrorKind::InvalidInput << QByteArray("stripe_refused");
}

void AnswerTest::testErrorOf_TellsRefusalsApart()
{
    QFETCH(const int, status);
    QFETCH(const ErrorKind, kind);
    QFETCH(const QByteArray, code);
    const auto error = errorOf(answerWith(status, R"({"error":{"message":"No such thing."}})"));
    QCOMPARE(error.kind, kind);
    QCOMPARE(error.code, code.toStdString());
    QVERIFY(error.message.ends_with("No such thing."));
}

void AnswerTest::testRefusal_CarriesWhatStripeSays()
{
    const auto refusal = refusalOf(answerWith(402,
        R"({"error":{"type":"card_error","code":"card_declined","decline_code":"lost_card","param":"source","message":"No."}})"));
    QCOMPARE(refusal.kind, RefusalKind::Card);
    QCOMPARE(refusal.type, std::string("card_error"));
    QCOMPARE(refusal.code, std::string("card_declined"));
    QCOMPARE(refusal.declineCode, std::string("lost_card"));
    QCOMPARE(refusal.param, std::string("source"));
    QCOMPARE(refusal.message, std::string("No."));
}

void AnswerTest::testErrorOf_NamesTheRequest_AndNoSecret()
{
    const auto error = errorOf(answerWith(401, R"({"error":{"message":"Invalid key: sk_test_abcdef"}})"));
    QVERIFY(error.detail.find("req_7") != std::string::npos);
    QVERIFY(error.message.find("abcdef") == std::string::npos);
}

void AnswerTest::testErrorOf_SpeaksForABodyThatIsNotStripes()
{
    const auto error = errorOf(answerWith(502, "<html>Bad gateway</html>"));
    QCOMPARE(error.code, std::string("stripe_failed"));
    QVERIFY(error.message.find("502") != std::string::npos);
    QVERIFY(error.message.find("html") == std::string::npos);
}

void AnswerTest::testJson_KeepsMoneyExact()
{
    const Answer answer
        = answerWith(200, R"({"unit_amount":9007199254740993,"unit_amount_decimal":"0.000000000001"})");
    QCOMPARE(answer.json["unit_amount"].text(), std::string_view("9007199254740993"));
    QCOMPARE(answer.json["unit_amount_decimal"].text(), std::string_view("0.000000000001"));
}

QTEST_APPLESS_MAIN(AnswerTest)
#include "answertest.moc"
