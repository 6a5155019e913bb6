#include "services/billing/loadorganizations.h"

#include "services/postgres/session.h"
#include "tests/support/postgresfixture.h"

#include <QSet>
#include <QTest>

#include <algorithm>

using namespace billhook;
using namespace billhook::billing;
using namespace Qt::StringLiterals;

/** The organization list's pages over a real PostgreSQL. */
class LoadOrganizationsTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void testReadPage_GivesEveryRowOnce_InEveryOrder_data();
    void testReadPage_GivesEveryRowOnce_InEveryOrder();
    void testReadOutline_CountsAndSums_WhatTheFilterLeaves();
    void testReadOutline_TakesWildcards_Literally();
    void testReadPage_OrdersNames_AsPeopleDo();
    void testReadPage_OrdersMrr_InTheReportingCurrency();
    void testReadOutline_HidesArchived_UnlessAsked();

private:
    template <typename T> T value(domain::Result<T> result)
    {
        if (!result) {
            qFatal("%s / %s", result.error().message.c_str(), result.error().detail.c_str());
        }
        return std::move(result).value();
    }
    void add(const QString &values)
    {
        m_postgres.sql(
            u"INSERT INTO billhook.organizations (id, name, archived) SELECT i::uuid, n, a FROM (VALUES %1) "
            u"AS v (i, n, a, c, m);"
            "INSERT INTO billhook.organization_summary (organization_id, name, status, archived, currency, "
            "annual_amount, created_at) "
            "SELECT i::uuid, n, 'active', a, c, m, now() FROM (VALUES %1) AS v (i, n, a, c, m)"_s.arg(
                values));
    }
    QStringList names(const OrganizationQuery &query)
    {
        QStringList found;
        const OrganizationOutline outline = value(LoadOrganizations::readOutline(*m_session, query));
        for (const OrganizationAnchor &anchor : outline.anchors) {
            for (const OrganizationRow &row : value(LoadOrganizations::readPage(*m_session, query, anchor))) {
                found.append(row.name);
            }
        }
        return found;
    }

    support::PostgresFixture m_postgres;
    std::unique_ptr<postgres::Session> m_session;
};

void LoadOrganizationsTest::init()
{
    m_session.reset();
    m_postgres.renew();
    m_postgres.sql(u"UPDATE billhook.installation SET currency = 'usd', zone = 'UTC'"_s);
    m_session = value(postgres::Session::open({ m_postgres.url(), postgres::Group::Finance, u"test"_s,
        std::chrono::seconds(15), { u"dashboard"_s, u"organizations"_s } }));
}

void LoadOrganizationsTest::testReadPage_GivesEveryRowOnce_InEveryOrder_data()
{
    QTest::addColumn<OrganizationSort>("sort");
    QTest::addColumn<bool>("descending");
    static constexpr std::array sorts{ OrganizationSort::Name, OrganizationSort::Status,
        OrganizationSort::Plan, OrganizationSort::Mrr, OrganizationSort::Currency, OrganizationSort::Members,
        OrganizationSort::Renewal };
    for (const OrganizationSort sort : sorts) {
        for (const bool descending : { false, true }) {
            QTest::addRow("%d %s", static_cast<int>(sort), descending ? "descending" : "ascending")
                << sort << descending;
        }
    }
}

void LoadOrganizationsTest::testReadPage_GivesEveryRowOnce_InEveryOrder()
{
    QFETCH(OrganizationSort, sort);
    QFETCH(bool, descending);
    constexpr int rows = 2 * organizationPageRows + 50;
    // Many equal keys, some missing ones.
    m_postgres.sql(
        u"INSERT INTO billhook.organizations (id, name) SELECT ('00000000-0000-0000-0000-' || lpad(g::text, "
        u"12, '0'))::uuid, "
        "'Name ' || g % 90 FROM generate_series(1, %1) g;"
        "INSERT INTO billhook.organization_summary (organization_id, name, status, plan, quantity, currency, "
        "annual_amount, members, "
        "next_renewal, created_at) SELECT o.id, o.name, (ARRAY['active', 'past_due', 'none', "
        "'new_status'])[1 + g % 4], "
        "'Plan ' || g % 3, nullif(g % 5, 0), (ARRAY['usd', 'jpy', NULL])[1 + g % 3], g % 7 * 1200, g % 11, "
        "CASE WHEN g % 6 > 0 THEN timestamptz '2026-01-01Z' + g % 9 * interval '1 day' END, now() "
        "FROM billhook.organizations o, LATERAL (SELECT right(o.id::text, 12)::int AS g) n"_s.arg(rows));
    const OrganizationQuery query{ sort, descending, {}, false };
    const OrganizationOutline outline = value(LoadOrganizations::readOutline(*m_session, query));
    QCOMPARE(outline.sum.count, rows);
    QCOMPARE(outline.anchors.size(), 3);
    QSet<QString> seen;
    for (qsizetype page = 0; page < outline.anchors.size(); ++page) {
        const auto read = value(LoadOrganizations::readPage(*m_session, query, outline.anchors.at(page)));
        QCOMPARE(read.size(), page < 2 ? organizationPageRows : 50);
        QCOMPARE(read.first().id, outline.anchors.at(page).id);
        for (const OrganizationRow &row : read) {
            QVERIFY2(!seen.contains(row.id), qPrintable(row.id));
            seen.insert(row.id);
        }
    }
    QCOMPARE(seen.size(), rows);
}

void LoadOrganizationsTest::testReadOutline_CountsAndSums_WhatTheFilterLeaves()
{
    add(u"('00000000-0000-0000-0000-000000000001', 'Redfern', false, 'usd', 1200), "
        "('00000000-0000-0000-0000-000000000002', 'Redwood', false, 'eur', 2400), "
        "('00000000-0000-0000-0000-000000000003', 'Blue', false, 'usd', 600)"_s);
    const OrganizationOutline outline = value(
        LoadOrganizations::readOutline(*m_session, { OrganizationSort::Name, false, u"RED"_s, false }));
    QCOMPARE(outline.sum.count, 2);
    QCOMPARE(outline.sum.parts, (QList<CurrencyAmount>{ { u"eur"_s, 2'400, 1 }, { u"usd"_s, 1'200, 1 } }));
    QCOMPARE(outline.sum.headline.notIncluded, QStringList{ u"eur"_s });
    QCOMPARE(outline.anchors.size(), 1);
}

void LoadOrganizationsTest::testReadOutline_TakesWildcards_Literally()
{
    add(u"('00000000-0000-0000-0000-000000000001', '100% Cotton', false, 'usd', 1200), "
        "('00000000-0000-0000-0000-000000000002', 'a\\b', false, 'usd', 1200), "
        "('00000000-0000-0000-0000-000000000003', '1000 Cottons', false, 'usd', 600)"_s);
    QCOMPARE(names({ OrganizationSort::Name, false, u"0% c"_s, false }), QStringList{ u"100% Cotton"_s });
    QCOMPARE(names({ OrganizationSort::Name, false, u"a\\b"_s, false }), QStringList{ u"a\\b"_s });
    QCOMPARE(names({ OrganizationSort::Name, false, u"'; --"_s, false }), QStringList{});
}

void LoadOrganizationsTest::testReadPage_OrdersNames_AsPeopleDo()
{
    add(u"('00000000-0000-0000-0000-000000000001', 'Zephyr', false, 'usd', 1), "
        "('00000000-0000-0000-0000-000000000002', 'émile', false, 'usd', 1), "
        "('00000000-0000-0000-0000-000000000003', 'Emma', false, 'usd', 1), "
        "('00000000-0000-0000-0000-000000000004', 'Östlund', false, 'usd', 1), "
        "('00000000-0000-0000-0000-000000000005', 'Otto', false, 'usd', 1)"_s);
    const QStringList sorted{ u"émile"_s, u"Emma"_s, u"Östlund"_s, u"Otto"_s, u"Zephyr"_s };
    QCOMPARE(names({ OrganizationSort::Name, false, {}, false }), sorted);
    QStringList reversed = sorted;
    std::reverse(reversed.begin(), reversed.end());
    QCOMPARE(names({ OrganizationSort::Name, true, {}, false }), reversed);
}

void LoadOrganizationsTest::testReadPage_OrdersMrr_InTheReportingCurrency()
{
    m_postgres.sql(u"INSERT INTO billhook.fx_rate SELECT current_date, c, 'usd', r, 'test' "
                   "FROM (VALUES ('eur', 2.0), ('jpy', 0.01)) AS v (c, r)"_s);
    add(u"('00000000-0000-0000-0000-000000000001', 'dollar', false, 'usd', 1500), "
        "('00000000-0000-0000-0000-000000000002', 'euro', false, 'eur', 1000), "
        "('00000000-0000-0000-0000-000000000003', 'yen', false, 'jpy', 1800), "
        "('00000000-0000-0000-0000-000000000004', 'pound', false, 'gbp', 9000)"_s);
    QCOMPARE(names({ OrganizationSort::Mrr, true, {}, false }),
        (QStringList{ u"euro"_s, u"yen"_s, u"dollar"_s, u"pound"_s }));
    const OrganizationQuery query{ OrganizationSort::Mrr, true, {}, false };
    const auto outline = value(LoadOrganizations::readOutline(*m_session, query));
    const auto rows = value(LoadOrganizations::readPage(*m_session, query, outline.anchors.first()));
    QCOMPARE(*rows.at(0).reportingAnnual, 2'000);
    QCOMPARE(*rows.at(1).reportingAnnual, 1'800); // yen have no decimals: 1,800 JPY are 18.00
    QVERIFY(!rows.at(3).reportingAnnual);
}

void LoadOrganizationsTest::testReadOutline_HidesArchived_UnlessAsked()
{
    add(u"('00000000-0000-0000-0000-000000000001', 'here', false, 'usd', 1200), "
        "('00000000-0000-0000-0000-000000000002', 'gone', true, 'usd', 1200)"_s);
    OrganizationOutline outline = value(LoadOrganizations::readOutline(*m_session, {}));
    QCOMPARE(outline.sum.count, 1);
    QCOMPARE(outline.archivedHidden, 1);
    outline = value(LoadOrganizations::readOutline(*m_session, { OrganizationSort::Name, false, {}, true }));
    QCOMPARE(outline.sum.count, 2);
    QCOMPARE(outline.archivedHidden, 0);
}

QTEST_GUILESS_MAIN(LoadOrganizationsTest)

#include "loadorganizationstest.moc"
