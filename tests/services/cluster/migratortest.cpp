#include "services/cluster/migrator.h"

#include "services/postgres/session.h"
#include "tests/support/postgresfixture.h"

#include <QTest>

#include <future>

using namespace billhook;
using namespace billhook::cluster;
using namespace billhook::postgres;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using domain::ErrorKind;

/** Migrations on the real server. */
class MigratorTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void testRun_MigratesOnce_WhenManyStartAtOnce();
    void testRun_MakesGroups_ForManyDatabasesAtOnce();
    void testRun_DoesNothing_WhenAllIsThere();
    void testRun_Refuses_AChangedMigration();
    void testRun_Refuses_ANewerSchema();
    void testRun_KeepsNothing_OfAFailedMigration();
    void testRun_SaysWhatToDo_WithoutRights();
    void testRun_MovesMisplacedEvents_ToTheirMonths();
    void testInspect_CountsMissing_WithoutOwnerRights();

private:
    support::PostgresFixture m_postgres;
};

void MigratorTest::testRun_MigratesOnce_WhenManyStartAtOnce()
{
    const std::string url = m_postgres.createEmptyDatabase().toStdString();
    std::vector<std::future<domain::Result<MigrationReport>>> runs;
    for (int program = 0; program < 4; ++program) {
        runs.push_back(std::async(std::launch::async, [url] { return Migrator(url).run(); }));
    }
    int applied = 0;
    for (auto &run : runs) {
        const auto report = run.get();
        QVERIFY2(report.has_value(), report ? "" : report.error().detail.c_str());
        applied += report->applied;
        QCOMPARE(report->version, compiledMigrations()->back().version);
    }
    QCOMPARE(applied, static_cast<int>(compiledMigrations()->size()));
}

void MigratorTest::testRun_MakesGroups_ForManyDatabasesAtOnce()
{
    // Logins of their own that are no member yet, so that all of them change the shared roles at the same
    // moment.
    std::vector<std::future<domain::Result<MigrationReport>>> runs;
    for (int program = 0; program < 4; ++program) {
        const QString login = u"migrator_%1"_s.arg(program);
        m_postgres.sql(u"CREATE ROLE %1 LOGIN CREATEROLE"_s.arg(login));
        QString url = m_postgres.createEmptyDatabase();
        const QString database = url.section(u'/', 3, 3).section(u'?', 0, 0);
        m_postgres.sql(u"GRANT CREATE ON DATABASE %1 TO %2"_s.arg(database, login));
        url.replace(u"postgres@"_s, login + u'@');
        runs.push_back(std::async(std::launch::async, [url] { return Migrator(url.toStdString()).run(); }));
    }
    for (auto &run : runs) {
        const auto report = run.get();
        QVERIFY2(report.has_value(), report ? "" : report.error().detail.c_str());
        QVERIFY(report->applied > 0);
    }
}

void MigratorTest::testRun_DoesNothing_WhenAllIsThere()
{
    const auto report = Migrator(m_postgres.renew().toStdString()).run();
    QVERIFY(report);
    QCOMPARE(report->applied, 0);
    QCOMPARE(report->version, compiledMigrations()->back().version);
}

void MigratorTest::testRun_Refuses_AChangedMigration()
{
    const std::string url = m_postgres.renew().toStdString();
    auto migrations = *compiledMigrations();
    migrations[2].checksum[0] = migrations[2].checksum[0] == 'a' ? 'b' : 'a';
    const auto report = Migrator(url, migrations).run();
    QVERIFY(!report);
    QCOMPARE(report.error().kind, ErrorKind::Configuration);
    QCOMPARE(report.error().code, "database_schema_differs");
    QVERIFY(report.error().message.find(migrations[2].name) != std::string::npos);
}

void MigratorTest::testRun_Refuses_ANewerSchema()
{
    const std::string url = m_postgres.renew().toStdString();
    auto migrations = *compiledMigrations();
    migrations.pop_back();
    const auto report = Migrator(url, migrations).run();
    QVERIFY(!report);
    QCOMPARE(report.error().kind, ErrorKind::Configuration);
    QCOMPARE(report.error().code, "database_schema_newer");
}

void MigratorTest::testRun_KeepsNothing_OfAFailedMigration()
{
    const std::string url = m_postgres.renew().toStdString();
    auto migrations = *compiledMigrations();
    const int next = migrations.back().version + 1;
    migrations.push_back({ next, "V9998__half", "c1", "CREATE TABLE billhook.half (x int); SELECT 1/0" });
    migrations.push_back({ next + 1, "V9999__never", "c2", "CREATE TABLE billhook.never (x int)" });
    const auto report = Migrator(url, migrations).run();
    QVERIFY(!report);
    QVERIFY(report.error().message.find("V9998__half") != std::string::npos);
    QCOMPARE(m_postgres.sql(u"SELECT count(*)::text FROM pg_tables WHERE tablename IN ('half', 'never')"_s),
        u"0"_s);
    migrations[migrations.size() - 2].sql = "CREATE TABLE billhook.half (x int)";
    const auto mended = Migrator(url, migrations).run();
    QVERIFY2(mended.has_value(), mended ? "" : mended.error().detail.c_str());
    QCOMPARE(mended->applied, 2);
}

void MigratorTest::testRun_SaysWhatToDo_WithoutRights()
{
    m_postgres.sql(u"DROP ROLE IF EXISTS powerless; CREATE ROLE powerless LOGIN"_s);
    const QString url = m_postgres.createEmptyDatabase().replace(u"postgres@"_s, u"powerless@"_s);
    const auto report = Migrator(url.toStdString()).run();
    QVERIFY(!report);
    QCOMPARE(report.error().kind, ErrorKind::Configuration);
    QVERIFY(report.error().message.find("GRANT billhook_owner TO") != std::string::npos);
}

void MigratorTest::testRun_MovesMisplacedEvents_ToTheirMonths()
{
    const QString url = m_postgres.createEmptyDatabase();
    auto before = *compiledMigrations();
    before.resize(16);
    QVERIFY(Migrator(url.toStdString(), before).run());
    const auto session = Session::open({ url, Group::Owner, u"test"_s, 15s, {} });
    QVERIFY(session);
    QVERIFY((*session)->executeText(
        u"INSERT INTO billhook.stripe_event (id, created, type, payload) "
        "VALUES ('evt_1', '2023-11-30 23:59:59+00', 't', 'x'), ('evt_2', '-infinity', 't', 'x')"_s));
    const auto migrated = Migrator(url.toStdString()).run();
    QVERIFY2(migrated, migrated ? "" : migrated.error().detail.c_str());
    const auto placed = (*session)->executeText(
        u"DO $$ BEGIN ASSERT (SELECT id FROM billhook.stripe_event_2023_11) = 'evt_1' "
        "AND (SELECT id FROM billhook.stripe_event_default) = 'evt_2'; END $$"_s);
    QVERIFY2(placed, placed ? "" : placed.error().detail.c_str());
}

void MigratorTest::testInspect_CountsMissing_WithoutOwnerRights()
{
    m_postgres.renew();
    m_postgres.sql(
        u"DROP ROLE IF EXISTS reader; CREATE ROLE reader LOGIN; GRANT billhook_finance TO reader"_s);
    const auto complete = Migrator(m_postgres.urlAs(u"reader"_s).toStdString()).inspect();
    QVERIFY(complete);
    QCOMPARE(complete->applied, 0);
    QVERIFY(Migrator(m_postgres.urlAs(u"reader"_s).toStdString()).run());
    const auto none = Migrator(m_postgres.createEmptyDatabase().toStdString()).inspect();
    QVERIFY(none);
    QCOMPARE(none->version, 0);
    QVERIFY(none->applied > 0);
}

QTEST_GUILESS_MAIN(MigratorTest)
#include "migratortest.moc"
