#include "views/overview/overviewpage.h"

#include "tests/views/overview/overviewfixture.h"
#include "views/overview/pulse.h"
#include "views/shell/failurestate.h"
#include "views/theme/theme.h"
#include "views/widgets/badge.h"
#include "views/widgets/card.h"
#include "views/widgets/metriccard.h"
#include "views/widgets/panellist.h"
#include "views/widgets/stateview.h"

#include <QAccessible>
#include <QApplication>
#include <QLocale>
#include <QProxyStyle>
#include <QPushButton>
#include <QSet>
#include <QTest>
#include <QToolButton>

using namespace billhook;
using namespace billhook::overview;
using namespace Qt::StringLiterals;

/** A desktop that wants to see motion, which the test platform does not. */
class MovingStyle final : public QProxyStyle
{
public:
    MovingStyle()
        : QProxyStyle(u"fusion"_s)
    { }

    int styleHint(StyleHint hint, const QStyleOption *option, const QWidget *widget,
        QStyleHintReturn *answer) const override
    {
        return hint == SH_Widget_Animation_Duration ? 200
                                                    : QProxyStyle::styleHint(hint, option, widget, answer);
    }
};

/** The page shows what its presenter has, in every state. */
class OverviewPageTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        QLocale::setDefault(QLocale::c());
        m_theme.install(theme::Mode::Light);
    }

    void testPage_ShowsFigures_WhenTheyArrive();
    void testPage_RetriesAFailedCard_Alone();
    void testPage_DimsOldFigures_ForANewRange();
    void testPage_SaysWhatToDo_WhenNothingIsThere();
    void testPage_FollowsAChange_OfOneFigure();
    void testCase17_Offline_KeepsTheTitleOfWhatIsShown();
    void testCase17_Figures_OfTwoRanges_AreNotMixed();
    void testCase18_Event_RebuildsNothing();
    void testCase21_Tab_FollowsTheEye();
    void testCase23_Parts_AreNamed();
    void testCase25_OneCause_OneMessage();
    void testCase25_MissingRights_AreNoConnectionTrouble();
    void testCase18_Pulses_AreGathered_AndAreNoRing(); // last: it changes the style

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
    page.setRange({ domain::RangePreset::Last30Days, domain::Comparison::None });
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
    page.presenter().applyChanges({ domain::Area::Revenue });
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
    page.presenter().applyChanges({ domain::Area::Revenue });
    script.counters.answer(fixture::counters());
    script.revenue.answer(fixture::revenue(2'977'567'680 + 12 * 14'900));
    QTRY_COMPARE(card(page, "card_mrr").metric().exact, u"2,481,455.40 USD"_s);
    QCOMPARE(script.failedPayments.made, 1);
}

/** An answer for what was really asked. */
static billing::RevenueFigures revenueOf(const domain::RangeChoice &choice)
{
    billing::RevenueFigures revenue = fixture::revenue();
    revenue.choice = choice;
    return revenue;
}

void OverviewPageTest::testCase17_Offline_KeepsTheTitleOfWhatIsShown()
{
    fixture::Script script;
    OverviewPage page(script.source());
    page.resize(1220, 792);
    page.show();
    page.setRange({});
    script.answerAll();
    QTRY_VERIFY(page.presenter().settled());
    page.setRange({ domain::RangePreset::Last7Days, domain::Comparison::None });
    script.revenue.answer(fixture::unavailable());
    script.counters.answer(fixture::unavailable());
    QTRY_VERIFY(page.presenter().settled());
    auto *line = page.findChild<widgets::Card *>(u"chart_mrr"_s);
    QCOMPARE(line->accessibleName(), u"MRR over 12 months"_s);
    QVERIFY(line->isStale());
    page.presenter().retry(Part::Revenue);
    script.revenue.answer(revenueOf({ domain::RangePreset::Last7Days, domain::Comparison::None }));
    QTRY_COMPARE(line->accessibleName(), u"MRR over 7 days"_s);
}

void OverviewPageTest::testCase17_Figures_OfTwoRanges_AreNotMixed()
{
    fixture::Script script;
    OverviewPage page(script.source());
    page.setRange({});
    script.answerAll();
    QTRY_COMPARE(card(page, "card_arpc").metric().value, u"$59.96"_s);
    page.setRange({ domain::RangePreset::LastQuarter, domain::Comparison::None });
    billing::RevenueFigures other = revenueOf({ domain::RangePreset::LastQuarter, domain::Comparison::None });
    other.annual /= 2;
    script.revenue.answer(other);
    script.counters.answer(fixture::unavailable());
    QTRY_COMPARE(card(page, "card_mrr").metric().value, u"$1.24 M"_s);
    QCOMPARE(
        card(page, "card_arpc").metric().value, u"$59.96"_s); // not half of it over the customers of today
}

void OverviewPageTest::testCase18_Event_RebuildsNothing()
{
    fixture::Script script;
    OverviewPage page(script.source());
    page.resize(1220, 792);
    page.show();
    page.setRange({});
    script.answerAll();
    QTRY_VERIFY(page.presenter().settled());
    const auto widgets = [&page] {
        const QList<QWidget *> found = page.findChildren<QWidget *>();
        return QSet<QWidget *>(found.cbegin(), found.cend());
    };
    const QSet<QWidget *> before = widgets();
    auto *failed = page.findChild<widgets::Card *>(u"panel_failed"_s)->findChild<widgets::PanelList *>();
    failed->setCurrentIndex(failed->model()->index(1, 0));
    page.applyChanges({ domain::Area::Revenue, domain::Area::Invoices });
    billing::FailedPayments payments = fixture::failedPayments();
    payments.rows[0].amountRemaining += 100;
    script.failedPayments.answer(payments);
    script.revenue.answer(fixture::revenue(2'977'567'680 + 12 * 14'900));
    script.counters.answer(fixture::counters());
    QTRY_VERIFY(page.presenter().settled());
    QCOMPARE(widgets(), before);
    QCOMPARE(failed->currentIndex().row(), 1);
}

void OverviewPageTest::testCase18_Pulses_AreGathered_AndAreNoRing()
{
    QApplication::setStyle(new MovingStyle);
    fixture::Script script;
    OverviewPage page(script.source());
    page.resize(1220, 792);
    page.show();
    page.setRange({});
    script.answerAll();
    QTRY_VERIFY(page.presenter().settled());
    const auto pulses = [&page] {
        int playing = 0;
        for (const Pulse *pulse : page.findChildren<Pulse *>()) {
            playing += pulse->isVisible() ? 1 : 0;
        }
        return playing;
    };
    page.applyChanges({ domain::Area::Revenue });
    billing::CounterFigures counters = fixture::counters();
    counters.trialing.now += 1;
    script.counters.answer(counters);
    script.revenue.answer(fixture::revenue(2'977'567'680 + 12 * 14'900));
    QTRY_VERIFY(page.presenter().settled());
    QCOMPARE(pulses(), 0); // they wait for others
    QTRY_VERIFY(pulses() > 0);
    QCOMPARE(pulses(), 3); // MRR, ARR and trials together; ARPC, 59.96 before and after, has not changed
    const widgets::MetricCard &mrr = card(page, "card_mrr");
    const QImage image = card(page, "card_mrr").grab().toImage();
    const QColor ring = theme::color(theme::Color::Accent, theme::Scheme::Light);
    QVERIFY(image.pixelColor(mrr.width() / 2, 0) != ring && image.pixelColor(mrr.width() / 2, 1) != ring);
}

void OverviewPageTest::testCase21_Tab_FollowsTheEye()
{
    fixture::Script script;
    OverviewPage page(script.source());
    page.resize(1220, 792);
    page.show();
    page.setRange({});
    script.answerAll();
    QTRY_VERIFY(page.presenter().settled());
    QApplication::setActiveWindow(&page);
    page.setFocus();
    QCOMPARE(QApplication::focusWidget(), &card(page, "card_mrr"));
    QStringList met;
    for (int i = 0; i < 18; ++i) {
        for (const QWidget *widget = QApplication::focusWidget(); widget != nullptr;
             widget = widget->parentWidget()) {
            const QString name = widget->objectName();
            const bool part
                = name.startsWith(u"card_"_s) || name.startsWith(u"chart_"_s) || name.startsWith(u"panel_"_s);
            if (part && (met.isEmpty() || met.last() != name)) {
                met.append(name);
            }
        }
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
    }
    const QStringList order{ u"card_mrr"_s, u"card_arr"_s, u"card_arpc"_s, u"card_active"_s,
        u"card_trialing"_s, u"card_at_risk"_s, u"chart_mrr"_s, u"panel_failed"_s, u"chart_movements"_s,
        u"panel_expiring"_s };
    QCOMPARE(met.mid(0, order.size()), order);
}

void OverviewPageTest::testCase23_Parts_AreNamed()
{
    fixture::Script script;
    OverviewPage page(script.source());
    page.resize(1220, 792);
    page.show();
    page.setRange({});
    script.answerAll();
    QTRY_VERIFY(page.presenter().settled());
    QSet<QString> names;
    for (const QToolButton *button : card(page, "card_mrr").parentWidget()->findChildren<QToolButton *>()) {
        if (button->isVisible()) {
            QVERIFY2(!names.contains(button->accessibleName()), qPrintable(button->accessibleName()));
            names.insert(button->accessibleName());
        }
    }
    QVERIFY(names.contains(u"Why this number: MRR"_s) && names.contains(u"Why this number: ARR"_s));
    for (const widgets::PanelList *list : page.findChildren<widgets::PanelList *>()) {
        QVERIFY(!list->accessibleName().isEmpty());
    }
    QAccessibleInterface *figure = QAccessible::queryAccessibleInterface(&card(page, "card_mrr"));
    QCOMPARE(figure->role(), QAccessible::Grouping);
    const QString spoken = figure->text(QAccessible::Name);
    QVERIFY(spoken.startsWith(u"MRR, "_s) && spoken.contains(u"2,481,306.40 USD"_s)
        && spoken.contains(u"up 100.0%"_s));
}

void OverviewPageTest::testCase25_OneCause_OneMessage()
{
    fixture::Script script;
    OverviewPage page(script.source());
    page.resize(1220, 792);
    page.show();
    page.setRange({});
    const domain::Error away{ domain::ErrorKind::Unavailable, "database_unavailable",
        "The database at db.larkspur:5432 could not be reached: connection refused.", {} };
    script.revenue.answer(away);
    script.counters.answer(away);
    script.failedPayments.answer(away);
    script.expiringSoon.answer(away);
    auto *failure = page.findChild<widgets::StateView *>(u"overview_failure"_s);
    QTRY_VERIFY(failure->isVisible());
    int messages = 0;
    for (const widgets::StateView *view : page.findChildren<widgets::StateView *>()) {
        messages += view->isVisible() ? 1 : 0;
    }
    QCOMPARE(messages, 1);
    QVERIFY(!card(page, "card_mrr").isVisible());
    QTest::mouseClick(failure->findChild<QPushButton *>(), Qt::LeftButton);
    script.answerAll();
    QTRY_VERIFY(card(page, "card_mrr").isVisible());
    QVERIFY(!failure->isVisible());
}

void OverviewPageTest::testCase25_MissingRights_AreNoConnectionTrouble()
{
    const domain::Error forbidden{ domain::ErrorKind::Forbidden, "database_forbidden",
        "The database does not allow this login to do that.", {} };
    const widgets::StateText state = shell::failureState(forbidden);
    QVERIFY(!state.title.contains(u"reached"_s) && state.title.contains(u"login"_s));
    QVERIFY(shell::failureState(fixture::unavailable()).title.contains(u"reached"_s));
}

QTEST_MAIN(OverviewPageTest)

#include "overviewpagetest.moc"
