#include "views/overview/overviewpage.h"

#include "tests/views/overview/overviewfixture.h"
#include "views/theme/theme.h"
#include "views/widgets/badge.h"
#include "views/widgets/card.h"
#include "views/widgets/stateview.h"

#include <QPushButton>
#include <QTest>

using namespace billhook;
using namespace billhook::overview;
using namespace Qt::StringLiterals;

/** The page shows what its presenter has, in every state. */
class OverviewPageTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { m_theme.install(theme::Mode::Light); }

    void testPage_ShowsFigures_WhenTheyArrive();
    void testPage_RetriesAFailedCard_Alone();
    void testPage_DimsOldFigures_ForANewRange();
    void testPage_SaysWhatToDo_WhenNothingIsThere();
    void testPage_FollowsAChange_OfOneFigure();

private:
    widgets::MetricCard &card(OverviewPage &page, const char *name)
    {
        auto *found = page.findChild<widgets::MetricCard *>(QLatin1StringView(name));
        Q_ASSERT(found != nullptr);
        return *found;
    }

    theme::Theme m_theme;
};

void OverviewPageTest::testPage_ShowsFigures_WhenTheyArrive()
{
    fixture::Script script;
    OverviewPage page(script.source());
    page.resize(1220, 792);
    page.show();
    page.setRange({});
    QVERIFY(card(page, "card_mrr").metric().value.isEmpty());
    script.answerAll();
    QTRY_COMPARE(card(page, "card_mrr").metric().exact, u"2,481,306.40 USD"_s);
    QTRY_COMPARE(card(page, "card_arpc").metric().value, u"$59.96"_s);
    QCOMPARE(card(page, "card_at_risk").metric().exact, u"38,214.70 USD · 214 open"_s);
    QVERIFY(card(page, "card_mrr").accessibleName().contains(u"2,481,306.40 USD"_s));
    const auto *proof = page.findChild<widgets::Badge *>(u"movements_proof"_s);
    QVERIFY(proof != nullptr && proof->isVisible());
    QVERIFY(!page.grab().isNull());
}

void OverviewPageTest::testPage_RetriesAFailedCard_Alone()
{
    fixture::Script script;
    OverviewPage page(script.source());
    page.resize(1220, 792);
    page.show();
    page.setRange({});
    script.revenue.answer(fixture::revenue());
    script.counters.answer(fixture::counters());
    script.expiringSoon.answer(fixture::expiringSoon());
    script.failedPayments.answer(fixture::unavailable());
    auto *panel = page.findChild<widgets::Card *>(u"panel_failed"_s);
    QVERIFY(panel != nullptr);
    QTRY_VERIFY(panel->findChild<widgets::StateView *>() != nullptr);
    QTRY_COMPARE(card(page, "card_mrr").metric().value, u"$2.48 M"_s); // the rest lives
    auto *retry = panel->findChild<widgets::StateView *>()->findChild<QPushButton *>();
    QVERIFY(retry != nullptr);
    QTest::mouseClick(retry, Qt::LeftButton);
    QCOMPARE(script.failedPayments.made, 2);
    QCOMPARE(script.revenue.made, 1);
    script.failedPayments.answer(fixture::failedPayments());
    QTRY_VERIFY(!panel->findChild<widgets::StateView *>()->isVisible());
}

void OverviewPageTest::testPage_DimsOldFigures_ForANewRange()
{
    fixture::Script script;
    OverviewPage page(script.source());
    page.setRange({});
    script.answerAll();
    QTRY_COMPARE(card(page, "card_mrr").metric().value, u"$2.48 M"_s);
    QTRY_VERIFY(page.presenter().settled());
    page.setRange({ widgets::RangePreset::Last30Days, widgets::Comparison::None });
    QCOMPARE(script.asked.preset, domain::RangePreset::Last30Days);
    auto *line = page.findChild<widgets::Card *>(u"chart_mrr"_s);
    QVERIFY(line->isStale());
    QCOMPARE(card(page, "card_mrr").metric().value, u"$2.48 M"_s);
    script.revenue.answer(fixture::revenue());
    QTRY_VERIFY(!line->isStale());
}

void OverviewPageTest::testPage_SaysWhatToDo_WhenNothingIsThere()
{
    fixture::Script script;
    OverviewPage page(script.source());
    page.resize(1220, 792);
    page.show();
    page.setRange({});
    billing::RevenueFigures nothing = fixture::revenue(0);
    nothing.empty = true;
    billing::CounterFigures none = fixture::counters();
    none.trialing = { 0, {}, none.trialing.trend };
    none.atRiskInvoices = { 0, {}, none.atRiskInvoices.trend };
    script.revenue.answer(nothing);
    script.counters.answer(none);
    script.failedPayments.answer(billing::FailedPayments{});
    script.expiringSoon.answer(billing::ExpiringSoon{});
    auto *empty = page.findChild<widgets::StateView *>(u"overview_empty"_s);
    QTRY_VERIFY(empty->isVisible());
    page.presenter().applyChanges({ u"revenue"_s });
    script.revenue.answer(fixture::revenue());
    script.counters.answer(fixture::counters());
    QTRY_VERIFY(!empty->isVisible());
}

void OverviewPageTest::testPage_FollowsAChange_OfOneFigure()
{
    fixture::Script script;
    OverviewPage page(script.source());
    page.resize(1220, 792);
    page.show();
    page.setRange({});
    script.answerAll();
    QTRY_VERIFY(page.presenter().settled());
    page.presenter().applyChanges({ u"revenue"_s });
    script.counters.answer(fixture::counters());
    script.revenue.answer(fixture::revenue(2'977'567'680 + 12 * 14'900));
    QTRY_COMPARE(card(page, "card_mrr").metric().exact, u"2,481,455.40 USD"_s);
    QCOMPARE(script.failedPayments.made, 1);
}

QTEST_MAIN(OverviewPageTest)

#include "overviewpagetest.moc"
