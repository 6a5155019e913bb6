#include "tests/views/lists/listfixture.h"
#include "views/lists/listselection.h"
#include "views/theme/theme.h"

#include <QSignalSpy>
#include <QTest>

using namespace billhook;
using namespace billhook::lists;
using domain::Area;
using namespace Qt::StringLiterals;

/** A list's presenter and selection. */
class ListPresenterTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { m_theme.install(theme::Mode::Light); }
    void init() { m_fixture = {}; }
    void testStart_ShowsFirstRows_ThenTheirNumber();
    void testSetText_Waits_AndTakesBackTheQueryBefore();
    void testSetText_ShowsAllFound_WithoutCounting();
    void testSetSort_IgnoresLateAnswers_AndKeepsTheNumber();
    void testWishes_DropWhatWasScrolledPast();
    void testApplyChanges_RenewsRowsInPlace_AndAnnouncesArrivals();
    void testFailure_CanBeRetried();
    void testSelection_IsSummed_AndOutlivesSorting();
    void testSelection_OfAll_LeavesSomeOut();

private:
    theme::Theme m_theme;
    static domain::ListQuery first() { return { u"mrr"_s, true }; }
    static domain::Areas areas() { return { Area::Organizations, Area::Revenue }; }

    tests::ListFixture m_fixture;
};

void ListPresenterTest::testStart_ShowsFirstRows_ThenTheirNumber()
{
    ListPresenter presenter(m_fixture.reader(), tests::ListFixture::model(), first(), areas());
    presenter.start();
    presenter.start();
    QCOMPARE(m_fixture.openings.size(), 1U);
    QCOMPARE(presenter.state(), ListState::Loading);
    m_fixture.answerOpening(1'000);
    QTRY_COMPARE(presenter.state(), ListState::Ready);
    QCOMPARE(presenter.model().rowCount(), domain::listPageRows);
    QCOMPARE(presenter.model().index(1, 1).data().toString(), u"Row 1"_s);
    QVERIFY(!presenter.counted() && !presenter.settled());
    m_fixture.answerOutline(1'000);
    QTRY_VERIFY(presenter.settled());
    QCOMPARE(presenter.model().rowCount(), 1'000);
    QVERIFY(!presenter.model().index(999, 1).data().isValid());
    QTRY_COMPARE(presenter.model().index(999, 1).data().toString(), u"Row 999"_s);
    QCOMPARE(m_fixture.slices.size(), 1);
    QCOMPARE(m_fixture.slices.first().skip, 150);
    QCOMPARE(m_fixture.slices.first().from->id, u"800"_s);
}

void ListPresenterTest::testSetText_Waits_AndTakesBackTheQueryBefore()
{
    ListPresenter presenter(m_fixture.reader(), tests::ListFixture::model(), first(), areas());
    presenter.start();
    m_fixture.ready(presenter, 10);
    const int cancels = m_fixture.cancels;
    for (const QString &text : { u"r"_s, u"re"_s, u"red"_s }) {
        presenter.setText(text);
    }
    QVERIFY(!presenter.settled());
    QVERIFY(m_fixture.openings.empty());
    QTRY_COMPARE(m_fixture.openings.size(), 1U);
    QCOMPARE(m_fixture.openings.front().query.text, u"red"_s);
    QVERIFY(m_fixture.cancels > cancels);
    QCOMPARE(presenter.state(), ListState::Refreshing);
    QCOMPARE(presenter.model().rowCount(), 10); // the old rows stay meanwhile
    m_fixture.ready(presenter, 3);
    QCOMPARE(presenter.model().rowCount(), 3);
}

void ListPresenterTest::testSetText_ShowsAllFound_WithoutCounting()
{
    ListPresenter presenter(m_fixture.reader(), tests::ListFixture::model(), first(), areas());
    presenter.setText(u"redfern"_s);
    QTRY_COMPARE(m_fixture.openings.size(), 1U);
    billing::ListOpening opening{ { m_fixture.openings.front().query, m_fixture.basis() }, {},
        m_fixture.rows(0, 720), m_fixture.outline(720) };
    opening.outline->anchors.clear();
    m_fixture.finish(m_fixture.openings.front().promise, domain::Result<billing::ListOpening>(opening));
    QTRY_VERIFY(presenter.settled());
    QCOMPARE(presenter.model().rowCount(), 720);
    presenter.model().index(719, 1).data();
    QTRY_COMPARE(presenter.model().index(719, 1).data().toString(), u"Row 719"_s);
    QVERIFY(m_fixture.outlines.empty() && m_fixture.slices.isEmpty());
}

void ListPresenterTest::testSetSort_IgnoresLateAnswers_AndKeepsTheNumber()
{
    ListPresenter presenter(m_fixture.reader(), tests::ListFixture::model(), first(), areas());
    presenter.start();
    m_fixture.ready(presenter, 1'000);
    presenter.setSort(u"name"_s, Qt::AscendingOrder);
    presenter.setSort(u"name"_s, Qt::DescendingOrder);
    QCOMPARE(m_fixture.openings.size(), 2U);
    m_fixture.answerOpening(10); // of the order before
    m_fixture.answerOpening(1'000);
    QTRY_COMPARE(presenter.state(), ListState::Ready);
    QCOMPARE(presenter.model().rowCount(), 1'000); // as many as before, whatever the order
    QCOMPARE(m_fixture.outlines.size(), 1U);
    QCOMPARE(m_fixture.outlines.front().query.sort, u"name"_s);
    presenter.model().index(700, 1).data(); // waits for the anchors
    QCoreApplication::processEvents();
    QVERIFY(m_fixture.slices.isEmpty());
    m_fixture.answerOutline(1'000);
    QTRY_COMPARE(m_fixture.slices.size(), 1);
    QCOMPARE(m_fixture.slices.first().from->id, u"600"_s);
}

void ListPresenterTest::testWishes_DropWhatWasScrolledPast()
{
    ListPresenter presenter(m_fixture.reader(), tests::ListFixture::model(), first(), areas());
    presenter.start();
    m_fixture.ready(presenter, 1'000'000);
    for (int row = 100; row < 500'000; row += 1'000) {
        presenter.model().index(row, 1).data();
    }
    QTRY_VERIFY(presenter.settled());
    QCOMPARE(m_fixture.slices.size(), 8);
    QVERIFY(presenter.model().index(499'100, 1).data().isValid());
    presenter.model().index(100, 1).data(); // shown again: read after all
    QTRY_COMPARE(presenter.model().index(100, 1).data().toString(), u"Row 100"_s);
}

void ListPresenterTest::testApplyChanges_RenewsRowsInPlace_AndAnnouncesArrivals()
{
    ListPresenter presenter(m_fixture.reader(), tests::ListFixture::model(), first(), areas());
    presenter.start();
    m_fixture.ready(presenter, 500);
    presenter.applyChanges({ Area::Invoices });
    QVERIFY(m_fixture.openings.empty());
    QSignalSpy reset(&presenter.model(), &items::PagedTable::modelReset);
    presenter.applyChanges({ Area::Organizations });
    presenter.model().index(0, 1).data();
    QTRY_COMPARE(presenter.model().index(0, 1).data().toString(), u"Row 0 renewed"_s);
    QCOMPARE(m_fixture.renewed.first().size(), domain::listPageRows);
    QCOMPARE(presenter.model().index(49, 1).data().toString(), u"Row 49"_s); // it is no more; it stays
    QCOMPARE(m_fixture.openings.size(), 1U);
    m_fixture.answerOpening(502);
    QTRY_COMPARE(m_fixture.outlines.size(), 1U);
    m_fixture.answerOutline(502);
    QTRY_COMPARE(presenter.arrivals(), 2);
    QCOMPARE(presenter.model().rowCount(), 500);
    presenter.showMoved();
    QCOMPARE(presenter.model().rowCount(), 502);
    QVERIFY(!presenter.moved());
    QCOMPARE(reset.size(), 0); // scroll position and current row stay
    presenter.model().index(0, 1).data();
    QTRY_COMPARE(presenter.model().index(0, 1).data().toString(), u"Row 0"_s);
}

void ListPresenterTest::testFailure_CanBeRetried()
{
    ListPresenter presenter(m_fixture.reader(), tests::ListFixture::model(), first(), areas());
    presenter.start();
    m_fixture.finish(m_fixture.openings.front().promise,
        domain::Result<billing::ListOpening>(domain::Error{
            domain::ErrorKind::Unavailable, "away", "The database could not be reached.", {} }));
    m_fixture.openings.pop_front();
    QTRY_COMPARE(presenter.state(), ListState::Failed);
    QCOMPARE(presenter.error(), u"The database could not be reached."_s);
    presenter.refresh();
    QCOMPARE(presenter.state(), ListState::Loading);
    m_fixture.ready(presenter, 5);
    QCOMPARE(presenter.state(), ListState::Ready);
}

void ListPresenterTest::testSelection_IsSummed_AndOutlivesSorting()
{
    ListPresenter presenter(m_fixture.reader(), tests::ListFixture::model(), first(), areas());
    ListSelection selection(m_fixture.reader(), presenter);
    presenter.start();
    m_fixture.ready(presenter, 1'000);
    selection.toggle(3);
    selection.toggle(5);
    selection.toggle(5);
    selection.toggle(700); // not there yet
    QTRY_VERIFY(selection.summed());
    QCOMPARE(selection.count(), 1);
    QCOMPARE(m_fixture.summed.last(), QStringList{ u"id3"_s });
    QCOMPARE(selection.sum().parts.first().amount, 1'200);
    presenter.setSort(u"name"_s, Qt::AscendingOrder);
    m_fixture.ready(presenter, 1'000);
    QCOMPARE(selection.choice().ids, QSet<QString>{ u"id3"_s });
    QCOMPARE(presenter.model().index(3, 0).data(Qt::CheckStateRole).toInt(), static_cast<int>(Qt::Checked));
    presenter.setText(u"other"_s);
    QTRY_COMPARE(m_fixture.openings.size(), 1U);
    QCOMPARE(selection.count(), 0);
}

void ListPresenterTest::testSelection_OfAll_LeavesSomeOut()
{
    ListPresenter presenter(m_fixture.reader(), tests::ListFixture::model(), first(), areas());
    ListSelection selection(m_fixture.reader(), presenter);
    presenter.start();
    m_fixture.ready(presenter, 1'000'000);
    selection.chooseAll();
    QVERIFY(selection.summed());
    QCOMPARE(selection.count(), 1'000'000);
    QCOMPARE(selection.sum().parts.at(1).amount, 12'000);
    QVERIFY(m_fixture.summed.isEmpty()); // the outline has it
    selection.toggle(7);
    QTRY_VERIFY(selection.summed());
    QCOMPARE(selection.count(), 999'999);
    QCOMPARE(selection.sum().count, 999'999);
    QCOMPARE(selection.sum().parts.at(1).amount, 10'800);
    selection.clear();
    QCOMPARE(selection.count(), 0);
}

QTEST_MAIN(ListPresenterTest)

#include "listpresentertest.moc"
