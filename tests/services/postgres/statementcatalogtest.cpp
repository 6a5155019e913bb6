#include "services/postgres/statementcatalog.h"

#include <QDir>
#include <QTest>

using namespace billhook::postgres;
using namespace Qt::StringLiterals;

/** How statement files are read. */
class StatementCatalogTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void testRead_DropsComments_AndKeepsQuotes();
    void testRead_FindsParameters_ButNoCasts();
    void testAreas_AreAll_Readable();
};

void StatementCatalogTest::testRead_DropsComments_AndKeepsQuotes()
{
    const Statement statement = readStatement("a/b",
        "-- parameters: :no, isn't it?\nSELECT '--kept :x ''', /* :gone ? */ \"a:b\"\n FROM t; -- end\n");
    QCOMPARE(statement.sql, "SELECT '--kept :x ''',  \"a:b\"\n FROM t");
    QVERIFY(statement.parameters.empty());
}

void StatementCatalogTest::testRead_FindsParameters_ButNoCasts()
{
    const Statement statement = readStatement("a/b", "SELECT :b::int, x::text, :a_1, :b");
    QCOMPARE(statement.parameters, (std::vector<std::string>{ ":a_1", ":b" }));
}

void StatementCatalogTest::testAreas_AreAll_Readable()
{
    const QStringList areas = QDir(u":/sql/statements"_s).entryList(QDir::Dirs);
    QVERIFY(areas.contains(u"ingest"_s));
    for (const QString &area : areas) {
        const auto statements = statementsOf(area.toStdString());
        QVERIFY2(statements.has_value(), qPrintable(area));
        QVERIFY(!statements->empty());
    }
    QVERIFY(!statementsOf("nowhere"));
}

QTEST_GUILESS_MAIN(StatementCatalogTest)
#include "statementcatalogtest.moc"
