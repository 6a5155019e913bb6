#include "views/overview/overviewpresenter.h"

#include "tests/views/overview/overviewfixture.h"

#include <QSignalSpy>
#include <QTest>

using namespace billhook;
using namespace billhook::overview;
using namespace Qt::StringLiterals;

/** What the overview reads, and when. */
class OverviewPresenterTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void testSetRange_ReadsEverything_Once();
    void testApplyChanges_ReadsOnly_WhatWasTouched_data();
    void testApplyChanges_ReadsOnly_WhatWasTouched();
    void testApplyChanges_ReadsOnceMore_AfterARead();
    void testSetRange_KeepsOldFigures_AndDropsLateOnes();
    void testRetry_Recovers_AFailedPart();
    void testFailure_KeepsWhatIsShown();
    void testEmpty_OnlyWhenEverythingIs();
};

namespace {

void settle(OverviewPresenter &presenter, fixture::Script &script)
{
    presenter.setRange({});
    script.answerAll();
    QTRY_VERIFY(presenter.settled());
}

} // namespace

void OverviewPresenterTest::testSetRange_ReadsEverything_Once()
{
    fixture::Script script;
    OverviewPresenter presenter(script.source());
    QSignalSpy settled(&presenter, &OverviewPresenter::settledChanged);
    QVERIFY(!presenter.settled());
    presenter.setRange({});
    presenter.setRange({});
    QCOMPARE(
        script.revenue.made + script.counters.made + script.failedPayments.made + script.expiringSoon.made,
        4);
    QCOMPARE(presenter.state(Part::Revenue), PartState::Loading);
    script.answerAll();
    QTRY_COMPARE(settled.size(), 1);
    QCOMPARE(presenter.state(Part::Revenue), PartState::Ready);
    QCOMPARE(presenter.revenue()->annual, fixture::revenue().annual);
    QVERIFY(!presenter.empty());
}

void OverviewPresenterTest::testApplyChanges_ReadsOnly_WhatWasTouched_data()
{
    QTest::addColumn<QString>("area");
    QTest::addColumn<QList<int>>("made"); // revenue, counters, failed payments, expiring
    QTest::newRow("revenue") << u"revenue"_s << QList<int>{ 1, 1, 0, 0 };
    QTest::newRow("subscriptions") << u"subscriptions"_s << QList<int>{ 0, 1, 0, 1 };
    QTest::newRow("invoices") << u"invoices"_s << QList<int>{ 0, 1, 1, 0 };
    QTest::newRow("customers") << u"customers"_s << QList<int>{ 0, 0, 1, 1 };
    QTest::newRow("organizations") << u"organizations"_s << QList<int>{ 0, 0, 1, 1 };
    QTest::newRow("catalog") << u"catalog"_s << QList<int>{ 0, 0, 0, 1 };
    QTest::newRow("events") << u"events"_s << QList<int>{ 0, 0, 0, 0 };
}

void OverviewPresenterTest::testApplyChanges_ReadsOnly_WhatWasTouched()
{
    QFETCH(QString, area);
    QFETCH(QList<int>, made);
    const domain::Areas touched{ domain::areaOf(area.toStdString()).value() };
    fixture::Script script;
    OverviewPresenter presenter(script.source());
    presenter.applyChanges(touched);
    QCOMPARE(script.revenue.made, 0); // not before there is a range
    settle(presenter, script);
    presenter.applyChanges(touched);
    QCOMPARE((QList<int>{ script.revenue.made - 1, script.counters.made - 1, script.failedPayments.made - 1,
                 script.expiringSoon.made - 1 }),
        made);
    QCOMPARE(presenter.state(Part::Revenue), PartState::Ready); // no dimming for a change
}

void OverviewPresenterTest::testApplyChanges_ReadsOnceMore_AfterARead()
{
    fixture::Script script;
    OverviewPresenter presenter(script.source());
    settle(presenter, script);
    for (int i = 0; i < 5; ++i) {
        presenter.applyChanges({ domain::Area::Revenue });
    }
    QCOMPARE(script.revenue.made, 2);
    script.revenue.answer(fixture::revenue(24));
    QTRY_COMPARE(script.revenue.made, 3);
    QCOMPARE(presenter.revenue()->annual, 24);
    script.revenue.answer(fixture::revenue(36));
    script.counters.answer(fixture::counters());
    QTRY_COMPARE(presenter.revenue()->annual, 36);
    QCOMPARE(script.revenue.made, 3);
}

void OverviewPresenterTest::testSetRange_KeepsOldFigures_AndDropsLateOnes()
{
    fixture::Script script;
    OverviewPresenter presenter(script.source());
    settle(presenter, script);
    presenter.setRange({ domain::RangePreset::Last30Days, domain::Comparison::None });
    QCOMPARE(presenter.state(Part::Revenue), PartState::Refreshing);
    QCOMPARE(presenter.state(Part::FailedPayments), PartState::Ready);
    QCOMPARE(script.failedPayments.made, 1);
    presenter.setRange({ domain::RangePreset::Last7Days, domain::Comparison::None });
    script.revenue.answer(fixture::revenue(24)); // of the 30 days
    QTRY_COMPARE(script.revenue.made, 3);
    QCOMPARE(presenter.revenue()->annual, fixture::revenue().annual);
    QCOMPARE(presenter.state(Part::Revenue), PartState::Refreshing);
    QCOMPARE(script.asked.preset, domain::RangePreset::Last7Days);
    script.revenue.answer(fixture::revenue(36));
    QTRY_COMPARE(presenter.revenue()->annual, 36);
    QCOMPARE(presenter.state(Part::Revenue), PartState::Ready);
}

void OverviewPresenterTest::testRetry_Recovers_AFailedPart()
{
    fixture::Script script;
    OverviewPresenter presenter(script.source());
    presenter.setRange({});
    script.revenue.answer(fixture::unavailable());
    QTRY_COMPARE(presenter.state(Part::Revenue), PartState::Failed);
    QCOMPARE(presenter.error(Part::Revenue), u"The database could not be reached."_s);
    presenter.retry(Part::Revenue);
    QCOMPARE(presenter.state(Part::Revenue), PartState::Loading);
    script.revenue.answer(fixture::revenue());
    QTRY_COMPARE(presenter.state(Part::Revenue), PartState::Ready);
    QVERIFY(presenter.error(Part::Revenue).isEmpty());
}

void OverviewPresenterTest::testFailure_KeepsWhatIsShown()
{
    fixture::Script script;
    OverviewPresenter presenter(script.source());
    settle(presenter, script);
    presenter.applyChanges({ domain::Area::Catalog });
    script.expiringSoon.answer(fixture::unavailable());
    QTRY_COMPARE(presenter.state(Part::ExpiringSoon), PartState::Failed);
    QCOMPARE(presenter.expiringSoon()->sum.count, 15);
    QVERIFY(presenter.settled());
}

void OverviewPresenterTest::testEmpty_OnlyWhenEverythingIs()
{
    fixture::Script script;
    OverviewPresenter presenter(script.source());
    presenter.setRange({});
    billing::RevenueFigures nothing = fixture::revenue(0);
    nothing.empty = true;
    script.revenue.answer(nothing);
    script.counters.answer(billing::CounterFigures{});
    script.failedPayments.answer(billing::FailedPayments{});
    QTRY_COMPARE(presenter.state(Part::FailedPayments), PartState::Ready);
    QVERIFY(!presenter.empty());
    script.expiringSoon.answer(billing::ExpiringSoon{});
    QTRY_VERIFY(presenter.empty());
}

QTEST_GUILESS_MAIN(OverviewPresenterTest)

#include "overviewpresentertest.moc"
