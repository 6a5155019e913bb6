#include "views/users/userspage.h"

#include "tests/views/lists/listfixture.h"
#include "views/theme/theme.h"
#include "views/widgets/datatable.h"

#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

using namespace billhook;
using namespace billhook::users;
using namespace Qt::StringLiterals;
using domain::Area;

/** The page of users: figures, filters, the panel and its links. */
class UsersPageTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { m_theme.install(theme::Mode::Light); }
    void init();
    void testPage_ShowsFiguresAndSignups();
    void testPage_ShowsRows_InWords();
    void testPage_FiltersByWhatAUserIs();
    void testPanel_FollowsTheCurrentRow_AndLinks();
    void testOpen_ShowsTheUsersOfAnOrganization();

private:
    billing::UserReader reader();
    void answer(qint64 count);
    static domain::UserRow user(qint64 number);

    theme::Theme m_theme;
    tests::ListFixture m_fixture;
    int m_figuresRead = 0;
    QStringList m_membershipsRead;
};

void UsersPageTest::init()
{
    m_fixture = {};
    m_figuresRead = 0;
    m_membershipsRead.clear();
}

domain::UserRow UsersPageTest::user(qint64 number)
{
    domain::UserRow made;
    made.id = u"id%1"_s.arg(number);
    made.name = number == 1 ? QString() : u"Vera Quist %1"_s.arg(number);
    made.email = u"vera%1@quist.example"_s.arg(number);
    made.state = number == 2 ? u"invited"_s : u"active"_s;
    made.organizations = 3;
    made.organization = u"Redfern Aerospace"_s;
    made.roles = { u"owner"_s, u"member"_s };
    made.subscription = u"past_due"_s;
    made.today = QDate(2026, 11, 18);
    made.signedUp = QDateTime(number == 3 ? QDate(2026, 11, 17) : made.today, QTime(11, 59, 12), Qt::UTC);
    return made;
}

billing::UserReader UsersPageTest::reader()
{
    using Memberships = QList<domain::UserMembership>;
    billing::UserReader made;
    made.list = m_fixture.reader();
    made.figures = [this] {
        ++m_figuresRead;
        domain::UserFigures figures;
        figures.active = 914;
        figures.inactive = 63;
        figures.invited = 23;
        for (int day = 0; day < 7; ++day) {
            figures.days.append({ QDate(2026, 11, 12).addDays(day), 10 });
        }
        figures.weekBefore = 56;
        return QtFuture::makeReadyFuture(domain::Result<domain::UserFigures>(figures));
    };
    made.memberships = [this](const QString &id) {
        m_membershipsRead.append(id);
        domain::UserMembership redfern{ u"org1"_s, u"Redfern & Sons"_s, u"owner"_s };
        redfern.status = u"past_due"_s;
        redfern.plan = u"Enterprise"_s;
        redfern.seats = 126;
        redfern.members = 118;
        return QtFuture::makeReadyFuture(domain::Result<Memberships>(Memberships{ redfern }));
    };
    return made;
}

void UsersPageTest::answer(qint64 count)
{
    QTRY_COMPARE(m_fixture.openings.size(), 1U);
    const auto asked = m_fixture.openings.front();
    m_fixture.openings.pop_front();
    billing::ListOpening opening;
    opening.reading = { asked.query, tests::ListFixture::basis() };
    for (qint64 number = 0; number < count; ++number) {
        opening.rows.append(domain::ListRow::of(user(number)));
    }
    opening.outline = tests::ListFixture::outline(count);
    tests::ListFixture::finish(asked.promise, domain::Result<billing::ListOpening>(opening));
}

void UsersPageTest::testPage_ShowsFiguresAndSignups()
{
    UsersPage page(reader());
    page.resize(1220, 792);
    page.show();
    page.setRange({});
    page.setRange({});
    answer(4);
    QTRY_VERIFY(page.settled());
    QCOMPARE(m_figuresRead, 1);
    const QString head = page.findChild<QWidget *>(u"users_head"_s)->accessibleName();
    QVERIFY2(head.contains(u"Users: 1,000"_s) && head.contains(u"Active: 914 91.4%"_s), qPrintable(head));
    QVERIFY2(head.contains(u"Invited: 23 2.3%"_s) && head.contains(u"last 7 days: 70 up 25.0%"_s),
        qPrintable(head));
    QVERIFY2(head.contains(u"Wed: 10"_s), qPrintable(head));
    QCOMPARE(page.findChild<QLabel *>(u"users_count"_s)->text(), u"4 users"_s);
}

void UsersPageTest::testPage_ShowsRows_InWords()
{
    UsersPage page(reader());
    page.setRange({});
    QCOMPARE(m_fixture.openings.front().query.sort, u"signed_up"_s);
    QVERIFY(m_fixture.openings.front().query.descending);
    answer(4);
    QTRY_VERIFY(page.settled());
    const auto text = [&page](int row, int column) {
        return page.presenter().model().index(row, column).data().toString();
    };
    QCOMPARE(text(0, 0), u"Vera Quist 0"_s);
    QCOMPARE(text(1, 0), u"vera1@quist.example"_s); // without a name
    QCOMPARE(text(0, 2), u"Redfern Aerospace"_s);
    QCOMPARE(page.presenter().model().index(0, 2).data(items::SecondaryRole).toString(), u"+2"_s);
    QCOMPARE(text(0, 3), u"Owner, Member"_s);
    QCOMPARE(text(2, 4), u"Invited"_s);
    QCOMPARE(text(0, 5), u"11:59"_s);
    QCOMPARE(text(3, 5), u"17 Nov 2026"_s);
    QCOMPARE(text(0, 6), u"Past due"_s);
}

void UsersPageTest::testPage_FiltersByWhatAUserIs()
{
    UsersPage page(reader());
    page.show();
    page.setRange({});
    answer(4);
    const auto button = [&page](const QString &name) { return page.findChild<QPushButton *>(name); };
    button(u"users_by_state"_s)->menu()->actions().last()->trigger();
    QCOMPARE(m_fixture.openings.back().query.filter(u"state"_s), u"invited"_s);
    QCOMPARE(button(u"users_by_state"_s)->text(), u"State: Invited"_s);
    button(u"users_by_signed_up"_s)->menu()->actions().last()->trigger();
    QCOMPARE(m_fixture.openings.back().query.filter(u"signed_up"_s), u"7"_s);
    QVERIFY(!button(u"users_by_role"_s)->isEnabled()); // two at once
    QPushButton *state = button(u"users_by_state"_s);
    QTest::mouseClick(state, Qt::LeftButton, {}, { state->width() - 8, state->height() / 2 }); // its ×
    QVERIFY(!m_fixture.openings.back().query.filters.contains(u"state"_s));
    QVERIFY(button(u"users_by_role"_s)->isEnabled());
    QVERIFY(button(u"users_by_organization"_s)->isHidden());
}

void UsersPageTest::testPanel_FollowsTheCurrentRow_AndLinks()
{
    UsersPage page(reader());
    page.resize(1220, 792);
    page.show();
    page.setRange({});
    answer(4);
    QTRY_VERIFY(page.settled());
    auto *table = page.findChild<widgets::DataTable *>(u"users_table"_s);
    auto *panel = page.findChild<QWidget *>(u"users_panel"_s);
    QVERIFY(panel->isHidden());
    table->setCurrentIndex(page.presenter().model().index(2, 0));
    QTRY_VERIFY(page.settled());
    QVERIFY(!panel->isHidden());
    QCOMPARE(m_membershipsRead, QStringList{ u"id2"_s });
    QSignalSpy followed(&page, &shell::Page::linkFollowed);
    auto *link = panel->findChild<QPushButton *>(u"users_panel_organization"_s);
    QVERIFY(link != nullptr);
    QTest::mouseClick(link, Qt::LeftButton);
    QCOMPARE(followed.size(), 1);
    QCOMPARE(followed.first().at(0).toString(), u"organizations"_s);
    QCOMPARE(followed.first().at(1).toString(), u"org1"_s);
    page.applyChanges({ Area::Subscriptions });
    QTRY_COMPARE(m_membershipsRead.size(), 2);
    QTRY_VERIFY(page.presenter().state() == lists::ListState::Ready);
    QCOMPARE(panel->findChild<QPushButton *>(u"users_panel_organization"_s), link); // nothing else: it stays
    QTest::mouseClick(panel->findChild<QToolButton *>(u"users_panel_close"_s), Qt::LeftButton);
    QVERIFY(panel->isHidden());
}

void UsersPageTest::testOpen_ShowsTheUsersOfAnOrganization()
{
    UsersPage page(reader());
    page.setRange({});
    answer(4);
    page.findChild<QLineEdit *>(u"users_filter"_s)->setText(u"vera"_s);
    page.open(u"organization=6f1c0000-0000-0000-0000-000000000001 Redfern = Sons"_s);
    QVERIFY(page.findChild<QLineEdit *>(u"users_filter"_s)->text().isEmpty());
    QTRY_VERIFY(!m_fixture.openings.empty());
    QCOMPARE(
        m_fixture.openings.back().query.filter(u"organization"_s), u"6f1c0000-0000-0000-0000-000000000001"_s);
    const auto *button = page.findChild<QPushButton *>(u"users_by_organization"_s);
    QVERIFY(!button->isHidden());
    QCOMPARE(button->text(), u"Organization: Redfern = Sons"_s);
}

QTEST_MAIN(UsersPageTest)

#include "userspagetest.moc"
