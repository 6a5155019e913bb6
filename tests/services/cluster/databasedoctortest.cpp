#include "services/cluster/databasedoctor.h"

#include "tests/support/postgresfixture.h"

#include <QTest>

using namespace billhook;
using namespace billhook::cluster;
using namespace Qt::StringLiterals;

/** What the doctor finds on real servers, well and ill. */
class DatabaseDoctorTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void testExamine_FindsAllWell_OnOurOwn();
    void testExamine_FindsMissingMigrations();
    void testExamine_FindsALoginWithoutGroups();
    void testExamine_SaysWhy_WhenUnreachable();

private:
    static bool finds(const std::vector<Finding> &findings, Finding::Level level, std::string_view text)
    {
        return std::any_of(findings.begin(), findings.end(), [&](const Finding &finding) {
            return finding.level == level && (finding.title + finding.advice).find(text) != std::string::npos;
        });
    }

    support::PostgresFixture m_postgres;
};

void DatabaseDoctorTest::testExamine_FindsAllWell_OnOurOwn()
{
    const auto findings = DatabaseDoctor(m_postgres.renew().toStdString()).examine();
    QVERIFY(findings.size() >= 8);
    int errors = 0;
    for (const Finding &finding : findings) {
        if (finding.level == Finding::Level::Ok) {
            QVERIFY(finding.advice.empty());
        } else {
            errors += finding.level == Finding::Level::Warning ? 0 : 1;
            QVERIFY(!finding.advice.empty());
        }
    }
    QCOMPARE(errors, 1); // the tests' server runs without fsync
    QVERIFY(finds(findings, Finding::Level::Error, "fsync is off"));
    QVERIFY(finds(findings, Finding::Level::Ok, "clocks agree"));
}

void DatabaseDoctorTest::testExamine_FindsMissingMigrations()
{
    const auto findings = DatabaseDoctor(m_postgres.createEmptyDatabase().toStdString()).examine();
    QVERIFY(finds(findings, Finding::Level::Error, "billhookd migrate"));
}

void DatabaseDoctorTest::testExamine_FindsALoginWithoutGroups()
{
    m_postgres.renew();
    m_postgres.sql(u"CREATE ROLE visitor LOGIN; GRANT billhook_finance TO visitor; "
                   "ALTER ROLE visitor SET synchronous_commit = off"_s);
    const auto findings = DatabaseDoctor(m_postgres.urlAs(u"visitor"_s).toStdString()).examine();
    QVERIFY(finds(findings, Finding::Level::Warning, "billhook_daemon"));
    QVERIFY(!finds(findings, Finding::Level::Warning, "billhook_finance"));
    QVERIFY(finds(findings, Finding::Level::Warning, "synchronous_commit is off"));
}

void DatabaseDoctorTest::testExamine_SaysWhy_WhenUnreachable()
{
    const auto away = DatabaseDoctor("postgresql://x@/y?host=/nowhere").examine();
    QCOMPARE(away.size(), 1U);
    QVERIFY(finds(away, Finding::Level::Unreachable, "can't be reached"));
    const auto unsafe = DatabaseDoctor("postgresql://x@db.example.com/y").examine();
    QVERIFY(finds(unsafe, Finding::Level::Error, "verify-full"));
}

QTEST_GUILESS_MAIN(DatabaseDoctorTest)
#include "databasedoctortest.moc"
