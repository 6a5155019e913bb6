#include "services/api/body.h"
#include "services/api/listpage.h"
#include "services/api/query.h"

#include <QJsonArray>
#include <QTest>

using namespace billhook;
using namespace Qt::StringLiterals;
using api::Fields;
using api::ListPage;
using api::Query;

/** What a caller sends: read strictly, and every part that is wrong is named. */
class ParametersTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void testQuery_ReadsWhatIsAskedFor();
    void testQuery_NamesWhatIsWrong();
    void testBody_IsOneObject_data();
    void testBody_IsOneObject();
    void testFields_NameWhatIsWrong();
    void testListPage_GoesOnWhereItEnded();

private:
    static QStringList wrong(const domain::Result<void> &judged)
    {
        QStringList pointers;
        if (!judged) {
            for (const auto &field : judged.error().fields) {
                pointers.append(QString::fromStdString(field.pointer));
            }
        }
        return pointers;
    }
};

void ParametersTest::testQuery_ReadsWhatIsAskedFor()
{
    Query query("q=S%C3%B6hne+%26%20Co&days=30&from=2026-11-30&empty=");
    QCOMPARE(query.text("q"), std::optional(u"Söhne & Co"_s));
    QCOMPARE(query.integer("days", 0, 366), std::optional<qint64>(30));
    QCOMPARE(query.date("from"), std::optional(QDate(2026, 11, 30)));
    QCOMPARE(query.text("empty"), std::optional(u""_s));
    QVERIFY(!query.text("absent"));
    QVERIFY(query.judge());
    QVERIFY(Query("").judge());
}

void ParametersTest::testQuery_NamesWhatIsWrong()
{
    Query query("days=367&from=2026-02-30&twice=1&twice=2&bad=%FF&foreign=1");
    QVERIFY(!query.integer("days", 0, 366));
    QVERIFY(!query.date("from"));
    query.text("twice");
    query.text("bad");
    const auto judged = query.judge();
    QVERIFY(!judged);
    QCOMPARE(judged.error().kind, domain::ErrorKind::InvalidInput);
    auto named = wrong(judged);
    named.sort();
    QCOMPARE(named, (QStringList{ u"bad"_s, u"days"_s, u"foreign"_s, u"from"_s, u"twice"_s }));
}

void ParametersTest::testBody_IsOneObject_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<bool>("understood");
    QTest::newRow("object") << QByteArray("{\"a\": 1}") << true;
    QTest::newRow("array") << QByteArray("[1]") << false;
    QTest::newRow("number") << QByteArray("1") << false;
    QTest::newRow("nothing") << QByteArray("") << false;
    QTest::newRow("half") << QByteArray("{\"a\": ") << false;
    QTest::newRow("two") << QByteArray("{} {}") << false;
    QTest::newRow("no UTF-8") << QByteArray("{\"a\": \"\xff\"}") << false;
}

void ParametersTest::testBody_IsOneObject()
{
    QFETCH(const QByteArray, bytes);
    QFETCH(const bool, understood);
    QCOMPARE(
        api::readBody({ bytes.constData(), static_cast<std::size_t>(bytes.size()) }).has_value(), understood);
}

void ParametersTest::testFields_NameWhatIsWrong()
{
    const auto body = *api::readBody(
        R"({"name": "Team", "amount": 1003800, "big": 9007199254740993, "half": 1.5, "huge": 1e300, "text": "7",
            "flag": "yes", "off": null, "foreign": 1, "a/b": 1})");
    Fields fields(body);
    QCOMPARE(fields.text("name"), std::optional(u"Team"_s));
    QCOMPARE(fields.integer("amount", 0, 10'000'000), std::optional<qint64>(1'003'800));
    QCOMPARE(fields.integer("big", 0, std::numeric_limits<qint64>::max()),
        std::optional<qint64>(9'007'199'254'740'993));
    QVERIFY(!fields.integer("half", 0, 10));
    QVERIFY(!fields.integer("huge", 0, std::numeric_limits<qint64>::max()));
    QVERIFY(!fields.integer("text", 0, 10));
    QVERIFY(!fields.boolean("flag"));
    QVERIFY(fields.present("off") && !fields.text("off") && !fields.present("absent"));
    auto named = wrong(fields.judge());
    named.sort();
    QCOMPARE(
        named, (QStringList{ u"/a~1b"_s, u"/flag"_s, u"/foreign"_s, u"/half"_s, u"/huge"_s, u"/text"_s }));
}

void ParametersTest::testListPage_GoesOnWhereItEnded()
{
    const std::vector<int> rows{ 1, 2, 3 };
    const auto json = [](int row) { return QJsonObject{ { u"row"_s, row } }; };
    const auto keys = [](int row) { return QStringList{ QString::number(row), u"ä\""_s }; };
    Query query("limit=2");
    const ListPage first(query, 2);
    QCOMPARE(first.limit(), 3);
    QVERIFY(first.first());
    const auto answer = first.answer(rows, json, keys).body;
    QCOMPARE(answer[u"items"].toArray().size(), 2);
    Query next("cursor=" + answer[u"next_cursor"].toString().toStdString());
    const ListPage second(next, 2);
    QCOMPARE(second.key(0), u"2"_s);
    QCOMPARE(second.key(1), u"ä\""_s);
    QCOMPARE(second.rows(), ListPage::usualRows);
    QVERIFY(second.answer(rows, json, keys).body[u"next_cursor"].isNull());
    QVERIFY(next.judge());
    for (const auto *foreign : { "cursor=x", "cursor=", "cursor=WyIxIl0", "limit=0", "limit=201" }) {
        Query refused(foreign);
        const ListPage page(refused, 2);
        QVERIFY2(!refused.judge(), foreign);
    }
}

QTEST_GUILESS_MAIN(ParametersTest)
#include "parameterstest.moc"
