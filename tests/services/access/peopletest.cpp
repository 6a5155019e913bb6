#include "services/access/people.h"

#include "services/postgres/session.h"
#include "tests/support/postgresfixture.h"

#include <QTest>

using namespace billhook;
using namespace billhook::access;
using namespace billhook::postgres;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using domain::ErrorKind;

/** People's logins on the real server. */
class PeopleTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { m_postgres.renew(); }

    void testAdd_MakesALogin_ThatMayOnlyRead();
    void testAdd_GivesAFurtherRole_WithoutANewPassword();
    void testAdd_KeepsHostileNames_AsNames();
    void testAdd_Refuses_ReservedNames_data();
    void testAdd_Refuses_ReservedNames();
    void testAdd_HandsTheSqlBack_WithoutCreateRole();
    void testRemove_DropsTheLogin_AndOnlyPersons();

private:
    std::string url() { return m_postgres.url().toStdString(); }

    support::PostgresFixture m_postgres;
};

void PeopleTest::testAdd_MakesALogin_ThatMayOnlyRead()
{
    People people(url());
    const auto added = people.add("anna", PersonRole::Finance);
    QVERIFY2(added.has_value(), added ? "" : added.error().detail.c_str());
    QVERIFY(added->done);
    QVERIFY(added->password.size() >= 32);
    QVERIFY(added->sql.empty());
    QCOMPARE(m_postgres.sql(u"SELECT left(rolpassword, 14) FROM pg_authid WHERE rolname = 'anna'"_s),
        u"SCRAM-SHA-256$"_s);
    const auto reading
        = Session::open({ m_postgres.urlAs(u"anna"_s), Group::Finance, {}, 15s, { u"installation"_s } });
    QVERIFY(reading);
    QVERIFY(!(*reading)->executeText(u"UPDATE billhook.installation SET company = 'x'"_s));
    const auto admin = Session::open({ m_postgres.urlAs(u"anna"_s), Group::Admin, {}, 15s, {} });
    QVERIFY(!admin);
    QCOMPARE(admin.error().kind, ErrorKind::Forbidden);
    QCOMPARE(
        m_postgres.sql(
            u"SELECT array_to_string(setconfig, ',') FROM pg_db_role_setting WHERE setrole = 'anna'::regrole"_s),
        u"statement_timeout=15s,idle_in_transaction_session_timeout=10s"_s);
}

void PeopleTest::testAdd_GivesAFurtherRole_WithoutANewPassword()
{
    People people(url());
    QVERIFY(people.add("bert", PersonRole::Finance));
    const QString before = m_postgres.sql(u"SELECT rolpassword FROM pg_authid WHERE rolname = 'bert'"_s);
    const auto again = people.add("bert", PersonRole::Admin);
    QVERIFY(again);
    QVERIFY(again->done);
    QVERIFY(again->password.empty());
    QCOMPARE(m_postgres.sql(u"SELECT rolpassword FROM pg_authid WHERE rolname = 'bert'"_s), before);
    QVERIFY(Session::open({ m_postgres.urlAs(u"bert"_s), Group::Admin, {}, 15s, {} }));
}

void PeopleTest::testAdd_KeepsHostileNames_AsNames()
{
    const std::string hostile = R"(o"x'; DROP ROLE anna; -- ü)";
    People people(url());
    QVERIFY(people.add("anna", PersonRole::Finance));
    const auto added = people.add(hostile, PersonRole::Finance);
    QVERIFY2(added.has_value(), added ? "" : added.error().detail.c_str());
    const auto list = people.list();
    QVERIFY(list);
    const auto has = [&](const std::string &name) {
        return std::any_of(
            list->begin(), list->end(), [&](const Person &person) { return person.name == name; });
    };
    QVERIFY(has(hostile));
    QVERIFY(has("anna"));
    QVERIFY(people.remove(hostile)->done);
}

void PeopleTest::testAdd_Refuses_ReservedNames_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("server") << QByteArray("pg_monitor");
    QTest::newRow("group") << QByteArray("billhook_admin");
    QTest::newRow("superuser") << QByteArray("postgres");
    QTest::newRow("control") << QByteArray("a\nb");
    QTest::newRow("long") << QByteArray(64, 'x');
}

void PeopleTest::testAdd_Refuses_ReservedNames()
{
    QFETCH(const QByteArray, name);
    const auto added = People(url()).add(name.toStdString(), PersonRole::Finance);
    QVERIFY(!added);
    QCOMPARE(added.error().kind, ErrorKind::InvalidInput);
}

void PeopleTest::testAdd_HandsTheSqlBack_WithoutCreateRole()
{
    m_postgres.sql(u"CREATE ROLE clerk LOGIN; GRANT billhook_admin TO clerk"_s);
    const auto added = People(m_postgres.urlAs(u"clerk"_s).toStdString()).add("carl", PersonRole::Admin);
    QVERIFY(added);
    QVERIFY(!added->done);
    QVERIFY(added->sql.find(added->password) == std::string::npos);
    QCOMPARE(m_postgres.sql(u"SELECT count(*)::text FROM pg_roles WHERE rolname = 'carl'"_s), u"0"_s);
    m_postgres.sql(QString::fromStdString(added->sql));
    QVERIFY(Session::open({ m_postgres.urlAs(u"carl"_s), Group::Admin, {}, 15s, {} }));
}

void PeopleTest::testRemove_DropsTheLogin_AndOnlyPersons()
{
    People people(url());
    QVERIFY(people.add("dora", PersonRole::Finance));
    const auto removed = people.remove("dora");
    QVERIFY(removed);
    QVERIFY(removed->done);
    QCOMPARE(m_postgres.sql(u"SELECT count(*)::text FROM pg_roles WHERE rolname = 'dora'"_s), u"0"_s);
    QCOMPARE(people.remove("dora").error().kind, ErrorKind::NotFound);
    m_postgres.sql(u"CREATE ROLE bystander LOGIN"_s);
    QCOMPARE(people.remove("bystander").error().kind, ErrorKind::NotFound);
    QCOMPARE(m_postgres.sql(u"SELECT count(*)::text FROM pg_roles WHERE rolname = 'bystander'"_s), u"1"_s);
}

QTEST_GUILESS_MAIN(PeopleTest)
#include "peopletest.moc"
