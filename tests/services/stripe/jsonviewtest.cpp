#include "services/stripe/jsonview.h"

#include "services/stripe/canonicaljson.h"

#include <QTest>

using namespace billhook;
using namespace billhook::stripe;

/** Reading JSON exactly, laying previous values over an object, writing it back in one way only. */
class JsonViewTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void testCanonicalText_IsTheSame_HoweverWritten_data();
    void testCanonicalText_IsTheSame_HoweverWritten();
    void testParse_Refuses_WhatIsNotJson_data();
    void testParse_Refuses_WhatIsNotJson();
    void testParse_Reads_WhatIsOddButClear();
    void testParse_ReadsAgain_WhatItHolds();
    void testUndo_Restores_WhatWas_data();
    void testUndo_Restores_WhatWas();
    void testStateText_ComesBack_Unchanged();
};

void JsonViewTest::testCanonicalText_IsTheSame_HoweverWritten_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("canonical");
    const auto row = [](const char *name, const char *text, const char *canonical) {
        QTest::newRow(name) << QByteArray(text) << QByteArray(canonical);
    };
    row("order and space", "{ \"b\" : 1 ,\n\"a\":[ ] }", R"({"a":[],"b":1})");
    row("decimals stay", R"({"a":2.50,"b":1e5,"c":-0})", R"({"a":2.50,"b":1e5,"c":-0})");
    row("beyond 64 bits", R"({"a":123456789012345678901234567890})",
        R"({"a":123456789012345678901234567890})");
    row("escapes", R"({"a":"\u00e9\/\n\"\\"})", "{\"a\":\"\xC3\xA9/\\u000a\\\"\\\\\"}");
    row("nul", R"({"a":"x\u0000y"})", "{\"a\":\"x\xEF\xBF\xBDy\"}");
    row("the last of equal keys", R"({"a":1,"a":2})", R"({"a":2})");
    row("the last of equal keys among others", R"({"b":1,"a":{"x":1},"b":2,"c":3,"a":4,"b":5})",
        R"({"a":4,"b":5,"c":3})");
    row("keys that begin alike",
        R"({"quantity_b":1,"quantity":2,"quantitx":3,"quantity_a":4,"quant":5,"":6})",
        R"({"":6,"quant":5,"quantitx":3,"quantity":2,"quantity_a":4,"quantity_b":1})");
    row("keys beyond ASCII", "{\"\xC3\xA9\":1,\"z\":2,\"a\":3}", "{\"a\":3,\"z\":2,\"\xC3\xA9\":1}");
    row("byte order mark", "\xEF\xBB\xBF{}", "{}");
    row("literals", R"([null,true,false])", "[null,true,false]");
}

void JsonViewTest::testCanonicalText_IsTheSame_HoweverWritten()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, canonical);
    JsonTree tree;
    const auto value = tree.parse(text.toStdString());
    QVERIFY2(value, value ? "" : value.error().detail.c_str());
    QCOMPARE(QByteArray::fromStdString(canonicalText(*value)), canonical);
}

void JsonViewTest::testParse_Refuses_WhatIsNotJson_data()
{
    QTest::addColumn<QByteArray>("text");
    for (const char *text : { "", "{", "{\"a\":1} x", "[1,2,]", "{\"a\":tru}", "{\"a\":01}", "{\"a\":1.}",
             "{\"a\":nul}", "{\"a\":\"\xFF\"}", "{'a':1}", "{\"a\":1,}" }) {
        QTest::newRow(text) << QByteArray(text);
    }
    QTest::newRow("too deep") << QByteArray(65, '[') + QByteArray(65, ']');
}

void JsonViewTest::testParse_Refuses_WhatIsNotJson()
{
    QFETCH(QByteArray, text);
    JsonTree tree;
    const auto value = tree.parse(text.toStdString());
    QVERIFY(!value);
    QCOMPARE(value.error().kind, domain::ErrorKind::InvalidInput);
}

void JsonViewTest::testParse_Reads_WhatIsOddButClear()
{
    JsonTree tree;
    QCOMPARE(tree.parse("\xEF\xBB\xBF{\"a\":1}").value()["a"].text(), std::string_view("1"));
    QCOMPARE(tree.parse(R"({"a":"\ud800x"})").value()["a"].text(), std::string_view("\xEF\xBF\xBDx"));
    QCOMPARE(tree.parse(R"({"a":"x\udc00"})").value()["a"].text(), std::string_view("x\xEF\xBF\xBD"));
    QCOMPARE(tree.parse(R"({"a":"\ud83d\ude00"})").value()["a"].text(), std::string_view("\xF0\x9F\x98\x80"));
    QCOMPARE(tree.parse(R"({"a":"\\ud800"})").value()["a"].text(), std::string_view(R"(\ud800)"));
}

void JsonViewTest::testParse_ReadsAgain_WhatItHolds()
{
    JsonTree tree;
    const std::string text = R"({"a":{"b":1},"c":{"b":2}})";
    const auto first = tree.parse(text);
    QVERIFY(first);
    QCOMPARE(canonicalText(tree.undo((*first)["a"], (*first)["c"])), std::string(R"({"b":2})"));
    QCOMPARE(canonicalText(*tree.parse(text)), text);
    QVERIFY(!tree.parse(text + "x"));
    QVERIFY(!tree.parse(text.substr(1)));
    QCOMPARE(canonicalText(*tree.parse(text)), text);
    QCOMPARE(canonicalText(*tree.parse(R"({"a":1})")), std::string(R"({"a":1})"));
}

void JsonViewTest::testUndo_Restores_WhatWas_data()
{
    QTest::addColumn<QByteArray>("object");
    QTest::addColumn<QByteArray>("previous");
    QTest::addColumn<QByteArray>("before");
    const auto row = [](const char *name, const char *object, const char *previous, const char *before) {
        QTest::newRow(name) << QByteArray(object) << QByteArray(previous) << QByteArray(before);
    };
    row("field", R"({"a":2,"b":3})", R"({"a":1})", R"({"a":1,"b":3})");
    row("hashes merge", R"({"m":{"x":1,"y":2}})", R"({"m":{"x":0}})", R"({"m":{"x":0,"y":2}})");
    row("another object, by what differs", R"({"d":{"id":"new","p":1}})", R"({"d":{"id":"old"}})",
        R"({"d":{"id":"old","p":1}})");
    row("arrays replaced", R"({"l":[1,2,3]})", R"({"l":[4]})", R"({"l":[4]})");
    row("elements filled", R"({"items":{"data":[{"id":"a","n":1,"q":2}]}})",
        R"({"items":{"data":[{"id":"a","q":1}]}})", R"({"items":{"data":[{"id":"a","n":1,"q":1}]}})");
    row("removed element", R"({"items":{"data":[{"id":"a"}]}})",
        R"({"items":{"data":[{"id":"a"},{"id":"b","q":1}]}})",
        R"({"items":{"data":[{"id":"a"},{"id":"b","q":1}]}})");
    row("price without plan", R"({"items":{"data":[{"id":"a","plan":{"id":"n"},"price":{"id":"n"}}]}})",
        R"({"items":{"data":[{"id":"a","price":{"id":"o"}}]}})",
        R"({"items":{"data":[{"id":"a","price":{"id":"o"}}]}})");
    row("quantity alone", R"({"items":{"data":[{"id":"a","quantity":5}]},"quantity":5})", R"({"quantity":1})",
        R"({"items":{"data":[{"id":"a","quantity":1}]},"quantity":1})");
    row("plan alone", R"({"items":{"data":[{"id":"a","price":{"id":"n"}}]},"plan":{"id":"n","amount":2}})",
        R"({"plan":{"id":"o","amount":1}})",
        R"({"items":{"data":[{"id":"a","plan":{"amount":1,"id":"o"}}]},"plan":{"amount":1,"id":"o"}})");
    row("plan alone, of the first of several",
        R"({"items":{"data":[{"id":"a","plan":{"id":"n","x":2}},{"id":"b"}]},"plan":null})",
        R"({"plan":{"id":"o"}})",
        R"({"items":{"data":[{"id":"a","plan":{"id":"o","x":2}},{"id":"b"}]},"plan":{"id":"o"}})");
}

void JsonViewTest::testUndo_Restores_WhatWas()
{
    QFETCH(QByteArray, object);
    QFETCH(QByteArray, previous);
    QFETCH(QByteArray, before);
    JsonTree tree;
    const auto both = tree.parse("[" + object.toStdString() + "," + previous.toStdString() + "]");
    QVERIFY(both);
    QCOMPARE(QByteArray::fromStdString(canonicalText(tree.undo(both->at(0), both->at(1)))), before);
}

void JsonViewTest::testStateText_ComesBack_Unchanged()
{
    domain::State state;
    state.fields = { { "a", R"("quote \" comma , brace }")" }, { "b", R"({"x":[1,{"y":"]"}]})" },
        { "c", "-12" }, { "d", "[]" } };
    QVERIFY(stateFromText(stateText(state)) == state);
    QVERIFY(stateFromText(stateText({})) == domain::State{});
    QCOMPARE(
        QByteArray::fromStdString(plainText(canonicalString("a\"\\\n\x01z"))), QByteArray("a\"\\\n\x01z"));
}

QTEST_GUILESS_MAIN(JsonViewTest)
#include "jsonviewtest.moc"
