#include "services/postgres/session.h"
#include "tests/support/postgresfixture.h"

#include <QTest>

using namespace billhook;
using namespace billhook::postgres;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using domain::ErrorKind;

/** What each group may do, tried live. */
class PrivilegesTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void testGroup_MayOnly_WhatItShould_data();
    void testGroup_MayOnly_WhatItShould();
    void testHistory_IsClosedOnce_AndNeverReworded();
    void testApi_SeesOnly_ItsOrganization();
    void testReset_Forgets_InTheCallersTransaction();
    void testFunctions_HaveFixedSearchPaths_AndNoPublicGrants();
    void testInstallation_IsWrittenOnce();

private:
    std::unique_ptr<Session> open(Group group)
    {
        auto session = Session::open({ m_postgres.url(), group, {}, 15s, {} });
        return session ? std::move(*session) : nullptr;
    }

    support::PostgresFixture m_postgres;
};

void PrivilegesTest::initTestCase()
{
    m_postgres.sql(uR"(
        INSERT INTO billhook.organizations (id, name) VALUES
            ('00000000-0000-0000-0000-000000000001', 'One'), ('00000000-0000-0000-0000-000000000002', 'Two');
        INSERT INTO billhook.users (id, email) VALUES
            ('00000000-0000-0000-0000-0000000000a1', 'a@one'), ('00000000-0000-0000-0000-0000000000b2', 'b@two');
        INSERT INTO billhook.memberships (organization_id, user_id, role) VALUES
            ('00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-0000000000a1', 'owner'),
            ('00000000-0000-0000-0000-000000000002', '00000000-0000-0000-0000-0000000000b2', 'owner');
        INSERT INTO billhook.projects (id, organization_id, name) VALUES
            ('00000000-0000-0000-0000-00000000000c', '00000000-0000-0000-0000-000000000001', 'p');
        INSERT INTO billhook.stripe_event (id, created, type, payload) VALUES ('evt_1', '-infinity', 't', 'x');
        INSERT INTO billhook.mrr_movement (customer_id, currency, eff, kind, amount, event_id, known_from)
            VALUES ('cus_1', 'usd', now(), 'new', 1, 'evt_1', now());
        INSERT INTO billhook.subscription_revision (subscription_id, customer_id, eff, status, currency, annual_amount,
            items, discounts, quality, event_id, known_from)
            VALUES ('sub_1', 'cus_1', now(), 'active', 'usd', 12, '[]', '[]', 'exact', 'evt_1', now()))"_s);
}

void PrivilegesTest::testGroup_MayOnly_WhatItShould_data()
{
    QTest::addColumn<int>("group");
    QTest::addColumn<QString>("sql");
    QTest::addColumn<bool>("allowed");
    const auto row = [](const char *name, Group group, const QString &sql, bool allowed) {
        QTest::newRow(name) << static_cast<int>(group) << sql << allowed;
    };
    row("finance reads", Group::Finance, u"SELECT * FROM billhook.mrr_movement"_s, true);
    row("finance lists events", Group::Finance, u"SELECT id, type FROM billhook.stripe_event"_s, true);
    row("finance reads payloads", Group::Finance, u"SELECT payload FROM billhook.stripe_event"_s, false);
    row("admin reads payloads", Group::Admin, u"SELECT payload FROM billhook.event_quarantine"_s, false);
    row("finance reads metadata", Group::Finance, u"SELECT metadata FROM billhook.customers"_s, false);
    row("finance reads facts", Group::Finance, u"SELECT * FROM billhook.object_fact"_s, false);
    row("admin writes rates", Group::Admin, u"UPDATE billhook.fx_rate SET rate = 2"_s, false);
    row("admin locks rates", Group::Admin, u"DO $$ BEGIN LOCK TABLE billhook.fx_rate; END $$"_s, false);
    row("daemon writes rates", Group::Daemon, u"UPDATE billhook.fx_rate SET rate = 2"_s, false);
    row("admin takes the projection's turn", Group::Admin, u"SELECT billhook.hold_projection()"_s, false);
    row("admin locks the projection's turn", Group::Admin,
        u"DO $$ BEGIN LOCK TABLE billhook.projection_turn IN ACCESS SHARE MODE; END $$"_s, false);
    row("directory ends sessions", Group::Directory, u"SELECT billhook.end_sessions()"_s, false);
    row("directory writes numbers", Group::Directory, u"UPDATE billhook.change_seq SET seq = 1"_s, false);
    row("finance inserts", Group::Finance, u"INSERT INTO billhook.change_seq (area) VALUES ('x')"_s, false);
    row("finance updates", Group::Finance, u"UPDATE billhook.organizations SET name = 'x'"_s, false);
    row("finance deletes", Group::Finance, u"DELETE FROM billhook.event_queue"_s, false);
    row("finance resets", Group::Finance, u"SELECT billhook.reset_projection()"_s, false);
    row("finance makes partitions", Group::Finance, u"SELECT billhook.ensure_event_partition(now())"_s,
        false);
    row("finance creates", Group::Finance, u"CREATE TABLE billhook.mine (x int)"_s, false);
    row("finance creates in public", Group::Finance, u"CREATE TABLE public.mine (x int)"_s, false);
    row("admin writes tables", Group::Admin, u"UPDATE billhook.subscriptions SET status = 'x'"_s, false);
    row("daemon inserts", Group::Daemon, u"INSERT INTO billhook.change_seq (area) VALUES ('revenue')"_s,
        true);
    row("daemon deletes movements", Group::Daemon, u"DELETE FROM billhook.mrr_movement"_s, false);
    row("daemon deletes revisions", Group::Daemon, u"DELETE FROM billhook.subscription_revision"_s, false);
    row("daemon rewords", Group::Daemon, u"UPDATE billhook.mrr_movement SET amount = 2"_s, false);
    row("daemon truncates", Group::Daemon, u"TRUNCATE billhook.mrr_movement"_s, false);
    row("owner truncates movements", Group::Owner, u"TRUNCATE billhook.mrr_movement"_s, false);
    row("owner truncates revisions", Group::Owner, u"TRUNCATE billhook.subscription_revision"_s, false);
    row("owner truncates events", Group::Owner, u"TRUNCATE billhook.stripe_event"_s, false);
    row("owner truncates a part", Group::Owner, u"TRUNCATE billhook.stripe_event_default"_s, false);
    row("daemon changes events", Group::Daemon, u"UPDATE billhook.stripe_event SET type = 'x'"_s, false);
    row("daemon deletes events", Group::Daemon, u"DELETE FROM billhook.stripe_event"_s, false);
    row("daemon deletes facts", Group::Daemon, u"DELETE FROM billhook.object_fact"_s, false);
    row("daemon alters", Group::Daemon, u"ALTER TABLE billhook.customers ADD COLUMN x int"_s, false);
    row("daemon writes the directory", Group::Daemon, u"UPDATE billhook.users SET name = 'x'"_s, false);
    row("directory writes the directory", Group::Directory, u"UPDATE billhook.users SET name = 'x'"_s, true);
    row("directory reads revenue", Group::Directory, u"SELECT * FROM billhook.mrr_movement"_s, false);
    row("directory reads events", Group::Directory, u"SELECT * FROM billhook.stripe_event"_s, false);
    row("api reads customers", Group::Api, u"SELECT * FROM billhook.customers"_s, true);
    row("api reads organizations", Group::Api, u"SELECT * FROM billhook.organizations"_s, true);
    row("api writes", Group::Api, u"UPDATE billhook.organizations SET name = 'x'"_s, false);
    row("owner keeps events", Group::Owner, u"DELETE FROM billhook.stripe_event"_s, false);
    row("owner is no superuser", Group::Owner, u"CREATE ROLE intruder"_s, false);
}

void PrivilegesTest::testGroup_MayOnly_WhatItShould()
{
    QFETCH(const int, group);
    QFETCH(const QString, sql);
    QFETCH(const bool, allowed);
    const auto session = open(static_cast<Group>(group));
    QVERIFY(session);
    const auto done = session->executeText(sql);
    QCOMPARE(done.has_value(), allowed);
    if (!allowed) {
        QCOMPARE(done.error().kind, ErrorKind::Forbidden);
    }
}

void PrivilegesTest::testHistory_IsClosedOnce_AndNeverReworded()
{
    const auto session = open(Group::Daemon);
    QVERIFY(session);
    for (const QString &table : { u"mrr_movement"_s, u"subscription_revision"_s }) {
        QVERIFY(session->executeText(u"UPDATE billhook.%1 SET known_to = now()"_s.arg(table)));
        const auto again = session->executeText(u"UPDATE billhook.%1 SET known_to = now()"_s.arg(table));
        QVERIFY(!again);
        QCOMPARE(again.error().kind, ErrorKind::Forbidden);
        QVERIFY(!session->executeText(u"UPDATE billhook.%1 SET known_to = NULL"_s.arg(table)));
    }
}

void PrivilegesTest::testApi_SeesOnly_ItsOrganization()
{
    const auto session = open(Group::Api);
    QVERIFY(session);
    const auto failsUnless = [&](const QString &setting, const QString &expected) {
        const Transaction transaction(*session);
        return session->executeText(setting)
            && session->executeText(
                u"DO $$ BEGIN IF (SELECT concat_ws(' ', (SELECT string_agg(name, ',' ORDER BY name) FROM "
                "billhook.organizations), (SELECT string_agg(email, ',' ORDER BY email) FROM "
                "billhook.users), (SELECT "
                "count(*) FROM billhook.memberships), (SELECT count(*) FROM billhook.projects))) <> '%1' "
                "THEN RAISE "
                "'differs'; END IF; END $$"_s.arg(expected));
    };
    QVERIFY(failsUnless(u"SELECT 1"_s, u"0 0"_s));
    QVERIFY(failsUnless(u"SET LOCAL billhook.organization = ''"_s, u"0 0"_s));
    QVERIFY(failsUnless(
        u"SET LOCAL billhook.organization = '00000000-0000-0000-0000-000000000001'"_s, u"One a@one 1 1"_s));
    QVERIFY(failsUnless(
        u"SET LOCAL billhook.organization = '00000000-0000-0000-0000-000000000002'"_s, u"Two b@two 1 0"_s));
    QVERIFY(failsUnless(u"SELECT 1"_s, u"0 0"_s));
    QVERIFY(failsUnless(u"SET LOCAL billhook.superuser = 'on'"_s, u"One,Two a@one,b@two 2 1"_s));
    QVERIFY(!failsUnless(u"SET LOCAL billhook.organization = 'nonsense'"_s, u"0 0"_s));
}

void PrivilegesTest::testReset_Forgets_InTheCallersTransaction()
{
    const auto session = open(Group::Daemon);
    QVERIFY(session);
    {
        const Transaction transaction(*session);
        QVERIFY(session->executeText(u"SELECT billhook.reset_projection()"_s));
    }
    QCOMPARE(m_postgres.sql(u"SELECT count(*)::text FROM billhook.mrr_movement"_s), u"1"_s);
    Transaction transaction(*session);
    QVERIFY(session->executeText(u"SELECT billhook.reset_projection()"_s));
    QVERIFY(transaction.commit());
    QCOMPARE(m_postgres.sql(u"SELECT count(*)::text FROM billhook.mrr_movement"_s), u"0"_s);
    QCOMPARE(m_postgres.sql(u"SELECT count(*)::text FROM billhook.stripe_event"_s), u"1"_s);
}

void PrivilegesTest::testFunctions_HaveFixedSearchPaths_AndNoPublicGrants()
{
    QCOMPARE(m_postgres.sql(u"SELECT string_agg(proname, ' ') FROM pg_proc WHERE pronamespace = "
                            u"'billhook'::regnamespace AND prosecdef "
                            "AND NOT coalesce(array_to_string(proconfig, ','), '') LIKE '%search_path=%'"_s),
        QString());
    QCOMPARE(m_postgres.sql(u"SELECT string_agg(proname, ' ') FROM pg_proc, aclexplode(coalesce(proacl, "
                            "acldefault('f', proowner))) WHERE pronamespace = 'billhook'::regnamespace AND "
                            "grantee = 0"_s),
        QString());
    QCOMPARE(m_postgres.sql(
                 u"SELECT string_agg(relname, ' ') FROM pg_class, aclexplode(relacl) WHERE relnamespace = "
                 "'billhook'::regnamespace AND grantee = 0"_s),
        QString());
    QCOMPARE(m_postgres.sql(u"SELECT string_agg(relname, ' ') FROM pg_class WHERE relnamespace = "
                            "'billhook'::regnamespace AND relowner <> 'billhook_owner'::regrole"_s),
        QString());
}

void PrivilegesTest::testInstallation_IsWrittenOnce()
{
    const auto session = open(Group::Daemon);
    QVERIFY(session);
    QVERIFY(session->executeText(u"UPDATE billhook.installation SET account = 'acct_1', livemode = false"_s));
    QVERIFY(
        session->executeText(u"UPDATE billhook.installation SET account = 'acct_1', zone = 'Europe/Rome'"_s));
    const auto other = session->executeText(u"UPDATE billhook.installation SET account = 'acct_2'"_s);
    QVERIFY(!other);
    QCOMPARE(other.error().kind, ErrorKind::Forbidden);
    QVERIFY(!session->executeText(u"UPDATE billhook.installation SET livemode = true"_s));
}

QTEST_GUILESS_MAIN(PrivilegesTest)
#include "privilegestest.moc"
