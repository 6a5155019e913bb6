#include "views/organizations/organizationspage.h"
#include "views/theme/theme.h"
#include "views/widgets/datatable.h"

#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPromise>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

#include <deque>

using namespace billhook;
using namespace billhook::organizations;
using namespace Qt::StringLiterals;
using Column = items::OrganizationTableModel::Column;

/** The list's presenter and page over a source whose outline answers when told. */
class OrganizationsPresenterTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { m_theme.install(theme::Mode::Light); }
    void init();
    void testStart_ReadsOutline_ThenTheFirstPage();
    void testSetText_Waits_AndCancelsTheQueryBefore();
    void testSetSort_IgnoresLateOutlines();
    void testApplyChanges_AnnouncesArrivals_WithoutMovingRows();
    void testApplyChanges_ReadsPagesAgain_WhenTheCountIsTheSame();
    void testFailure_CanBeRetried();
    void testPage_SortsByHeader_AndShowsSums();
    void testPage_OffersToClear_AFilterThatHidesAll();

private:
    using OutlineResult = domain::Result<billing::OrganizationOutline>;

    OrganizationsSource source();
    void answer(qint64 count);

    theme::Theme m_theme;
    std::deque<std::pair<billing::OrganizationQuery, std::shared_ptr<QPromise<OutlineResult>>>> m_outlines;
    QList<billing::OrganizationAnchor> m_pages;
    int m_cancels = 0;
};

void OrganizationsPresenterTest::init()
{
    m_outlines.clear();
    m_pages.clear();
    m_cancels = 0;
}

OrganizationsSource OrganizationsPresenterTest::source()
{
    return {
        [this](const billing::OrganizationQuery &query) {
            auto promise = std::make_shared<QPromise<OutlineResult>>();
            promise->start();
            m_outlines.emplace_back(query, promise);
            return promise->future();
        },
        [this](const billing::OrganizationQuery & /*query*/, const billing::OrganizationAnchor &anchor) {
            m_pages.append(anchor);
            QPromise<domain::Result<QList<billing::OrganizationRow>>> promise;
            promise.start();
            QList<billing::OrganizationRow> rows;
            for (int i = 0; i < billing::organizationPageRows; ++i) {
                billing::OrganizationRow row;
                row.id = u"%1-%2"_s.arg(anchor.id).arg(i);
                row.name = u"Page %1 row %2"_s.arg(anchor.id).arg(i);
                row.status = u"active"_s;
                row.currency = u"usd"_s;
                rows.append(row);
            }
            promise.addResult(rows);
            promise.finish();
            return promise.future();
        },
        [this] { ++m_cancels; },
    };
}

/** Answers the oldest outline. */
void OrganizationsPresenterTest::answer(qint64 count)
{
    const auto [query, promise] = m_outlines.front();
    m_outlines.pop_front();
    billing::OrganizationOutline outline;
    outline.query = query;
    outline.zone = u"UTC"_s;
    outline.sum.count = count;
    outline.sum.headline.currency = u"usd"_s;
    outline.sum.parts = { { u"eur"_s, 1'200, 1 }, { u"usd"_s, 12'000, count - 1 } };
    for (qint64 row = 0; row < count; row += billing::organizationPageRows) {
        outline.anchors.append({ {}, row, QString::number(row / billing::organizationPageRows) });
    }
    promise->addResult(outline);
    promise->finish();
}

void OrganizationsPresenterTest::testStart_ReadsOutline_ThenTheFirstPage()
{
    OrganizationsPresenter presenter(source());
    presenter.start();
    presenter.start();
    QCOMPARE(m_outlines.size(), 1U);
    QCOMPARE(presenter.state(), ListState::Loading);
    answer(1'000);
    QTRY_VERIFY(presenter.settled());
    QCOMPARE(presenter.model().rowCount(), 1'000);
    QCOMPARE(m_pages.size(), 1);
    QCOMPARE(presenter.model().index(1, 0).data().toString(), u"Page 0 row 1"_s);
    QVERIFY(!presenter.model().index(999, 0).data().isValid());
    QTRY_COMPARE(presenter.model().index(999, 0).data().toString(), u"Page 4 row 199"_s);
}

void OrganizationsPresenterTest::testSetText_Waits_AndCancelsTheQueryBefore()
{
    OrganizationsPresenter presenter(source());
    presenter.start();
    answer(10);
    QTRY_VERIFY(presenter.settled());
    const int cancels = m_cancels;
    for (const QString &text : { u"r"_s, u"re"_s, u"red"_s }) {
        presenter.setText(text);
    }
    QVERIFY(!presenter.settled());
    QVERIFY(m_outlines.empty());
    QTRY_COMPARE(m_outlines.size(), 1U);
    QCOMPARE(m_outlines.front().first.text, u"red"_s);
    QCOMPARE(m_cancels, cancels + 1);
    QCOMPARE(presenter.state(), ListState::Refreshing);
    QCOMPARE(presenter.model().rowCount(), 10); // the old rows stay meanwhile
    answer(3);
    QTRY_COMPARE(presenter.model().rowCount(), 3);
}

void OrganizationsPresenterTest::testSetSort_IgnoresLateOutlines()
{
    OrganizationsPresenter presenter(source());
    presenter.start();
    presenter.setSort(Column::Name, Qt::AscendingOrder);
    QCOMPARE(m_outlines.size(), 2U);
    answer(10); // of the order before
    answer(20);
    QTRY_VERIFY(presenter.settled());
    QCOMPARE(presenter.model().rowCount(), 20);
    QCOMPARE(presenter.outline().query.sort, billing::OrganizationSort::Name);
}

void OrganizationsPresenterTest::testApplyChanges_AnnouncesArrivals_WithoutMovingRows()
{
    OrganizationsPresenter presenter(source());
    presenter.start();
    answer(10);
    QTRY_VERIFY(presenter.settled());
    presenter.applyChanges({ u"invoices"_s });
    QVERIFY(m_outlines.empty());
    presenter.applyChanges({ u"organizations"_s });
    presenter.applyChanges({ u"organizations"_s });
    QCOMPARE(m_outlines.size(), 1U);
    answer(12);
    QTRY_COMPARE(presenter.arrivals(), 2);
    QCOMPARE(presenter.model().rowCount(), 10);
    QTRY_COMPARE(m_outlines.size(), 1U); // once more for the second change
    answer(13);
    QTRY_COMPARE(presenter.arrivals(), 3);
    presenter.showArrivals();
    QCOMPARE(presenter.model().rowCount(), 13);
    QCOMPARE(presenter.arrivals(), 0);
    QTRY_VERIFY(presenter.settled());
}

void OrganizationsPresenterTest::testApplyChanges_ReadsPagesAgain_WhenTheCountIsTheSame()
{
    OrganizationsPresenter presenter(source());
    presenter.start();
    answer(10);
    QTRY_VERIFY(presenter.settled());
    QSignalSpy reset(&presenter.model(), &items::OrganizationTableModel::modelReset);
    presenter.applyChanges({ u"subscriptions"_s });
    answer(10);
    QTRY_COMPARE(m_pages.size(), 2);
    QTRY_VERIFY(presenter.settled());
    QCOMPARE(reset.size(), 0);
}

void OrganizationsPresenterTest::testFailure_CanBeRetried()
{
    OrganizationsPresenter presenter(source());
    presenter.start();
    m_outlines.front().second->addResult(
        domain::Error{ domain::ErrorKind::Unavailable, "away", "The database could not be reached.", {} });
    m_outlines.front().second->finish();
    m_outlines.pop_front();
    QTRY_COMPARE(presenter.state(), ListState::Failed);
    QCOMPARE(presenter.error(), u"The database could not be reached."_s);
    presenter.refresh();
    QCOMPARE(presenter.state(), ListState::Loading);
    answer(5);
    QTRY_COMPARE(presenter.state(), ListState::Ready);
}

void OrganizationsPresenterTest::testPage_SortsByHeader_AndShowsSums()
{
    OrganizationsPage page(source());
    page.resize(1220, 792);
    page.show();
    page.setRange({});
    QCOMPARE(m_outlines.size(), 1U);
    QCOMPARE(m_outlines.front().first.sort, billing::OrganizationSort::Mrr);
    QVERIFY(m_outlines.front().first.descending);
    answer(1'000);
    QTRY_VERIFY(page.presenter().settled());
    const auto *count = page.findChild<QLabel *>(u"organizations_count"_s);
    QVERIFY(count->text().contains(u"1,000 organizations"_s));
    QVERIFY(count->text().contains(u"1.00 EUR"_s) && count->text().contains(u"10.00 USD"_s));
    auto *table = page.findChild<widgets::DataTable *>(u"organizations_table"_s);
    QHeaderView *header = table->horizontalHeader();
    const int column = static_cast<int>(Column::Members);
    QTest::mouseClick(header->viewport(), Qt::LeftButton, {},
        { header->sectionViewportPosition(column) + 20, header->height() / 2 });
    QTRY_COMPARE(m_outlines.size(), 1U);
    QCOMPARE(m_outlines.front().first.sort, billing::OrganizationSort::Members);
}

void OrganizationsPresenterTest::testPage_OffersToClear_AFilterThatHidesAll()
{
    OrganizationsPage page(source());
    page.resize(1220, 792);
    page.show();
    page.setRange({});
    answer(10);
    QTRY_VERIFY(page.presenter().settled());
    auto *filter = page.findChild<QLineEdit *>(u"organizations_filter"_s);
    filter->setText(u"nobody"_s);
    QTRY_COMPARE(m_outlines.size(), 1U);
    answer(0);
    QPushButton *clear = nullptr;
    QTRY_VERIFY([&] {
        const auto buttons = page.findChildren<QPushButton *>();
        const auto found = std::find_if(buttons.begin(), buttons.end(), [](const QPushButton *button) {
            return button->isVisible() && button->text() == u"Clear filter"_s;
        });
        clear = found == buttons.end() ? nullptr : *found;
        return clear != nullptr;
    }());
    QTest::mouseClick(clear, Qt::LeftButton);
    QVERIFY(filter->text().isEmpty());
    QTRY_COMPARE(m_outlines.size(), 1U);
}

QTEST_MAIN(OrganizationsPresenterTest)

#include "organizationspresentertest.moc"
