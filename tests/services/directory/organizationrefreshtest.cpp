#include "services/postgres/session.h"
#include "tests/support/postgresfixture.h"

#include <QStringList>
#include <QTest>

using billhook::postgres::ConnectOptions;
using billhook::postgres::Group;
using billhook::postgres::Session;
using billhook::support::PostgresFixture;
using namespace Qt::StringLiterals;

namespace {

constexpr auto organizationId = "00000000-0000-4000-8000-000000000001";

/** One subscription of a customer: its columns as they stand in an INSERT. */
QString subscription(
    const char *id, const char *status, const char *created, qint64 annual, const char *rest = "")
{
    return u"INSERT INTO billhook.subscriptions (id, customer_id, status, created, annual_amount, plan_name, "
           u"quantity, "
           "currency, current_period_end) VALUES ('%1', '%5', '%2', '%3', %4, 'Plan %1', 2, '%6', "
           "'%3'::timestamptz "
           "+ interval '1 month'); UPDATE billhook.subscriptions SET id = id %7 WHERE id = '%1';"_s.arg(
               QString::fromLatin1(id), QString::fromLatin1(status), QString::fromLatin1(created),
               QString::number(annual), QString::fromLatin1(id).startsWith(u'z') ? u"cus_2"_s : u"cus_1"_s,
               QString::fromLatin1(id).startsWith(u'z') ? u"eur"_s : u"usd"_s, QString::fromLatin1(rest));
}

} // namespace

/** billhook.refresh_organizations and billhook.organization_of, the parts of the import that the projection
 * uses too. */
class OrganizationRefreshTest final : public QObject
{
    Q_OBJECT

private:
    void asGroup(Group group, const QString &text)
    {
        ConnectOptions options;
        options.url = m_postgres.url();
        options.group = group;
        auto session = Session::open(options);
        QVERIFY(session.has_value());
        const auto done = (*session)->executeText(text);
        m_refusal = done ? QString() : QString::fromStdString(done.error().code);
    }

    QString refreshed()
    {
        asGroup(Group::Daemon,
            u"SELECT billhook.refresh_organizations(ARRAY['%1']::uuid[])"_s.arg(
                QLatin1String(organizationId)));
        return m_postgres.sql(
            u"SELECT concat_ws('|', status, plan, coalesce(quantity, -1), coalesce(currency, '-'), "
            "annual_amount, coalesce(customer_id, '-'), coalesce(next_renewal::date::text, '-')) "
            "FROM billhook.organization_summary"_s);
    }

    PostgresFixture m_postgres;
    QString m_refusal;

private Q_SLOTS:
    void init()
    {
        m_postgres.renew();
        m_postgres.sql(
            u"INSERT INTO billhook.organizations (id, name, stripe_customer_id) VALUES ('%1', 'One', 'cus_1')"_s
                .arg(QLatin1String(organizationId)));
        m_postgres.sql(u"INSERT INTO billhook.customers (id, organization_id, created) VALUES ('cus_2', "
                       u"'%1', '2024-01-01'), "
                       "('cus_1', '%1', '2025-01-01')"_s.arg(QLatin1String(organizationId)));
    }

    void testRefresh_Decides_data()
    {
        QTest::addColumn<QString>("subscriptions");
        QTest::addColumn<QString>("expected");
        const auto row = [](const char *name, const QStringList &subscriptions, const char *expected) {
            QTest::newRow(name) << subscriptions.join(u' ') << QString::fromLatin1(expected);
        };
        const auto early = "2026-01-01";
        const auto late = "2026-03-01";
        const QString live = subscription("a", "active", early, 1'200);
        row("nothing", {}, "none||-1|-|0|cus_1|-");
        row("active", { live }, "active|Plan a|2|usd|1200|cus_1|2026-02-01");
        row("newest decides", { live, subscription("b", "trialing", late, 0) },
            "trialing|Plan b|2|usd|1200|cus_1|2026-02-01");
        row("newest of those that live", { live, subscription("b", "canceled", late, 0) },
            "active|Plan a|2|usd|1200|cus_1|2026-02-01");
        row("past due wins",
            { subscription("a", "past_due", early, 1'200), subscription("b", "active", late, 600) },
            "past_due|Plan b|2|usd|1800|cus_1|2026-02-01");
        row("set to end", { subscription("a", "active", early, 1'200, ", cancel_at_period_end = true") },
            "ending|Plan a|2|usd|1200|cus_1|-");
        row("set to end on a day",
            { subscription("a", "active", early, 1'200, ", cancel_at = '2026-09-09'") },
            "ending|Plan a|2|usd|1200|cus_1|-");
        row("unpaid", { subscription("a", "unpaid", early, 0), subscription("b", "canceled", late, 0) },
            "unpaid||-1|-|0|cus_1|-");
        row("paused", { subscription("a", "paused", early, 0) }, "paused||-1|-|0|cus_1|-");
        row("canceled", { subscription("a", "canceled", early, 0, ", deleted = true") },
            "canceled||-1|-|0|cus_1|-");
        row("never began", { subscription("a", "incomplete_expired", early, 0) }, "none||-1|-|0|cus_1|-");
        row("unknown, but counted", { subscription("a", "hibernating", early, 1'200) },
            "active||-1|usd|1200|cus_1|-");
        row("two currencies", { live, subscription("z", "active", late, 5'000) },
            "active|Plan z|2|-|5000|cus_2|2026-02-01");
    }
    void testRefresh_Decides()
    {
        QFETCH(const QString, subscriptions);
        if (!subscriptions.isEmpty()) {
            m_postgres.sql(subscriptions);
        }
        QTEST(refreshed(), "expected");
    }

    void testRefresh_Follows_Changes()
    {
        m_postgres.sql(subscription("a", "active", "2026-01-01", 1'200));
        QVERIFY(refreshed().startsWith(u"active"));
        m_postgres.sql(u"UPDATE billhook.subscriptions SET status = 'canceled', annual_amount = 0"_s);
        QCOMPARE(refreshed(), u"canceled||-1|-|0|cus_1|-"_s);
    }

    void testOrganizationOf_data()
    {
        QTest::addColumn<QString>("customer");
        QTest::addColumn<QString>("metadata");
        QTest::addColumn<bool>("found");
        const QString id = QLatin1String(organizationId);
        const QString nobody = u"00000000-0000-4000-8000-00000000ffff"_s;
        const auto row = [](const char *name, const char *customer, const QString &metadata, bool found) {
            QTest::newRow(name) << QString::fromLatin1(customer) << metadata << found;
        };
        row("held", "cus_1", u"{}"_s, true);
        row("nobody's", "cus_9", u"{}"_s, false);
        row("named", "cus_9", u"{\"organization_id\":\"%1\"}"_s.arg(id), true);
        row("second key", "cus_9", u"{\"billhook_organization\":\"%1\"}"_s.arg(id), true);
        row("third key", "cus_9", u"{\"a\":\"b\",\"organization\":\"%1\"}"_s.arg(id), true);
        row("first key names nobody", "cus_9",
            u"{\"organization\":\"%1\",\"organization_id\":\"%2\"}"_s.arg(id, nobody), true);
        row("names nobody, but held", "cus_1", u"{\"organization_id\":\"%1\"}"_s.arg(nobody), true);
        row("no id", "cus_9", u"{\"organization_id\":\"acme\"}"_s, false);
        row("inside a value", "cus_9", u"{\"a\":\"{\\\"organization_id\\\":\\\"%1\\\"}\"}"_s.arg(id), false);
        row("another key", "cus_9", u"{\"my_organization\":\"%1\"}"_s.arg(id), false);
        row("what jsonb refuses", "cus_9", u"{\"a\":\"\\u0000\",\"organization_id\":\"%1\"}"_s.arg(id), true);
    }
    void testOrganizationOf()
    {
        QFETCH(const QString, customer);
        QFETCH(const QString, metadata);
        QTEST(m_postgres.sql(
                  u"SELECT billhook.organization_of('%1', '%2') IS NOT NULL"_s.arg(customer, metadata))
                == u"t"_s,
            "found");
    }

    void testRights_AreNarrow()
    {
        const QString call = u"SELECT billhook.refresh_organizations('{}')"_s;
        asGroup(Group::Directory, call);
        QCOMPARE(m_refusal, QString());
        for (const Group group : { Group::Finance, Group::Api, Group::Admin }) {
            asGroup(group, call);
            QCOMPARE(m_refusal, u"database_forbidden"_s);
        }
        asGroup(Group::Finance, u"SELECT billhook.await_customers()"_s);
        QCOMPARE(m_refusal, u"database_forbidden"_s);
    }
};

QTEST_GUILESS_MAIN(OrganizationRefreshTest)
#include "organizationrefreshtest.moc"
