#include "services/billing/organizationlist.h"

#include "models/domain/organizationrow.h"
#include "services/postgres/session.h"
#include "tests/support/postgresfixture.h"

#include <QSet>
#include <QTest>

#include <algorithm>

using namespace billhook;
using namespace billhook::billing;
using namespace Qt::StringLiterals;
using domain::ListAnchor;
using domain::listAnchorRows;
using domain::listPageRows;
using domain::ListQuery;
using domain::ListSlice;
using domain::OrganizationRow;

/** The organization list's pages over a real PostgreSQL. */
class OrganizationListTest final : public QObject
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
    void testCase27_Outline_TellsWhatIsInNoRow();

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
    ListOpening open(const ListQuery &query)
    {
        return value(readOpening(*m_session, organizationList(), query));
    }
    ListOutline outline(const ListQuery &query)
    {
        return value(readOutline(*m_session, organizationList(), open(query).reading));
    }
    static QList<OrganizationRow> rowsOf(const domain::ListRows &rows)
    {
        QList<OrganizationRow> made;
        for (const domain::ListRow &row : rows) {
            made.append(row.as<OrganizationRow>());
        }
        return made;
    }
    QList<OrganizationRow> page(const ListQuery &query, const ListSlice &slice)
    {
        return rowsOf(value(readPage(*m_session, organizationList(), open(query).reading, slice)));
    }
    QStringList names(const ListQuery &query)
    {
        QStringList found;
        for (const OrganizationRow &row : rowsOf(open(query).rows)) {
            found.append(row.name);
        }
        return found;
    }
    /** The same, but never through the words' index. */
    QStringList pagedNames(const ListQuery &query)
    {
        QStringList found;
        for (const OrganizationRow &row : page(query, { {}, {}, 0, listPageRows })) {
            found.append(row.name);
        }
        return found;
    }
    void addMany(int rows);

    support::PostgresFixture m_postgres;
    std::unique_ptr<postgres::Session> m_session;
};

void OrganizationListTest::init()
{
    m_session.reset();
    m_postgres.renew();
    m_postgres.sql(u"UPDATE billhook.installation SET currency = 'usd', zone = 'UTC'"_s);
    m_session = value(postgres::Session::open({ m_postgres.url(), postgres::Group::Finance, u"test"_s,
        std::chrono::seconds(15), { u"dashboard"_s }, {} }));
}

void OrganizationListTest::testReadPage_GivesEveryRowOnce_InEveryOrder_data()
{
    QTest::addColumn<QString>("sort");
    QTest::addColumn<bool>("descending");
    for (const char *sort : { "name", "status", "plan", "mrr", "currency", "members", "renewal" }) {
        for (const bool descending : { false, true }) {
            QTest::addRow("%s %s", sort, descending ? "descending" : "ascending")
                << QString::fromLatin1(sort) << descending;
        }
    }
}

/** Many equal keys, some missing ones. */
void OrganizationListTest::addMany(int rows)
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

void OrganizationListTest::testReadPage_GivesEveryRowOnce_InEveryOrder()
{
    QFETCH(QString, sort);
    QFETCH(bool, descending);
    constexpr int rows = 2 * listAnchorRows + 70;
    addMany(rows);
    for (const ListQuery &query : { ListQuery{ sort, descending },
             ListQuery{
                 sort, descending, u"name"_s, { { u"status"_s, u"active"_s }, { u"plan"_s, u"Plan 1"_s } } },
             ListQuery{
                 sort, descending, {}, { { u"currency"_s, u"jpy"_s }, { u"archived"_s, u"on"_s } } } }) {
        const ListOutline lined = outline(query);
        const int count = static_cast<int>(lined.sum.count);
        const QList<OrganizationRow> inOrder = page(query, { {}, {}, 0, rows });
        QCOMPARE(inOrder.size(), count);
        QCOMPARE(lined.anchors.size(), (count + listAnchorRows - 1) / listAnchorRows);
        QSet<QString> seen;
        for (int row = 0; row < count; ++row) {
            seen.insert(inOrder.at(row).id);
        }
        QCOMPARE(seen.size(), count);
        for (int row = 0; row < count; row += listPageRows) {
            const auto &anchor = lined.anchors.at(row / listAnchorRows);
            ListSlice slice{ anchor, {}, row % listAnchorRows, listPageRows };
            if (row / listAnchorRows + 1 < lined.anchors.size()) {
                slice.until = lined.anchors.at(row / listAnchorRows + 1);
            }
            const auto read = page(query, slice);
            QCOMPARE(read.size(), std::min(listPageRows, count - row));
            QCOMPARE(read.first().id, inOrder.at(row).id);
            QCOMPARE(read.last().id, inOrder.at(row + static_cast<int>(read.size()) - 1).id);
        }
    }
}

void OrganizationListTest::testReadPage_ContinuesAtAnAnchor_WhereTheFilterPinsTheOrder_data()
{
    QTest::addColumn<ListQuery>("query");
    for (const bool descending : { false, true }) {
        const char *const way = descending ? "descending" : "ascending";
        QTest::addRow("status %s", way)
            << ListQuery{ u"status"_s, descending, {}, { { u"status"_s, u"new_status"_s } } };
        QTest::addRow("plan %s", way)
            << ListQuery{ u"plan"_s, descending, {}, { { u"plan"_s, u"Plan 1"_s } } };
        QTest::addRow("currency %s", way)
            << ListQuery{ u"currency"_s, descending, {}, { { u"currency"_s, u"jpy"_s } } };
    }
}

void OrganizationListTest::testReadPage_ContinuesAtAnAnchor_WhereTheFilterPinsTheOrder()
{
    QFETCH(ListQuery, query);
    addMany(6 * listAnchorRows + 90);
    const ListOutline lined = outline(query);
    const QList<OrganizationRow> inOrder = page(query, { {}, {}, 0, 6 * listAnchorRows });
    QCOMPARE(inOrder.size(), lined.sum.count);
    QVERIFY(inOrder.size() > listAnchorRows);
    for (qsizetype anchor = 0; anchor < lined.anchors.size(); ++anchor) {
        const qsizetype first = anchor * listAnchorRows;
        QCOMPARE(lined.anchors.at(anchor).id, inOrder.at(first).id);
        const auto read = page(query, { lined.anchors.at(anchor), {}, 3, 5 });
        QCOMPARE(read.size(), 5);
        QCOMPARE(read.first().id, inOrder.at(first + 3).id);
        QCOMPARE(read.last().id, inOrder.at(first + 7).id);
    }
}

/** Every row is an anchor once: what follows it must not depend on where the page starts. */
void OrganizationListTest::testReadPage_ByMrr_ContinuesAtAnyRow()
{
    addMany(200);
    const auto isRated = [](const OrganizationRow &row) {
        return row.currency == u"usd" || row.currency == u"eur" || row.currency == u"jpy";
    };
    for (const bool descending : { false, true }) {
        const ListQuery query{ u"mrr"_s, descending };
        const QList<OrganizationRow> inOrder = page(query, { {}, {}, 0, 200 });
        for (int row = 0; row < 200; ++row) {
            const OrganizationRow &from = inOrder.at(row);
            const auto keyOf = [](const OrganizationRow &of) {
                return ListAnchor{ { of.currency, QString::number(of.annual) }, of.id };
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

void OrganizationListTest::testReadOutline_CountsAndSums_WhatTheFilterLeaves()
{
    add(u"('00000000-0000-0000-0000-000000000001', 'Redfern', false, 'usd', 1200), "
        "('00000000-0000-0000-0000-000000000002', 'Redwood', false, 'eur', 2400), "
        "('00000000-0000-0000-0000-000000000003', 'Blue', false, 'usd', 600)"_s);
    const ListQuery query{ u"name"_s, false, u"RED"_s, { { u"status"_s, u"active"_s } } };
    const ListOutline lined = outline(query);
    QCOMPARE(lined.sum.count, 2);
    QCOMPARE(lined.sum.parts, (QList<CurrencyAmount>{ { u"eur"_s, 2'400, 1 }, { u"usd"_s, 1'200, 1 } }));
    QCOMPARE(lined.sum.headline.notIncluded, QStringList{ u"eur"_s });
    QCOMPARE(lined.anchors.size(), 1);
    const auto found = open(query).outline;
    QVERIFY(found.has_value());
    QCOMPARE(found->sum.parts, lined.sum.parts);
    QCOMPARE(found->sum.count, 2);
}

void OrganizationListTest::testReadOpening_FindsPieces_AsPagesDo()
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
        const ListQuery query{ u"name"_s, false, text };
        QVERIFY(open(query).outline.has_value());
        QStringList found = names(query);
        QStringList paged = pagedNames(query);
        QCOMPARE(found, paged);
        QCOMPARE(
            QSet<QString>(found.cbegin(), found.cend()), QSet<QString>(expected.cbegin(), expected.cend()));
    }
}

void OrganizationListTest::testReadOpening_FindsIds()
{
    add(u"('6f1c0000-0000-0000-0000-000000000001', 'one', false, 'usd', 1200), "
        "('6f1c0000-0000-0000-0000-000000000002', 'two', false, 'usd', 1200)"_s);
    m_postgres.sql(u"UPDATE billhook.organization_summary SET customer_id = 'cus_R8_' || name"_s);
    const auto found = [this](const QString &text) { return names({ u"name"_s, false, text }); };
    QCOMPARE(found(u"6F1C0000-0000-0000-0000-000000000002"_s), QStringList{ u"two"_s });
    QCOMPARE(found(u"6f1c0000-0000-0000-0000-000000000009"_s), QStringList{});
    QCOMPARE(found(u"cus_R8_one"_s), QStringList{ u"one"_s });
    QCOMPARE(found(u"cus_R8_t"_s), QStringList{ u"two"_s });
    QCOMPARE(found(u"cus_R8xone"_s), QStringList{});
}

void OrganizationListTest::testReadOpening_LeavesManyFinds_ToPages()
{
    addMany(domain::mostFound + 1);
    const ListQuery query{ u"members"_s, true, u"name"_s };
    const ListOpening opening = open(query);
    QVERIFY(!opening.outline.has_value());
    QCOMPARE(opening.rows.size(), listPageRows);
    QCOMPARE(outline(query).sum.count, domain::mostFound + 1);
}

void OrganizationListTest::testReadOpening_ListsValues_ToFilterBy()
{
    addMany(20);
    const auto values = open({}).values;
    QCOMPARE(
        values.value(u"status"_s), (QStringList{ u"active"_s, u"new_status"_s, u"none"_s, u"past_due"_s }));
    QCOMPARE(values.value(u"plan"_s), (QStringList{ u"Plan 0"_s, u"Plan 1"_s, u"Plan 2"_s }));
    QCOMPARE(
        values.value(u"currency"_s), (QStringList{ {}, u"eur"_s, u"gbp"_s, u"jpy"_s, u"sek"_s, u"usd"_s }));
}

void OrganizationListTest::testReadSum_AddsTheseRows()
{
    add(u"('00000000-0000-0000-0000-000000000001', 'a', false, 'usd', 9007199254740993), "
        "('00000000-0000-0000-0000-000000000002', 'b', false, 'usd', 1200), "
        "('00000000-0000-0000-0000-000000000003', 'c', false, 'eur', 600)"_s);
    const QStringList ids{ u"00000000-0000-0000-0000-000000000001"_s,
        u"00000000-0000-0000-0000-000000000002"_s, u"00000000-0000-0000-0000-000000000009"_s };
    const ListReading reading = open({}).reading;
    const ConvertedSum sum = value(readSum(*m_session, organizationList(), reading, ids));
    QCOMPARE(sum.count, 2);
    QCOMPARE(sum.parts, (QList<CurrencyAmount>{ { u"usd"_s, 9'007'199'254'742'193, 2 } }));
    QCOMPARE(value(readRows(*m_session, organizationList(), reading, ids)).size(), 2);
}

void OrganizationListTest::testReadPage_OrdersNames_AsPeopleDo()
{
    add(u"('00000000-0000-0000-0000-000000000001', 'Zephyr', false, 'usd', 1), "
        "('00000000-0000-0000-0000-000000000002', 'émile', false, 'usd', 1), "
        "('00000000-0000-0000-0000-000000000003', 'Emma', false, 'usd', 1), "
        "('00000000-0000-0000-0000-000000000004', 'Östlund', false, 'usd', 1), "
        "('00000000-0000-0000-0000-000000000005', 'Otto', false, 'usd', 1)"_s);
    const QStringList sorted{ u"émile"_s, u"Emma"_s, u"Östlund"_s, u"Otto"_s, u"Zephyr"_s };
    QCOMPARE(names({ u"name"_s, false }), sorted);
    QStringList reversed = sorted;
    std::reverse(reversed.begin(), reversed.end());
    QCOMPARE(names({ u"name"_s, true }), reversed);
}

void OrganizationListTest::testReadPage_OrdersMrr_InTheReportingCurrency()
{
    m_postgres.sql(u"INSERT INTO billhook.fx_rate SELECT current_date, c, 'usd', r, 'test' "
                   "FROM (VALUES ('eur', 2.0), ('jpy', 0.01)) AS v (c, r)"_s);
    add(u"('00000000-0000-0000-0000-000000000001', 'dollar', false, 'usd', 1500), "
        "('00000000-0000-0000-0000-000000000002', 'euro', false, 'eur', 1000), "
        "('00000000-0000-0000-0000-000000000003', 'yen', false, 'jpy', 1800), "
        "('00000000-0000-0000-0000-000000000004', 'pound', false, 'gbp', 9000)"_s);
    const ListQuery byMrr{ u"mrr"_s, true };
    QCOMPARE(names(byMrr), (QStringList{ u"euro"_s, u"yen"_s, u"dollar"_s, u"pound"_s }));
    const auto rows = rowsOf(open(byMrr).rows);
    QCOMPARE(*rows.at(0).reportingAnnual, 2'000);
    QCOMPARE(*rows.at(1).reportingAnnual, 1'800); // yen have no decimals: 1,800 JPY are 18.00
    QVERIFY(!rows.at(3).reportingAnnual);
}

/** So that the footer can be checked against the MRR of the overview. */
void OrganizationListTest::testCase27_Outline_TellsWhatIsInNoRow()
{
    add(uR"(('00000000-0000-0000-0000-000000000001', 'Alpha', false, 'usd', 120000),
            ('00000000-0000-0000-0000-000000000002', 'Beta', false, 'eur', 60000))"_s);
    m_postgres.sql(uR"(INSERT INTO billhook.mrr_rollup SELECT current_date - 5, c, 'new', a, 1
                           FROM (VALUES ('usd', 150000), ('eur', 60000)) AS v (c, a);
                       INSERT INTO billhook.mrr_rollup_delta (day, currency, kind, amount, count)
                           SELECT current_date - 1, 'usd', 'expansion', 12000, 1)"_s);
    const ConvertedSum apart = outline({ u"name"_s }).apart;
    QCOMPARE(apart.parts.size(), 1);
    QCOMPARE(apart.parts.first().currency, u"usd"_s);
    QCOMPARE(apart.parts.first().amount, 42'000);
    ListQuery filtered{ u"name"_s };
    filtered.filters.insert(u"currency"_s, u"usd"_s);
    QVERIFY(outline(filtered).apart.parts.isEmpty());
}

void OrganizationListTest::testReadOutline_HidesArchived_UnlessAsked()
{
    add(u"('00000000-0000-0000-0000-000000000001', 'here', false, 'usd', 1200), "
        "('00000000-0000-0000-0000-000000000002', 'gone', true, 'usd', 1200)"_s);
    ListOutline lined = outline({});
    QCOMPARE(lined.sum.count, 1);
    QCOMPARE(lined.hidden, 1);
    lined = outline({ u"name"_s, false, {}, { { u"archived"_s, u"on"_s } } });
    QCOMPARE(lined.sum.count, 2);
    QCOMPARE(lined.hidden, 0);
}

QTEST_GUILESS_MAIN(OrganizationListTest)

#include "organizationlisttest.moc"
