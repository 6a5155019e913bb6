#include "services/events/envelope.h"

#include <QTest>

#include <random>

using namespace billhook::events;

namespace {

std::string nested(int depth, const std::string &innermost = {})
{
    // The document is the first level.
    const auto inner = static_cast<std::size_t>(depth - 1);
    return R"({"id":"evt_1","x":)" + std::string(inner, '[') + innermost + std::string(inner, ']') + "}";
}

} // namespace

class EnvelopeTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void testRead_Snapshot();
    void testRead_Thin();
    void testRead_Usable_data();
    void testRead_Usable();
    void testRead_OddFields_AreLeftEmpty();
    void testRead_Created_data();
    void testRead_Created();
    void testRead_LargeThenSmall();
    void testRead_RandomBytes_NeverUsableByAccident();
    void testParseInstant_data();
    void testParseInstant();
    void testDigestName();
};

void EnvelopeTest::testRead_Snapshot()
{
    const auto envelope = readEnvelope(
        R"({"id":"evt_1","object":"event","api_version":"2025-03-31.basil","created":1700000000,"livemode":false,)"
        R"("type":"invoice.paid","account":"acct_1","data":{"object":{"id":"in_1","created":5,"livemode":true}}})");
    QVERIFY(envelope.usable());
    QCOMPARE(envelope.id, std::string("evt_1"));
    QCOMPARE(envelope.type, std::string("invoice.paid"));
    QCOMPARE(envelope.created.value_or(-1), 1'700'000'000);
    QCOMPARE(envelope.apiVersion, std::string("2025-03-31.basil"));
    QCOMPARE(envelope.livemode, std::optional(false));
    QCOMPARE(envelope.account, std::string("acct_1"));
    QVERIFY(!envelope.thin);
}

void EnvelopeTest::testRead_Thin()
{
    const auto envelope = readEnvelope(
        R"({"id":"evt_2","object":"v2.core.event","type":"v1.customer.subscription.updated",)"
        R"("created":"2024-09-17T06:20:52.246Z","livemode":true,"related_object":{"id":"sub_1","type":"subscription"}})");
    QCOMPARE(envelope.id, std::string("evt_2"));
    QVERIFY(envelope.thin);
    QCOMPARE(envelope.created.value_or(-1), 1'726'554'052);
    QCOMPARE(envelope.livemode, std::optional(true));
    QCOMPARE(envelope.apiVersion, std::string());
}

void EnvelopeTest::testRead_Usable_data()
{
    QTest::addColumn<std::string>("body");
    QTest::addColumn<bool>("usable");
    const auto row = [](const char *name, const std::string &body, bool usable) {
        QTest::newRow(name) << body << usable;
    };
    row("least", R"({"id":"e"})", true);
    row("white space around", " \r\n\t{\"id\":\"e\"} \n", true);
    row("id of 255", R"({"id":")" + std::string(255, 'a') + R"("})", true);
    row("id of 256", R"({"id":")" + std::string(256, 'a') + R"("})", false);
    row("id by escapes", R"({"id":"\u0065vt_1"})", true);
    row("id empty", R"({"id":""})", false);
    row("id with a space", R"({"id":"evt 1"})", false);
    row("id with NUL", R"({"id":"evt\u0000"})", false);
    row("id with DEL", "{\"id\":\"evt\x7F\"}", false);
    row("id not ASCII", "{\"id\":\"\xC3\xA9\"}", false);
    row("id a number", R"({"id":1})", false);
    row("id null", R"({"id":null})", false);
    row("no id", R"({"type":"x"})", false);
    row("id elsewhere", R"({"data":{"id":"evt_1"}})", false);
    row("empty", "", false);
    row("only space", "  ", false);
    row("not JSON", "hello", false);
    row("array", R"([{"id":"e"}])", false);
    row("string", R"("evt_1")", false);
    row("trailing text", R"({"id":"e"}x)", false);
    row("two documents", R"({"id":"e"}{"id":"f"})", false);
    row("cut short", R"({"id":"e","x":[1,2)", false);
    row("trailing comma", R"({"id":"e",})", false);
    row("invalid UTF-8 elsewhere", "{\"id\":\"e\",\"x\":\"\xFF\"}", false);
    row("overlong UTF-8", "{\"id\":\"e\",\"x\":\"\xC0\x80\"}", false);
    row("surrogate in UTF-8", "{\"id\":\"e\",\"x\":\"\xED\xA0\x80\"}", false);
    row("lone surrogate escape", R"({"id":"e","x":"\ud800"})", true);
    row("byte order mark", "\xEF\xBB\xBF{\"id\":\"e\"}", true);
    row("raw NUL in a text", std::string("{\"id\":\"e\",\"x\":\"\0\"}", 18), false);
    row("NUL after the document", std::string("{\"id\":\"e\"}\0", 11), false);
    row("nesting 64", nested(64), true);
    row("nesting 65", nested(65), false);
    row("nesting 64, full", nested(64, "1"), true);
    row("nesting 65, full", nested(65, "1"), false);
    row("nesting 64, brackets in a text", nested(64, R"("[[[\\\"[")"), true);
    row("nesting 100000", nested(100'000), false);
    row("UTF-16", std::string("{\0\"\0i\0d\0\"\0:\0\"\0e\0\"\0}\0", 20), false);
}

void EnvelopeTest::testRead_Usable()
{
    QFETCH(std::string, body);
    QFETCH(bool, usable);
    QCOMPARE(readEnvelope(body).usable(), usable);
}

void EnvelopeTest::testRead_OddFields_AreLeftEmpty()
{
    const auto envelope = readEnvelope(
        R"({"id":"e","type":5,"created":"soon","api_version":null,"livemode":"true","account":{"id":"a"},"object":[]})");
    QVERIFY(envelope.usable());
    QCOMPARE(envelope.type, std::string());
    QVERIFY(!envelope.created);
    QCOMPARE(envelope.apiVersion, std::string());
    QVERIFY(!envelope.livemode);
    QCOMPARE(envelope.account, std::string());
    QVERIFY(!envelope.thin);
}

void EnvelopeTest::testRead_Created_data()
{
    QTest::addColumn<std::string>("text");
    QTest::addColumn<qint64>("created");
    QTest::newRow("zero") << std::string("0") << qint64{ 0 };
    QTest::newRow("year 9999") << std::string("253402300799") << qint64{ 253'402'300'799 };
    QTest::newRow("year 10000") << std::string("253402300800") << qint64{ -1 };
    QTest::newRow("negative") << std::string("-1") << qint64{ -1 };
    QTest::newRow("fraction") << std::string("1700000000.5") << qint64{ -1 };
    QTest::newRow("beyond 64 bits") << std::string("99999999999999999999") << qint64{ -1 };
    QTest::newRow("null") << std::string("null") << qint64{ -1 };
}

void EnvelopeTest::testRead_Created()
{
    QFETCH(std::string, text);
    QFETCH(qint64, created);
    const auto envelope = readEnvelope(R"({"id":"e","created":)" + text + "}");
    if (text != "99999999999999999999") { // a number that JSON readers may refuse as a whole
        QVERIFY(envelope.usable());
    }
    QCOMPARE(envelope.created.value_or(-1), std::int64_t{ created });
}

void EnvelopeTest::testRead_LargeThenSmall()
{
    const std::string large = R"({"x":")" + std::string(1'000'000, 'a') + R"(","id":"large"})";
    QCOMPARE(readEnvelope(large).id, std::string("large"));
    QCOMPARE(readEnvelope(R"({"id":"small"})").id, std::string("small"));
    QVERIFY(!readEnvelope(nested(65)).usable());
    QCOMPARE(readEnvelope(large).id, std::string("large"));
}

void EnvelopeTest::testRead_RandomBytes_NeverUsableByAccident()
{
    constexpr unsigned seed = 7;
    qInfo("seed %u", seed);
    std::mt19937 random(seed);
    std::uniform_int_distribution<int> byte(0, 255);
    for (int i = 0; i < 20'000; ++i) {
        std::string body = R"({"id":"evt_1","x":[1,{"y":"z"}]})";
        const auto at = std::uniform_int_distribution<std::size_t>(0, body.size() - 1)(random);
        body[at] = static_cast<char>(byte(random));
        body.resize(std::uniform_int_distribution<std::size_t>(at, body.size())(random));
        const auto envelope = readEnvelope(body);
        // Whatever is called usable closes its object and holds visible ASCII only.
        QVERIFY(!envelope.usable() || body.find('}') != std::string::npos);
        QVERIFY(std::all_of(
            envelope.id.begin(), envelope.id.end(), [](char c) { return c > ' ' && c < '\x7F'; }));
    }
}

void EnvelopeTest::testParseInstant_data()
{
    QTest::addColumn<std::string>("text");
    QTest::addColumn<qint64>("seconds");
    const auto row
        = [](const char *text, qint64 seconds) { QTest::newRow(text) << std::string(text) << seconds; };
    row("1970-01-01T00:00:00Z", 0);
    row("2024-09-17T06:20:52.246Z", 1'726'554'052);
    row("2024-09-17T08:20:52+02:00", 1'726'554'052);
    row("2024-09-17T00:50:52-0530", 1'726'554'052);
    row("2024-02-29T00:00:00Z", 1'709'164'800);
    row("2023-02-29T00:00:00Z", -1);
    row("2024-13-01T00:00:00Z", -1);
    row("2024-01-01T24:00:00Z", -1);
    row("2024-01-01T00:60:00Z", -1);
    row("2024-01-01T00:00:00", -1);
    row("2024-01-01 00:00:00Z", -1);
    row("2024-01-01T00:00:00Zx", -1);
    row("2024-01-01", -1);
    row("1969-12-31T23:59:59Z", -1);
    row("", -1);
}

void EnvelopeTest::testParseInstant()
{
    QFETCH(std::string, text);
    QFETCH(qint64, seconds);
    QCOMPARE(parseInstant(text).value_or(-1), std::int64_t{ seconds });
}

void EnvelopeTest::testDigestName()
{
    QCOMPARE(digestName(""),
        std::string("sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"));
}

QTEST_GUILESS_MAIN(EnvelopeTest)
#include "envelopetest.moc"
