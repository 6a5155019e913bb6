#include "services/billing/userlist.h"

#include "services/postgres/session.h"
#include "tests/support/postgresfixture.h"

#include <QSet>
#include <QTest>

#include <algorithm>
#include <memory>

using namespace billhook;
using namespace billhook::billing;
using namespace Qt::StringLiterals;
using domain::ListQuery;
using domain::UserRow;

/** The list of users, its figures and a user's memberships over a real PostgreSQL. */
class UserListTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void testPages_GiveEveryRowOnce_InEveryOrder_data();
    void testPages_GiveEveryRowOnce_InEveryOrder();
    void testOpening_FiltersByStateRoleSignupAndOrganization();
    void testOpening_FindsNamesMailsAndIds();
    void testOpening_ShowsWhatAUserMayDo();
    void testFigures_CountStatesAndSignups();
    void testMemberships_NameWhatIsPaidFor();

private:
    template <typename T> T value(domain::Result<T> result)
    {
        if (!result) {
            qFatal("%s / %s", result.error().message.c_str(), result.error().detail.c_str());
        }
        return std::move(result).value();
    }
    ListOpening open(const ListQuery &query) { return value(readOpening(*m_session, userList(), query)); }
    QStringList names(const ListQuery &query)
    {
        QStringList found;
        for (const domain::ListRow &row : open(query).rows) {
            found.append(row.as<UserRow>().name);
        }
        return found;
    }
    QStringList sortedNames(const QString &filter, const QString &chosen)
    {
        QStringList found = names({ u"name"_s, false, {}, { { filter, chosen } } });
        found.sort();
        return found;
    }
    void addSome();

    support::PostgresFixture m_postgres;
    std::unique_ptr<postgres::Session> m_session;
};

void UserListTest::init()
{
    m_session.reset();
    m_postgres.renew();
    m_postgres.sql(u"UPDATE billhook.installation SET currency = 'usd', zone = 'Pacific/Auckland'"_s);
    m_session = value(postgres::Session::open({ m_postgres.url(), postgres::Group::Finance, u"test"_s,
        std::chrono::seconds(15), { u"dashboard"_s, u"users"_s }, {} }));
}

/** Anna owns one and is a member of two, Söhne is invited as an admin, Ida is inactive and signed up long
 * ago. */
void UserListTest::addSome()
{
    m_postgres.sql(
        u"INSERT INTO billhook.organizations (id, name) SELECT ('00000000-0000-0000-0000-00000000000' || "
        u"i)::uuid, "
        "'Org ' || i FROM generate_series(1, 2) AS g (i);"
        "INSERT INTO billhook.organization_summary (organization_id, name, status, plan, quantity, members, "
        "created_at) "
        "SELECT id, name, CASE WHEN name = 'Org 1' THEN 'past_due' ELSE 'none' END, "
        "CASE WHEN name = 'Org 1' THEN 'Team' ELSE '' END, CASE WHEN name = 'Org 1' THEN 9 END, 7, now() "
        "FROM billhook.organizations;"
        "INSERT INTO billhook.users (id, email, name, active, created_at) VALUES "
        "('a0000000-0000-0000-0000-000000000001', 'anna@x.example', 'Anna Quist', true, now()), "
        "('a0000000-0000-0000-0000-000000000002', 'jan@soehne.example', 'Jan Söhne', true, now() - interval "
        "'3 days'), "
        "('a0000000-0000-0000-0000-000000000003', 'ida@x.example', 'Ida 100%', false, now() - interval '9 "
        "days');"
        "INSERT INTO billhook.memberships (organization_id, user_id, role, state) VALUES "
        "('00000000-0000-0000-0000-000000000001', 'a0000000-0000-0000-0000-000000000001', 'member', "
        "'active'), "
        "('00000000-0000-0000-0000-000000000002', 'a0000000-0000-0000-0000-000000000001', 'owner', "
        "'active'), "
        "('00000000-0000-0000-0000-000000000001', 'a0000000-0000-0000-0000-000000000002', 'admin', 'invited')"_s);
}

void UserListTest::testPages_GiveEveryRowOnce_InEveryOrder_data()
{
    QTest::addColumn<QString>("sort");
    QTest::addColumn<bool>("descending");
    for (const char *sort : { "name", "email", "organizations", "roles", "state", "signed_up" }) {
        for (const bool descending : { false, true }) {
            QTest::addRow("%s %s", sort, descending ? "descending" : "ascending")
                << QString::fromLatin1(sort) << descending;
        }
    }
}

void UserListTest::testPages_GiveEveryRowOnce_InEveryOrder()
{
    QFETCH(QString, sort);
    QFETCH(bool, descending);
    constexpr int users = 2 * domain::listAnchorRows + 70;
    m_postgres.sql(
        u"INSERT INTO billhook.users (id, email, name, active, organizations, joined, roles, created_at) "
        "SELECT gen_random_uuid(), 'u' || g % 40, 'Name ' || g % 30, g % 7 > 0, g % 4, g % 3, g % 8, "
        "timestamptz '2026-01-01Z' + g % 50 * interval '1 hour' FROM generate_series(1, %1) g"_s.arg(users));
    for (const ListQuery &query : { ListQuery{ sort, descending },
             ListQuery{ sort, descending, {}, { { u"state"_s, u"active"_s } } } }) {
        const ListReading reading = open(query).reading;
        const ListOutline outline = value(readOutline(*m_session, userList(), reading));
        const auto inOrder = value(readPage(*m_session, userList(), reading, { {}, {}, 0, users }));
        QCOMPARE(inOrder.size(), outline.sum.count);
        QSet<QString> seen;
        for (int row = 0; row < inOrder.size(); row += domain::listPageRows) {
            const auto read = value(readPage(*m_session, userList(), reading,
                { outline.anchors.at(row / domain::listAnchorRows), {}, row % domain::listAnchorRows,
                    domain::listPageRows }));
            QCOMPARE(read.first().id, inOrder.at(row).id);
            for (const domain::ListRow &one : read) {
                seen.insert(one.id);
            }
        }
        QCOMPARE(seen.size(), inOrder.size());
    }
}

void UserListTest::testOpening_FiltersByStateRoleSignupAndOrganization()
{
    addSome();
    QCOMPARE(sortedNames(u"state"_s, u"active"_s), QStringList{ u"Anna Quist"_s });
    QCOMPARE(sortedNames(u"state"_s, u"invited"_s), QStringList{ u"Jan Söhne"_s });
    QCOMPARE(sortedNames(u"state"_s, u"inactive"_s), QStringList{ u"Ida 100%"_s });
    QCOMPARE(sortedNames(u"role"_s, u"owner"_s), QStringList{ u"Anna Quist"_s });
    QCOMPARE(sortedNames(u"role"_s, u"admin"_s), QStringList{ u"Jan Söhne"_s });
    QCOMPARE(sortedNames(u"role"_s, u"member"_s), QStringList{ u"Anna Quist"_s });
    QCOMPARE(sortedNames(u"signed_up"_s, u"7"_s), (QStringList{ u"Anna Quist"_s, u"Jan Söhne"_s }));
    QCOMPARE(sortedNames(u"organization"_s, u"00000000-0000-0000-0000-000000000001"_s),
        (QStringList{ u"Anna Quist"_s, u"Jan Söhne"_s }));
    QCOMPARE(names({ u"name"_s, false, {},
                 { { u"organization"_s, u"00000000-0000-0000-0000-000000000001"_s },
                     { u"role"_s, u"owner"_s } } }),
        QStringList{ u"Anna Quist"_s });
}

void UserListTest::testOpening_FindsNamesMailsAndIds()
{
    addSome();
    const auto found = [this](const QString &text) { return names({ u"name"_s, false, text }); };
    QCOMPARE(found(u"quist"_s), QStringList{ u"Anna Quist"_s });
    QCOMPARE(found(u"sohne"_s), QStringList{ u"Jan Söhne"_s });
    QCOMPARE(found(u"SÖHNE"_s), QStringList{ u"Jan Söhne"_s });
    QCOMPARE(found(u"soehne.ex"_s), QStringList{ u"Jan Söhne"_s });
    QCOMPARE(found(u"0% i"_s), QStringList{ u"Ida 100%"_s });
    QCOMPARE(found(u"a0000000-0000-0000-0000-000000000003"_s), QStringList{ u"Ida 100%"_s });
    QCOMPARE(found(u"cus_"_s), QStringList{});
}

void UserListTest::testOpening_ShowsWhatAUserMayDo()
{
    addSome();
    const domain::ListRows rows = open({ u"organizations"_s, true }).rows;
    const auto &anna = rows.at(0).as<UserRow>();
    QCOMPARE(anna.organization, u"Org 2"_s); // where she is the owner
    QCOMPARE(anna.organizations, 2);
    QCOMPARE(anna.roles, (QStringList{ u"owner"_s, u"member"_s }));
    QCOMPARE(anna.subscription, u"none"_s);
    QCOMPARE(anna.signedUp.date(), anna.today);
    const auto &jan = rows.at(1).as<UserRow>();
    QCOMPARE(jan.state, u"invited"_s);
    QCOMPARE(jan.subscription, u"past_due"_s);
    QVERIFY(rows.at(2).as<UserRow>().organization.isEmpty());
}

void UserListTest::testFigures_CountStatesAndSignups()
{
    addSome();
    const auto figures = [this] { return value(readUserFigures(*m_session)); };
    const domain::UserFigures before = figures();
    QCOMPARE(before.active, 1);
    QCOMPARE(before.inactive, 1);
    QCOMPARE(before.invited, 1);
    QCOMPARE(before.total(), 3);
    QCOMPARE(before.days.size(), 7);
    QCOMPARE(before.days.at(6).signups, 1);
    QCOMPARE(before.days.at(3).signups, 1);
    QCOMPARE(before.days.at(3).day.addDays(3), before.days.at(6).day);
    QCOMPARE(before.weekBefore, 1);
    m_postgres.sql(u"SELECT billhook.fold_user_counts()"_s);
    QCOMPARE(figures().total(), 3);
    QCOMPARE(figures().days.at(6).signups, 1);
}

void UserListTest::testMemberships_NameWhatIsPaidFor()
{
    addSome();
    const auto held = value(readMemberships(*m_session, u"a0000000-0000-0000-0000-000000000001"_s));
    QCOMPARE(held.size(), 2);
    QCOMPARE(held.at(0).organization, u"Org 2"_s);
    QCOMPARE(held.at(0).role, u"owner"_s);
    QVERIFY(!held.at(0).seats);
    QCOMPARE(held.at(1).status, u"past_due"_s);
    QCOMPARE(held.at(1).plan, u"Team"_s);
    QCOMPARE(held.at(1).seats, std::optional<qint64>(9));
    QCOMPARE(held.at(1).members, 7);
    QVERIFY(value(readMemberships(*m_session, u"a0000000-0000-0000-0000-000000000002"_s)).at(0).invited);
    QVERIFY(value(readMemberships(*m_session, u"a0000000-0000-0000-0000-000000000003"_s)).isEmpty());
}

QTEST_GUILESS_MAIN(UserListTest)

#include "userlisttest.moc"
