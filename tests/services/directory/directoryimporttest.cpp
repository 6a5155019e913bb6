#include "services/directory/directoryimport.h"

#include "services/postgres/pipeline.h"
#include "services/postgres/session.h"
#include "tests/support/postgresfixture.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <chrono>
#include <string>
#include <thread>
#include <vector>

using namespace billhook::directory;
using billhook::domain::ErrorKind;
using billhook::postgres::Pipeline;
using billhook::postgres::Session;
using billhook::support::PostgresFixture;
using namespace Qt::StringLiterals;

namespace {

/** JSON with single quotes, which are easier to read here. */
std::string json(std::string text)
{
    std::replace(text.begin(), text.end(), '\'', '"');
    return text;
}

std::string uuid(int number)
{
    return QStringLiteral("00000000-0000-4000-8000-%1").arg(number, 12, 10, QLatin1Char('0')).toStdString();
}

std::string organization(int number, const std::string &rest = {})
{
    return json("{'type':'organization','id':'") + uuid(number) + json("','name':'Org ")
        + std::to_string(number) + "\"" + rest + "}\n";
}

std::string user(int number, const std::string &rest = {})
{
    return json("{'type':'user','id':'") + uuid(number) + json("','email':'u") + std::to_string(number)
        + "@x.example\"" + rest + "}\n";
}

std::string membership(
    int organizationNumber, int userNumber, const std::string &role = "member", const std::string &rest = {})
{
    return json("{'type':'membership','organization_id':'") + uuid(organizationNumber) + json("','user_id':'")
        + uuid(userNumber) + json("','role':'") + role + "\"" + rest + "}\n";
}

std::string project(int number, int organizationNumber)
{
    return json("{'type':'project','id':'") + uuid(number) + json("','organization_id':'")
        + uuid(organizationNumber) + json("','name':'P'}") + "\n";
}

} // namespace

class DirectoryImportTest final : public QObject
{
    Q_OBJECT

private:
    /** Imports a file of this content; bad lines as "number: reason", sorted by number. */
    ImportReport import(const std::string &content, int batchLines = 5'000)
    {
        QFile file(m_folder.filePath(u"directory.jsonl"_s));
        if (!file.open(QIODevice::WriteOnly)
            || file.write(content.data(), static_cast<qint64>(content.size())) < 0) {
            qFatal("the file can't be written");
        }
        file.close();
        m_bad.clear();
        Pipeline pipeline({ .url = m_postgres.url().toStdString(),
            .role = "billhook_directory",
            .applicationName = "directoryimporttest",
            .callDeadline = std::chrono::seconds(30),
            .areas = { "directory" } });
        const ImportObserver observer{ .badLine = [this](const BadLine &bad) { m_bad.push_back(bad); },
            .progress = [this](const ImportReport &report) { m_progress = report; } };
        const auto report
            = DirectoryImport(pipeline, batchLines).run(file.fileName().toStdString(), observer);
        if (!report) {
            qFatal("import failed: %s", report.error().detail.c_str());
        }
        std::sort(
            m_bad.begin(), m_bad.end(), [](const BadLine &a, const BadLine &b) { return a.line < b.line; });
        return *report;
    }

    QString sql(const char *text) { return m_postgres.sql(QString::fromUtf8(text)); }

    PostgresFixture m_postgres;
    QTemporaryDir m_folder;
    std::vector<BadLine> m_bad;
    ImportReport m_progress;

private Q_SLOTS:
    void init() { m_postgres.renew(); }

    void testRun_FillsDirectory_AndList()
    {
        const auto report
            = import(organization(1, json(",'country':'DE','created_at':'2025-03-01T12:00:00Z'")) + "\n"
                + organization(2, json(",'archived':true")) + user(11) + user(12) + membership(1, 11, "owner")
                + membership(1, 12) + project(21, 1));
        QCOMPARE(report.lines, 7);
        QCOMPARE(report.organizations, 2);
        QCOMPARE(report.users, 2);
        QCOMPARE(report.memberships, 2);
        QCOMPARE(report.projects, 1);
        QCOMPARE(report.changed, 7);
        QCOMPARE(report.badLines, 0);
        QCOMPARE(sql("SELECT string_agg(concat_ws('|', name, status, members, projects, archived, created_at "
                     "AT TIME ZONE 'UTC')"
                     ", ' ' ORDER BY name) FROM billhook.organization_summary WHERE name = 'Org 1'"),
            u"Org 1|none|2|1|f|2025-03-01 12:00:00"_s);
        QCOMPARE(sql("SELECT count(*) FROM billhook.organization_summary WHERE archived"), u"1"_s);
        QCOMPARE(sql("SELECT seq FROM billhook.change_seq WHERE area = 'organizations'"), u"1"_s);
    }

    void testRun_Twice_ChangesNothing()
    {
        const std::string content = organization(1) + user(11) + membership(1, 11) + project(21, 1);
        QCOMPARE(import(content).changed, 4);
        const QString before = sql("SELECT string_agg(t::text, ' ') FROM billhook.organizations t");
        const auto again = import(content);
        QCOMPARE(again.changed, 0);
        QCOMPARE(again.organizations, 1);
        QCOMPARE(sql("SELECT string_agg(t::text, ' ') FROM billhook.organizations t"), before);
        QCOMPARE(sql("SELECT seq FROM billhook.change_seq WHERE area = 'organizations'"), u"1"_s);
    }

    void testRun_LastLineCounts()
    {
        import(organization(1) + user(11) + membership(1, 11, "member") + membership(1, 11, "owner")
            + json("{'type':'organization','id':'") + uuid(1) + json("','name':'Renamed'}"));
        QCOMPARE(sql("SELECT name FROM billhook.organization_summary"), u"Renamed"_s);
        QCOMPARE(sql("SELECT role FROM billhook.memberships"), u"owner"_s);
    }

    void testRun_AbsentFields_Stay()
    {
        import(organization(1, json(",'country':'DE','slug':'first','created_at':'2025-03-01T12:00:00Z'"))
            + user(11, json(",'name':'Ada','active':false"))
            + membership(1, 11, "owner", json(",'state':'invited'")));
        import(organization(1) + user(11) + membership(1, 11, "admin"));
        QCOMPARE(sql("SELECT concat_ws('|', country, slug, archived, created_at AT TIME ZONE 'UTC') "
                     "FROM billhook.organizations"),
            u"DE|first|f|2025-03-01 12:00:00"_s);
        QCOMPARE(sql("SELECT concat_ws('|', name, active, state) FROM billhook.users"), u"Ada|f|inactive"_s);
        QCOMPARE(sql("SELECT concat_ws('|', role, state) FROM billhook.memberships"), u"admin|invited"_s);
        import(organization(1, json(",'country':null,'active':false")));
        QCOMPARE(
            sql("SELECT concat_ws('|', coalesce(country, 'none'), archived) FROM billhook.organizations"),
            u"none|t"_s);
    }

    void testRun_MakesSlugs_EachOnce()
    {
        import(json("{'type':'organization','id':'") + uuid(1) + json("','name':'Söhne & Co.'}\n")
            + json("{'type':'organization','id':'") + uuid(2) + json("','name':'Sohne  Co'}\n")
            + json("{'type':'organization','id':'") + uuid(3) + json("','name':'!!!'}\n"));
        QCOMPARE(sql("SELECT string_agg(left(slug, 9), ' ' ORDER BY id) FROM billhook.organizations"),
            u"sohne-co sohne-co- organizat"_s);
        const QString before = sql("SELECT string_agg(slug, ' ' ORDER BY id) FROM billhook.organizations");
        import(json("{'type':'organization','id':'") + uuid(2) + json("','name':'Another name'}\n"));
        QCOMPARE(sql("SELECT string_agg(slug, ' ' ORDER BY id) FROM billhook.organizations"), before);
    }

    void testRun_Removed_GoesWithAllOfIt()
    {
        import(organization(1) + organization(2) + user(11) + user(12) + membership(1, 11) + membership(2, 11)
            + membership(2, 12) + project(21, 1) + project(22, 2));
        const auto removed = [](const char *type, int number) {
            return json("{'type':'") + type + json("','id':'") + uuid(number) + json("','removed':true}\n");
        };
        const std::string content = removed("organization", 1) + removed("user", 12) + removed("project", 22)
            + json("{'type':'membership','organization_id':'") + uuid(2) + json("','user_id':'") + uuid(11)
            + json("','removed':true}\n");
        QCOMPARE(import(content).changed, 4);
        QCOMPARE(sql("SELECT string_agg(concat_ws('|', name, members, projects), ' ') "
                     "FROM billhook.organization_summary"),
            u"Org 2|0|0"_s);
        QCOMPARE(sql("SELECT concat_ws('|', (SELECT count(*) FROM billhook.organizations), "
                     "(SELECT count(*) FROM billhook.users), (SELECT count(*) FROM billhook.memberships), "
                     "(SELECT count(*) FROM billhook.projects))"),
            u"1|1|0|0"_s);
        QCOMPARE(import(content).changed, 0);
        // What is written after its removal is there again.
        QCOMPARE(import(removed("user", 11) + user(11)).changed, 0);
        QCOMPARE(sql("SELECT count(*) FROM billhook.users"), u"1"_s);
    }

    void testRun_KeepsUsers_AsTheirMembershipsSay()
    {
        const auto figures = [this] {
            return sql(
                "SELECT string_agg(concat_ws('|', right(id::text, 2), state, organizations, roles), ' ' "
                "ORDER BY id) FROM billhook.users");
        };
        const auto counts = [this] {
            return sql("SELECT string_agg(concat(kind, count), ' ' ORDER BY kind) FROM billhook.user_count "
                       "WHERE count <> 0");
        };
        import(organization(1) + organization(2) + user(11) + user(12) + user(13, json(",'active':false"))
            + membership(1, 11, "owner") + membership(2, 11, "member")
            + membership(1, 12, "admin", json(",'state':'invited'")));
        QCOMPARE(figures(), u"11|active|2|5 12|invited|1|2 13|inactive|0|0"_s);
        QCOMPARE(sql("SELECT count(*) FROM billhook.user_count_delta"), u"0"_s); // they were put together
        QCOMPARE(counts(), u"active1 inactive1 invited1 signup3"_s);
        import(membership(1, 12, "member", json(",'state':'active'")) + user(13, json(",'active':true")));
        QCOMPARE(figures(), u"11|active|2|5 12|active|1|1 13|active|0|0"_s);
        QCOMPARE(counts(), u"active3 signup3"_s);
        sql("DELETE FROM billhook.memberships WHERE role = 'owner'"); // whoever writes
        QCOMPARE(figures(), u"11|active|1|1 12|active|1|1 13|active|0|0"_s);
    }

    void testRun_BadLines_AreNamed_GoodOnesKept()
    {
        const auto report = import(organization(1) + "oops\n" + user(11) + membership(1, 99)
            + membership(8, 11) + project(21, 9) + membership(1, 11) + json("{'type':'user'}"));
        QCOMPARE(report.lines, 8);
        QCOMPARE(report.badLines, 5);
        QCOMPARE(report.memberships, 1);
        QCOMPARE(report.projects, 0);
        QCOMPARE(m_bad.size(), std::size_t{ 5 });
        QCOMPARE(m_bad[0].line, 2);
        QCOMPARE(m_bad[0].reason, std::string("the line is not JSON"));
        QCOMPARE(m_bad[1].line, 4);
        QCOMPARE(m_bad[1].reason, std::string("\"user_id\" names no known user"));
        QCOMPARE(m_bad[2].line, 5);
        QCOMPARE(m_bad[2].reason, std::string("\"organization_id\" names no known organization"));
        QCOMPARE(m_bad[3].line, 6);
        QCOMPARE(m_bad[4].line, 8);
        QCOMPARE(sql("SELECT count(*) FROM billhook.memberships"), u"1"_s);
    }

    void testRun_MembershipsFirst_AreKept_data()
    {
        QTest::addColumn<int>("batchLines");
        for (const int lines : { 1, 2, 3, 100 }) {
            QTest::addRow("%d", lines) << lines;
        }
    }
    void testRun_MembershipsFirst_AreKept()
    {
        QFETCH(const int, batchLines);
        const auto report = import(membership(1, 11, "member") + project(21, 1) + membership(1, 77) + user(11)
                + organization(1) + membership(1, 11, "owner"),
            batchLines);
        QCOMPARE(report.lines, 6);
        QCOMPARE(report.memberships, 2);
        QCOMPARE(report.projects, 1);
        QCOMPARE(report.badLines, 1);
        QCOMPARE(m_bad[0].line, 3);
        QCOMPARE(sql("SELECT role FROM billhook.memberships"), u"owner"_s); // the last line about it
        QCOMPARE(sql("SELECT members || ' ' || projects FROM billhook.organization_summary"), u"1 1"_s);
    }

    void testRun_CustomerHeldTwice_CostsOneLine()
    {
        std::string content;
        for (int i = 1; i <= 40; ++i) {
            content += organization(
                i, json(",'stripe_customer_id':'cus_") + std::to_string(i == 30 ? 7 : i) + "\"");
        }
        const auto report = import(content);
        QCOMPARE(report.organizations, 39);
        QCOMPARE(report.badLines, 1);
        QCOMPARE(m_bad[0].line, 30);
        QCOMPARE(m_bad[0].reason, std::string("another organization holds the same \"stripe_customer_id\""));
        QCOMPARE(sql("SELECT count(*) FROM billhook.organization_summary"), u"39"_s);
    }

    void testRun_LinksCustomers_ThatCameBefore()
    {
        const std::string metadata
            = json("{'a':'x\\'organization_id\\':\\'y','organization_id':'") + uuid(2) + json("'}");
        m_postgres.sql(QStringLiteral(
            "INSERT INTO billhook.customers (id, metadata) VALUES ('cus_held', '{}'), "
            "('cus_named', '%1'), ('cus_other', '{\"organization\":\"%2\"}'), ('cus_stub', NULL)")
                           .arg(QString::fromStdString(metadata), QString::fromStdString(uuid(5))));
        sql("INSERT INTO billhook.subscriptions (id, customer_id, status, currency, annual_amount, "
            "plan_name, quantity) "
            "VALUES ('sub_1', 'cus_named', 'active', 'usd', 12000, 'Pro', 3)");
        const auto report
            = import(organization(1, json(",'stripe_customer_id':'cus_held'")) + organization(2));
        QCOMPARE(report.linkedCustomers, 2);
        QCOMPARE(sql("SELECT string_agg(id || right(organization_id::text, 1), ' ' ORDER BY id) FROM "
                     "billhook.customers "
                     "WHERE organization_id IS NOT NULL"),
            u"cus_held1 cus_named2"_s);
        QCOMPARE(sql("SELECT concat_ws('|', status, plan, quantity, currency, annual_amount, customer_id) "
                     "FROM billhook.organization_summary WHERE name = 'Org 2'"),
            u"active|Pro|3|usd|12000|cus_named"_s);
        QCOMPARE(import(organization(1) + organization(2)).linkedCustomers, 0);
        QCOMPARE(sql("SELECT count(*) FROM billhook.customers WHERE organization_id IS NOT NULL"), u"2"_s);
    }

    void testRun_LinksCustomers_BeingWritten()
    {
        billhook::postgres::ConnectOptions options;
        options.url = m_postgres.url();
        options.group = billhook::postgres::Group::Daemon;
        auto session = Session::open(options);
        QVERIFY(session.has_value());
        QVERIFY(
            (*session)
                ->executeText(
                    u"BEGIN; INSERT INTO billhook.customers (id, metadata, organization_id) VALUES ('cus_1', "
                    "'{}', billhook.organization_of('cus_1', '{}'))"_s)
                .has_value());
        ImportReport report;
        std::thread importing(
            [&] { report = import(organization(1, json(",'stripe_customer_id':'cus_1'"))); });
        const bool waits = QTest::qWaitFor(
            [this] { return sql("SELECT count(*) > 0 FROM pg_locks WHERE NOT granted") == u"t"_s; }, 20'000);
        const bool committed = (*session)->executeText(u"COMMIT"_s).has_value();
        importing.join();
        QVERIFY(waits && committed);
        QCOMPARE(report.linkedCustomers, 1);
        QCOMPARE(sql("SELECT customer_id FROM billhook.organization_summary"), u"cus_1"_s);
    }

    void testRun_ManyLines_ReportProgress()
    {
        std::string content;
        for (int i = 1; i <= 3'000; ++i) {
            content += organization(i) + user(i) + membership(i, i);
        }
        const auto report = import(content, 1'000);
        QCOMPARE(report.organizations, 3'000);
        QCOMPARE(report.memberships, 3'000);
        QCOMPARE(report.bytes, static_cast<qint64>(content.size()));
        QCOMPARE(report.totalBytes, report.bytes);
        QCOMPARE(m_progress.memberships, 3'000);
        QCOMPARE(sql("SELECT sum(members) FROM billhook.organization_summary"), u"3000"_s);
    }

    void testRun_MissingFile()
    {
        Pipeline pipeline({ .url = m_postgres.url().toStdString(),
            .role = "billhook_directory",
            .applicationName = "directoryimporttest",
            .callDeadline = std::chrono::seconds(30),
            .areas = { "directory" } });
        const auto missing = DirectoryImport(pipeline).run("/no/such/file");
        QVERIFY(!missing && missing.error().kind == ErrorKind::NotFound);
        const auto folder = DirectoryImport(pipeline).run("/");
        QVERIFY(!folder && folder.error().kind == ErrorKind::InvalidInput);
    }
};

QTEST_GUILESS_MAIN(DirectoryImportTest)
#include "directoryimporttest.moc"
