#include "services/postgres/pipeline.h"
#include "services/projection/mirrorstatements.h"
#include "services/projection/mirrorwriter.h"
#include "services/truth/rebuild.h"
#include "tests/services/projection/projectiondesk.h"

#include <QTest>

#include <array>
#include <set>

using namespace billhook;
using namespace billhook::support;
using namespace Qt::StringLiterals;
using projection::MirrorStatements;

/** The ObjectTypes and the database say the same about the mirror, and its statements follow from them. */
class MirrorTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_desk.renew(); }

    void testTables_AreThose_OfTheObjectTypes();
    void testColumns_AreThose_OfTheObjectType_data();
    void testColumns_AreThose_OfTheObjectType();
    void testStatements_Run_ForEveryObjectType();
    void testStubs_LeaveWhatIsThere_AsItIs();
    void testKind_WithoutATable_IsRefused();
    void testReset_Empties_EveryMirrorTable();

private:
    static domain::Result<void> writeOneOfEach(postgres::Pipeline &pipeline);
    static int sampled(postgres::Pipeline &pipeline);
    std::set<std::string> lines(const QString &text)
    {
        const auto all = QString::fromStdString(m_desk.sql(text)).split(u',', Qt::SkipEmptyParts);
        std::set<std::string> lines;
        for (const auto &line : all) {
            lines.insert(line.toStdString());
        }
        return lines;
    }

    ProjectionDesk m_desk;
};

void MirrorTest::testTables_AreThose_OfTheObjectTypes()
{
    std::set<std::string> tables;
    std::set<domain::ObjectKind> kinds;
    for (const auto *type : stripe::objectTypes()) {
        tables.insert("billhook." + std::string(type->table));
        kinds.insert(type->kind);
    }
    QCOMPARE(kinds.size(), stripe::objectTypes().size());
    QCOMPARE(lines(u"SELECT string_agg(name::text, ',') FROM billhook.mirror_table"_s), tables);
}

void MirrorTest::testColumns_AreThose_OfTheObjectType_data()
{
    QTest::addColumn<int>("kind");
    for (const auto *type : stripe::objectTypes()) {
        QTest::newRow(std::string(type->object).c_str()) << static_cast<int>(type->kind);
    }
}

void MirrorTest::testColumns_AreThose_OfTheObjectType()
{
    QFETCH(const int, kind);
    const auto &type = stripe::objectType(static_cast<domain::ObjectKind>(kind));
    std::set<std::string> wanted{ "id", "deleted", "stub", "quality", "incomplete", "event_id", "eff" };
    for (const auto &column : type.columns) {
        wanted.insert(std::string(column.column));
    }
    auto found
        = lines(u"SELECT string_agg(attname, ',') FROM pg_attribute WHERE attrelid = 'billhook.%1'::regclass "
                "AND attnum > 0 AND NOT attisdropped"_s.arg(
                    QString::fromUtf8(type.table.data(), static_cast<qsizetype>(type.table.size()))));
    // What the database makes of the rest, for lists.
    found.erase("organization_id");
    found.erase("plan_name");
    QCOMPARE(found, wanted);
}

domain::Result<void> MirrorTest::writeOneOfEach(postgres::Pipeline &pipeline)
{
    const domain::State nothing;
    postgres::Transaction transaction(pipeline);
    projection::MirrorWriter writer(pipeline);
    for (const auto *type : stripe::objectTypes()) {
        projection::MirrorRow row;
        row.id = "one";
        row.state = &nothing;
        row.derived = { { "amount_known", "true" }, { "payment_failed", "false" } };
        auto done = writer.write(*type, { row });
        if (!done) {
            return done;
        }
    }
    return transaction.commit();
}

int MirrorTest::sampled(postgres::Pipeline &pipeline)
{
    const auto rows = pipeline.run("truth/sample_mirror", postgres::Parameters().bigint(100));
    return rows ? rows->count() : -1;
}

void MirrorTest::testStatements_Run_ForEveryObjectType()
{
    postgres::Pipeline pipeline(truth::truthOptions(m_desk.url()));
    const auto written = writeOneOfEach(pipeline);
    QVERIFY2(written, written ? "" : written.error().detail.c_str());
    QCOMPARE(sampled(pipeline), static_cast<int>(stripe::objectTypes().size()));
    QVERIFY(pipeline.run("truth/check_references"));
    QVERIFY(pipeline.run("projection/mark_incomplete", postgres::Parameters().texts({ "coupon:one" })));
}

void MirrorTest::testStubs_LeaveWhatIsThere_AsItIs()
{
    postgres::Pipeline pipeline(truth::truthOptions(m_desk.url()));
    QVERIFY(writeOneOfEach(pipeline));
    postgres::Transaction transaction(pipeline);
    projection::MirrorWriter writer(pipeline);
    QVERIFY(writer.addStubs(stripe::objectType(domain::ObjectKind::Customer), { "one", "two" }));
    QVERIFY(transaction.commit());
    QCOMPARE(m_desk.sql(u"SELECT string_agg(id || ' ' || stub, ',' ORDER BY id) FROM billhook.customers"_s),
        std::string("one false,two true"));
}

void MirrorTest::testKind_WithoutATable_IsRefused()
{
    auto type = stripe::objectType(domain::ObjectKind::Coupon);
    type.table = "refunds";
    const std::array<const stripe::ObjectType *, 1> types{ &type };
    auto options = truth::truthOptions(m_desk.url());
    options.areas = { "projection" };
    options.made = MirrorStatements(types).all();
    const auto refused = postgres::Pipeline(options).run("projection/relax_commit");
    QVERIFY(!refused);
    QVERIFY2(
        refused.error().detail.find("billhook.refunds") != std::string::npos, refused.error().detail.c_str());
}

void MirrorTest::testReset_Empties_EveryMirrorTable()
{
    postgres::Pipeline pipeline(truth::truthOptions(m_desk.url()));
    QVERIFY(writeOneOfEach(pipeline));
    QVERIFY(sampled(pipeline) > 0);
    QVERIFY(pipeline.run("replay/reset_projection"));
    QCOMPARE(sampled(pipeline), 0);
}

QTEST_GUILESS_MAIN(MirrorTest)
#include "mirrortest.moc"
