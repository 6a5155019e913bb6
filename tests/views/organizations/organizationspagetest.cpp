#include "views/organizations/organizationspage.h"

#include "tests/views/lists/listfixture.h"
#include "views/theme/theme.h"
#include "views/widgets/datatable.h"

#include <QApplication>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QTest>

using namespace billhook;
using namespace billhook::organizations;
using namespace Qt::StringLiterals;

/** The list's page: head, keys, filters and states. */
class OrganizationsPageTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { m_theme.install(theme::Mode::Light); }
    void init() { m_fixture = {}; }
    void testPage_SortsByHeader_AndShowsSums();
    void testPage_ChoosesByKeys_AndByTheHead();
    void testPage_SearchesWhatIsTyped();
    void testPage_FiltersByMenu_TwoAtOnce();
    void testPage_OffersToClear_AFilterThatHidesAll();
    void testCase21_Keys_WorkAtOnce_OnAShownPage();
    void testCase27_SetFilter_LooksSet_AndHasACross();
    void testCase27_Footer_HasTheConvertedTotal();
    void testCase27_Canceled_DoesNotLookActive();

private:
    theme::Theme m_theme;
    tests::ListFixture m_fixture;
};

void OrganizationsPageTest::testPage_SortsByHeader_AndShowsSums()
{
    OrganizationsPage page(m_fixture.reader());
    page.resize(1220, 792);
    page.show();
    page.setRange({});
    QCOMPARE(m_fixture.openings.front().query.sort, u"mrr"_s);
    QVERIFY(m_fixture.openings.front().query.descending);
    m_fixture.ready(page.presenter(), 1'000);
    const auto *count = page.findChild<QLabel *>(u"organizations_count"_s);
    QVERIFY(count->text().contains(u"1,000 organizations"_s));
    const auto *sums = page.findChild<QLabel *>(u"organizations_sums"_s);
    QVERIFY(sums->text().contains(u"1.00 EUR"_s) && sums->text().contains(u"10.00 USD"_s));
    auto *table = page.findChild<widgets::DataTable *>(u"organizations_table"_s);
    QHeaderView *header = table->horizontalHeader();
    const int column = page.presenter().model().columnSortedBy(u"members"_s);
    QTest::mouseClick(header->viewport(), Qt::LeftButton, {},
        { header->sectionViewportPosition(column) + 20, header->height() / 2 });
    QTRY_COMPARE(m_fixture.openings.size(), 1U);
    QCOMPARE(m_fixture.openings.front().query.sort, u"members"_s);
}

void OrganizationsPageTest::testPage_ChoosesByKeys_AndByTheHead()
{
    OrganizationsPage page(m_fixture.reader());
    page.resize(1220, 792);
    page.show();
    page.setRange({});
    m_fixture.ready(page.presenter(), 1'000);
    const auto *count = page.findChild<QLabel *>(u"organizations_sums"_s);
    auto *table = page.findChild<widgets::DataTable *>(u"organizations_table"_s);
    QVERIFY(QTest::qWaitForWindowExposed(&page));
    table->setFocus();
    QTest::keyClick(table, Qt::Key_End);
    QCOMPARE(table->currentIndex().row(), 999);
    QTest::keyClick(table, Qt::Key_Home);
    QCOMPARE(table->currentIndex().row(), 0);
    QTest::mouseClick(table->viewport(), Qt::LeftButton, {},
        table->visualRect(page.presenter().model().index(2, 0)).center());
    QTRY_VERIFY(count->text().contains(u"1 selected"_s) && count->text().contains(u"1.00 USD"_s));
    QHeaderView *header = table->horizontalHeader();
    const QPoint box(header->sectionViewportPosition(0) + 20, header->height() / 2);
    QTest::mouseClick(header->viewport(), Qt::LeftButton, {}, box);
    QTRY_VERIFY(count->text().contains(u"1,000 selected"_s));
    QTest::mouseClick(header->viewport(), Qt::LeftButton, {}, box);
    QTRY_VERIFY(!count->text().contains(u"selected"_s));
    QVERIFY(m_fixture.openings.empty()); // the order is as it was
    QCOMPARE(header->sortIndicatorSection(), page.presenter().model().columnSortedBy(u"mrr"_s));
}

void OrganizationsPageTest::testPage_SearchesWhatIsTyped()
{
    OrganizationsPage page(m_fixture.reader());
    page.show();
    page.setRange({});
    m_fixture.ready(page.presenter(), 1'000'000);
    auto *table = page.findChild<widgets::DataTable *>(u"organizations_table"_s);
    table->keyboardSearch(u"r"_s);
    QCOMPARE(page.findChild<QLineEdit *>(u"organizations_filter"_s)->text(), u"r"_s);
    QTRY_COMPARE(m_fixture.openings.size(), 1U);
    QCOMPARE(m_fixture.openings.front().query.text, u"r"_s);
}

void OrganizationsPageTest::testPage_FiltersByMenu_TwoAtOnce()
{
    OrganizationsPage page(m_fixture.reader());
    page.show();
    page.setRange({});
    m_fixture.ready(page.presenter(), 1'000);
    const auto button = [&page](const QString &name) { return page.findChild<QPushButton *>(name); };
    button(u"organizations_by_status"_s)->menu()->actions().last()->trigger();
    QTRY_COMPARE(m_fixture.openings.size(), 1U);
    QCOMPARE(m_fixture.openings.front().query.filter(u"status"_s), u"past_due"_s);
    m_fixture.ready(page.presenter(), 100);
    QCOMPARE(button(u"organizations_by_status"_s)->text(), u"Status: Past due"_s);
    button(u"organizations_by_currency"_s)->menu()->actions().last()->trigger();
    QCOMPARE(m_fixture.openings.front().query.filter(u"currency"_s), u"usd"_s);
    QVERIFY(!button(u"organizations_by_plan"_s)->isEnabled());
    button(u"organizations_by_status"_s)->menu()->actions().first()->trigger();
    QVERIFY(button(u"organizations_by_plan"_s)->isEnabled());
    QCOMPARE(m_fixture.openings.back().query.filter(u"status"_s), QString());
    button(u"organizations_by_archived"_s)->click();
    QVERIFY(m_fixture.openings.back().query.filters.contains(u"archived"_s));
}

void OrganizationsPageTest::testCase21_Keys_WorkAtOnce_OnAShownPage()
{
    OrganizationsPage page(m_fixture.reader());
    page.resize(1220, 792);
    page.show();
    page.setRange({});
    m_fixture.ready(page.presenter(), 1'000);
    QApplication::setActiveWindow(&page);
    page.setFocus(Qt::ShortcutFocusReason); // as the shell does with every page it shows
    auto *table = page.findChild<widgets::DataTable *>(u"organizations_table"_s);
    QTRY_VERIFY(table->hasFocus());
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Down);
    QCOMPARE(table->currentIndex().row(), 0);
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Slash);
    QTRY_VERIFY(page.findChild<QLineEdit *>(u"organizations_filter"_s)->hasFocus());
}

void OrganizationsPageTest::testCase27_SetFilter_LooksSet_AndHasACross()
{
    OrganizationsPage page(m_fixture.reader());
    page.resize(1220, 792);
    page.show();
    page.setRange({});
    m_fixture.ready(page.presenter(), 1'000);
    auto *filter = page.findChild<QPushButton *>(u"organizations_by_status"_s);
    const QColor accent = theme::color(theme::Color::Accent, theme::Scheme::Light);
    const auto frame = [filter] {
        const QImage image = filter->grab().toImage();
        return image.pixelColor(image.width() / 2, 0);
    };
    QVERIFY(frame() != accent);
    filter->menu()->actions().last()->trigger();
    m_fixture.ready(page.presenter(), 100);
    QCOMPARE(frame(), accent);
    QTest::mouseClick(filter, Qt::LeftButton, {}, { filter->width() - 10, filter->height() / 2 });
    QTRY_COMPARE(m_fixture.openings.size(), 1U);
    QCOMPARE(m_fixture.openings.front().query.filter(u"status"_s), QString());
    m_fixture.ready(page.presenter(), 1'000);
    filter->menu()->actions().last()->trigger();
    m_fixture.ready(page.presenter(), 100);
    QTest::keyClick(filter, Qt::Key_Delete);
    QTRY_COMPARE(m_fixture.openings.size(), 1U);
    QCOMPARE(m_fixture.openings.front().query.filter(u"status"_s), QString());
}

/** It can be checked against MRR. */
void OrganizationsPageTest::testCase27_Footer_HasTheConvertedTotal()
{
    OrganizationsPage page(m_fixture.reader());
    page.resize(1220, 792);
    page.show();
    page.setRange({});
    QTRY_COMPARE(m_fixture.openings.size(), 1U);
    m_fixture.answerOpening(1'000);
    QTRY_COMPARE(m_fixture.outlines.size(), 1U);
    billing::ListOutline outline = tests::ListFixture::outline(1'000);
    outline.sum.headline.converted = true;
    outline.sum.amount = 13'320;
    outline.apart.headline.currency = u"usd"_s;
    outline.apart.parts = { { u"usd"_s, 58'000, 0 } };
    tests::ListFixture::finish(
        m_fixture.outlines.front().promise, domain::Result<billing::ListOutline>(outline));
    QTRY_VERIFY(page.presenter().settled());
    QCOMPARE(page.findChild<QLabel *>(u"organizations_sums"_s)->text(),
        u" · MRR 11.10 USD = 1.00 EUR · 10.00 USD · in none of these rows: 48.33 USD"_s);
}

void OrganizationsPageTest::testCase27_Canceled_DoesNotLookActive()
{
    const auto active = items::statusLook(u"active"_s);
    const auto canceled = items::statusLook(u"canceled"_s);
    QVERIFY(active.text != canceled.text);
    QVERIFY(active.icon != canceled.icon);
    QVERIFY(active.tone != canceled.tone);
}

void OrganizationsPageTest::testPage_OffersToClear_AFilterThatHidesAll()
{
    OrganizationsPage page(m_fixture.reader());
    page.resize(1220, 792);
    page.show();
    page.setRange({});
    m_fixture.ready(page.presenter(), 10);
    auto *filter = page.findChild<QLineEdit *>(u"organizations_filter"_s);
    filter->setText(u"nobody"_s);
    QTRY_COMPARE(m_fixture.openings.size(), 1U);
    m_fixture.ready(page.presenter(), 0);
    QPushButton *clear = nullptr;
    QTRY_VERIFY([&] {
        const auto buttons = page.findChildren<QPushButton *>();
        const auto found = std::find_if(buttons.begin(), buttons.end(), [](const QPushButton *button) {
            return button->isVisible() && button->text() == u"Clear filters"_s;
        });
        clear = found == buttons.end() ? nullptr : *found;
        return clear != nullptr;
    }());
    QTest::mouseClick(clear, Qt::LeftButton);
    QVERIFY(filter->text().isEmpty());
    QTRY_COMPARE(m_fixture.openings.size(), 1U);
}

QTEST_MAIN(OrganizationsPageTest)

#include "organizationspagetest.moc"
