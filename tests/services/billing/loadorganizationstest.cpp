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
    void testReadPage_ContinuesAtAnAnchor_WhereTheFilterPinsTheOrder_data();
    void testReadPage_ContinuesAtAnAnchor_WhereTheFilterPinsTheOrder();
    void testReadPage_ByMrr_ContinuesAtAnyRow();
    void testReadOutline_CountsAndSums_WhatTheFilterLeaves();
    void testReadOpening_FindsPieces_AsPagesDo();
    void testReadOpening_FindsIds();
    void testReadOpening_LeavesManyFinds_ToPages();
    void testReadOpening_ListsValues_ToFilterBy();
    void testReadSum_AddsTheseRows();
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
    OrganizationOpening open(const OrganizationQuery &query)
    {
        return value(LoadOrganizations::readOpening(*m_session, query));
    }
    OrganizationOutline outline(const OrganizationQuery &query)
    {
        return value(LoadOrganizations::readOutline(*m_session, query, open(query).basis));
    }
    QList<OrganizationRow> page(const OrganizationQuery &query, const OrganizationSlice &slice)
    {
        return value(LoadOrganizations::readPage(*m_session, query, open(query).basis, slice));
    }
    QStringList names(const OrganizationQuery &query)
    {
        QStringList found;
        for (const OrganizationRow &row : open(query).rows) {
            found.append(row.name);
        }
        return found;
    }
    /** The same, but never through the words' index. */
    QStringList pagedNames(const OrganizationQuery &query)
    {
        QStringList found;
        for (const OrganizationRow &row : page(query, { {}, {}, 0, organizationPageRows })) {
            found.append(row.name);
        }
        return found;
    }
    void addMany(int rows);

    support::PostgresFixture m_postgres;
    std::unique_ptr<postgres::Session> m_session;
};

void LoadOrganizationsTest::init()
{
    m_session.reset();
    m_postgres.renew();
    m_postgres.sql(u"UPDATE billhook.installation SET currency = 'usd', zone = 'UTC'"_s);
    m_session = value(postgres::Session::open({ m_postgres.url(), postgres::Group::Finance, u"test"_s,
        std::chrono::seconds(15), { u"dashboard"_s, u"organizations"_s }, {} }));
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

/** Many equal keys, some missing ones. */
void LoadOrganizationsTest::addMany(int rows)
{
    m_postgres.sql(
        u"INSERT INTO billhook.fx_rate SELECT current_date, c, 'usd', r, 'test' "
        "FROM (VALUES ('eur', 1.0), ('jpy', 0.00671)) AS v (c, r);"
        "INSERT INTO billhook.organizations (id, name) SELECT ('00000000-0000-0000-0000-' || lpad(g::text, "
        "12, '0'))::uuid, "
        "'Name ' || g % 90 FROM generate_series(1, %1) g;"
        "INSERT INTO billhook.organization_summary (organization_id, name, status, plan, quantity, currency, "
        "annual_amount, members, "
        "next_renewal, created_at) SELECT o.id, o.name, (ARRAY['active', 'past_due', 'none', "
        "'new_status'])[1 + g % 4], "
        "'Plan ' || g % 3, nullif(g % 5, 0), (ARRAY['usd', 'jpy', NULL, 'eur', 'gbp', 'sek'])[1 + g % 6], "
        "g % 7 * 1200, g % 11, "
        "CASE WHEN g % 6 > 0 THEN timestamptz '2026-01-01Z' + g % 9 * interval '1 day' END, now() "
        "FROM billhook.organizations o, LATERAL (SELECT right(o.id::text, 12)::int AS g) n"_s.arg(rows));
}

void LoadOrganizationsTest::testReadPage_GivesEveryRowOnce_InEveryOrder()
{
    QFETCH(OrganizationSort, sort);
    QFETCH(bool, descending);
    constexpr int rows = 2 * organizationAnchorRows + 70;
    addMany(rows);
    for (const OrganizationQuery &query : { OrganizationQuery{ sort, descending, {}, {}, {}, {}, false },
             OrganizationQuery{ sort, descending, u"name"_s, u"active"_s, u"Plan 1"_s, {}, false },
             OrganizationQuery{ sort, descending, {}, {}, {}, u"jpy"_s, true } }) {
        const OrganizationOutline lined = outline(query);
        const int count = static_cast<int>(lined.sum.count);
        const QList<OrganizationRow> inOrder = page(query, { {}, {}, 0, rows });
        QCOMPARE(inOrder.size(), count);
        QCOMPARE(lined.anchors.size(), (count + organizationAnchorRows - 1) / organizationAnchorRows);
        QSet<QString> seen;
        for (int row = 0; row < count; ++row) {
            seen.insert(inOrder.at(row).id);
        }
        QCOMPARE(seen.size(), count);
        for (int row = 0; row < count; row += organizationPageRows) {
            const auto &anchor = lined.anchors.at(row / organizationAnchorRows);
            OrganizationSlice slice{ anchor, {}, row % organizationAnchorRows, organizationPageRows };
            if (row / organizationAnchorRows + 1 < lined.anchors.size()) {
                slice.until = lined.anchors.at(row / organizationAnchorRows + 1);
            }
            const auto read = page(query, slice);
            QCOMPARE(read.size(), std::min(organizationPageRows, count - row));
            QCOMPARE(read.first().id, inOrder.at(row).id);
            QCOMPARE(read.last().id, inOrder.at(row + static_cast<int>(read.size()) - 1).id);
        }
    }
}

void LoadOrganizationsTest::testReadPage_ContinuesAtAnAnchor_WhereTheFilterPinsTheOrder_data()
{
    QTest::addColumn<OrganizationQuery>("query");
    for (const bool descending : { false, true }) {
        const char *const way = descending ? "descending" : "ascending";
        QTest::addRow("status %s", way)
            << OrganizationQuery{ OrganizationSort::Status, descending, {}, u"new_status"_s, {}, {}, false };
        QTest::addRow("plan %s", way)
            << OrganizationQuery{ OrganizationSort::Plan, descending, {}, {}, u"Plan 1"_s, {}, false };
        QTest::addRow("currency %s", way)
            << OrganizationQuery{ OrganizationSort::Currency, descending, {}, {}, {}, u"jpy"_s, false };
    }
}

void LoadOrganizationsTest::testReadPage_ContinuesAtAnAnchor_WhereTheFilterPinsTheOrder()
{
    QFETCH(OrganizationQuery, query);
    addMany(6 * organizationAnchorRows + 90);
    const OrganizationOutline lined = outline(query);
    const QList<OrganizationRow> inOrder = page(query, { {}, {}, 0, 6 * organizationAnchorRows });
    QCOMPARE(inOrder.size(), lined.sum.count);
    QVERIFY(inOrder.size() > organizationAnchorRows);
    for (qsizetype anchor = 0; anchor < lined.anchors.size(); ++anchor) {
        const qsizetype first = anchor * organizationAnchorRows;
        QCOMPARE(lined.anchors.at(anchor).id, inOrder.at(first).id);
        const auto read = page(query, { lined.anchors.at(anchor), {}, 3, 5 });
        QCOMPARE(read.size(), 5);
        QCOMPARE(read.first().id, inOrder.at(first + 3).id);
        QCOMPARE(read.last().id, inOrder.at(first + 7).id);
    }
}

/** Every row is an anchor once: what follows it must not depend on where the page starts. */
void LoadOrganizationsTest::testReadPage_ByMrr_ContinuesAtAnyRow()
{
    addMany(200);
    const auto isRated = [](const OrganizationRow &row) {
        return row.currency == u"usd" || row.currency == u"eur" || row.currency == u"jpy";
    };
    for (const bool descending : { false, true }) {
        const OrganizationQuery query{ OrganizationSort::Mrr, descending, {}, {}, {}, {}, false };
        const QList<OrganizationRow> inOrder = page(query, { {}, {}, 0, 200 });
        for (int row = 0; row < 200; ++row) {
            const OrganizationRow &from = inOrder.at(row);
            const auto keyOf = [](const OrganizationRow &of) {
                return OrganizationAnchor{ of.currency, of.annual, of.id };
            };
            const auto read = page(query, { keyOf(from), {}, 0, 200 });
            QCOMPARE(read.size(), 200 - row);
            QCOMPARE(read.first().id, from.id);
            QCOMPARE(read.last().id, inOrder.last().id);
            const int until = row + (199 - row) / 2;
            QCOMPARE(page(query, { keyOf(from), keyOf(inOrder.at(until)), 0, 200 }).size(), until - row);
            const OrganizationRow &before = inOrder.at(std::max(0, row - 1));
            if (isRated(from) && isRated(before)) {
                const qint64 step = from.reportingAnnual.value() - before.reportingAnnual.value();
                QVERIFY(descending ? step <= 0 : step >= 0);
            }
            const bool unrated = before.currency == u"gbp" || before.currency == u"sek";
            QVERIFY(!unrated || !isRated(from)); // what has no rate comes last
        }
        QVERIFY(!isRated(inOrder.last()));
    }
}

void LoadOrganizationsTest::testReadOutline_CountsAndSums_WhatTheFilterLeaves()
{
    add(u"('00000000-0000-0000-0000-000000000001', 'Redfern', false, 'usd', 1200), "
        "('00000000-0000-0000-0000-000000000002', 'Redwood', false, 'eur', 2400), "
        "('00000000-0000-0000-0000-000000000003', 'Blue', false, 'usd', 600)"_s);
    const OrganizationQuery query{ OrganizationSort::Name, false, u"RED"_s, u"active"_s, {}, {}, false };
    const OrganizationOutline lined = outline(query);
    QCOMPARE(lined.sum.count, 2);
    QCOMPARE(lined.sum.parts, (QList<CurrencyAmount>{ { u"eur"_s, 2'400, 1 }, { u"usd"_s, 1'200, 1 } }));
    QCOMPARE(lined.sum.headline.notIncluded, QStringList{ u"eur"_s });
    QCOMPARE(lined.anchors.size(), 1);
    const auto found = open(query).outline;
    QVERIFY(found.has_value());
    QCOMPARE(found->sum.parts, lined.sum.parts);
    QCOMPARE(found->sum.count, 2);
}

void LoadOrganizationsTest::testReadOpening_FindsPieces_AsPagesDo()
{
    add(u"('00000000-0000-0000-0000-000000000001', '100% Cotton', false, 'usd', 1200), "
        "('00000000-0000-0000-0000-000000000002', 'a\\b', false, 'usd', 1200), "
        "('00000000-0000-0000-0000-000000000003', '1000 Cottons', false, 'usd', 600), "
        "('00000000-0000-0000-0000-000000000004', 'ÉMILE & Co_op', false, 'usd', 600)"_s);
    const QList<std::pair<QString, QStringList>> cases{ { u"0% c"_s, { u"100% Cotton"_s } },
        { u"a\\b"_s, { u"a\\b"_s } }, { u"'; --"_s, {} },
        { u" cotton "_s, { u"1000 Cottons"_s, u"100% Cotton"_s } }, { u"émile"_s, { u"ÉMILE & Co_op"_s } },
        { u"o_o"_s, { u"ÉMILE & Co_op"_s } },
        // One or two characters begin a word.
        { u"co"_s, { u"1000 Cottons"_s, u"100% Cotton"_s, u"ÉMILE & Co_op"_s } }, { u"o"_s, {} },
        { u"a"_s, { u"a\\b"_s } }, { u"%"_s, {} } };
    for (const auto &[text, expected] : cases) {
        const OrganizationQuery query{ OrganizationSort::Name, false, text, {}, {}, {}, false };
        QVERIFY(open(query).outline.has_value());
        QStringList found = names(query);
        QStringList paged = pagedNames(query);
        QCOMPARE(found, paged);
        QCOMPARE(
            QSet<QString>(found.cbegin(), found.cend()), QSet<QString>(expected.cbegin(), expected.cend()));
    }
}

void LoadOrganizationsTest::testReadOpening_FindsIds()
{
    add(u"('6f1c0000-0000-0000-0000-000000000001', 'one', false, 'usd', 1200), "
        "('6f1c0000-0000-0000-0000-000000000002', 'two', false, 'usd', 1200)"_s);
    m_postgres.sql(u"UPDATE billhook.organization_summary SET customer_id = 'cus_R8_' || name"_s);
    const auto found = [this](const QString &text) {
        return names({ OrganizationSort::Name, false, text, {}, {}, {}, false });
    };
    QCOMPARE(found(u"6F1C0000-0000-0000-0000-000000000002"_s), QStringList{ u"two"_s });
    QCOMPARE(found(u"6f1c0000-0000-0000-0000-000000000009"_s), QStringList{});
    QCOMPARE(found(u"cus_R8_one"_s), QStringList{ u"one"_s });
    QCOMPARE(found(u"cus_R8_t"_s), QStringList{ u"two"_s });
    QCOMPARE(found(u"cus_R8xone"_s), QStringList{});
}

void LoadOrganizationsTest::testReadOpening_LeavesManyFinds_ToPages()
{
    addMany(organizationsFound + 1);
    const OrganizationQuery query{ OrganizationSort::Members, true, u"name"_s, {}, {}, {}, false };
    const OrganizationOpening opening = open(query);
    QVERIFY(!opening.outline.has_value());
    QCOMPARE(opening.rows.size(), organizationPageRows);
    QCOMPARE(outline(query).sum.count, organizationsFound + 1);
}

void LoadOrganizationsTest::testReadOpening_ListsValues_ToFilterBy()
{
    addMany(20);
    const OrganizationBasis basis = open({}).basis;
    QCOMPARE(basis.statuses, (QStringList{ u"active"_s, u"new_status"_s, u"none"_s, u"past_due"_s }));
    QCOMPARE(basis.plans, (QStringList{ u"Plan 0"_s, u"Plan 1"_s, u"Plan 2"_s }));
    QCOMPARE(basis.currencies, (QStringList{ {}, u"eur"_s, u"gbp"_s, u"jpy"_s, u"sek"_s, u"usd"_s }));
}

void LoadOrganizationsTest::testReadSum_AddsTheseRows()
{
    add(u"('00000000-0000-0000-0000-000000000001', 'a', false, 'usd', 9007199254740993), "
        "('00000000-0000-0000-0000-000000000002', 'b', false, 'usd', 1200), "
        "('00000000-0000-0000-0000-000000000003', 'c', false, 'eur', 600)"_s);
    const QStringList ids{ u"00000000-0000-0000-0000-000000000001"_s,
        u"00000000-0000-0000-0000-000000000002"_s, u"00000000-0000-0000-0000-000000000009"_s };
    const OrganizationBasis basis = open({}).basis;
    const ConvertedSum sum = value(LoadOrganizations::readSum(*m_session, ids, basis));
    QCOMPARE(sum.count, 2);
    QCOMPARE(sum.parts, (QList<CurrencyAmount>{ { u"usd"_s, 9'007'199'254'742'193, 2 } }));
    QCOMPARE(value(LoadOrganizations::readRows(*m_session, ids, basis)).size(), 2);
}

void LoadOrganizationsTest::testReadPage_OrdersNames_AsPeopleDo()
{
    add(u"('00000000-0000-0000-0000-000000000001', 'Zephyr', false, 'usd', 1), "
        "('00000000-0000-0000-0000-000000000002', 'émile', false, 'usd', 1), "
        "('00000000-0000-0000-0000-000000000003', 'Emma', false, 'usd', 1), "
        "('00000000-0000-0000-0000-000000000004', 'Östlund', false, 'usd', 1), "
        "('00000000-0000-0000-0000-000000000005', 'Otto', false, 'usd', 1)"_s);
    const QStringList sorted{ u"émile"_s, u"Emma"_s, u"Östlund"_s, u"Otto"_s, u"Zephyr"_s };
    QCOMPARE(names({ OrganizationSort::Name, false, {}, {}, {}, {}, false }), sorted);
    QStringList reversed = sorted;
    std::reverse(reversed.begin(), reversed.end());
    QCOMPARE(names({ OrganizationSort::Name, true, {}, {}, {}, {}, false }), reversed);
}

void LoadOrganizationsTest::testReadPage_OrdersMrr_InTheReportingCurrency()
{
    m_postgres.sql(u"INSERT INTO billhook.fx_rate SELECT current_date, c, 'usd', r, 'test' "
                   "FROM (VALUES ('eur', 2.0), ('jpy', 0.01)) AS v (c, r)"_s);
    add(u"('00000000-0000-0000-0000-000000000001', 'dollar', false, 'usd', 1500), "
        "('00000000-0000-0000-0000-000000000002', 'euro', false, 'eur', 1000), "
        "('00000000-0000-0000-0000-000000000003', 'yen', false, 'jpy', 1800), "
        "('00000000-0000-0000-0000-000000000004', 'pound', false, 'gbp', 9000)"_s);
    QCOMPARE(names({}), (QStringList{ u"euro"_s, u"yen"_s, u"dollar"_s, u"pound"_s }));
    const auto rows = open({}).rows;
    QCOMPARE(*rows.at(0).reportingAnnual, 2'000);
    QCOMPARE(*rows.at(1).reportingAnnual, 1'800); // yen have no decimals: 1,800 JPY are 18.00
    QVERIFY(!rows.at(3).reportingAnnual);
}

void LoadOrganizationsTest::testReadOutline_HidesArchived_UnlessAsked()
{
    add(u"('00000000-0000-0000-0000-000000000001', 'here', false, 'usd', 1200), "
        "('00000000-0000-0000-0000-000000000002', 'gone', true, 'usd', 1200)"_s);
    OrganizationOutline lined = outline({});
    QCOMPARE(lined.sum.count, 1);
    QCOMPARE(lined.archivedHidden, 1);
    lined = outline({ OrganizationSort::Name, false, {}, {}, {}, {}, true });
    QCOMPARE(lined.sum.count, 2);
    QCOMPARE(lined.archivedHidden, 0);
}

QTEST_GUILESS_MAIN(LoadOrganizationsTest)

#include "loadorganizationstest.moc"
