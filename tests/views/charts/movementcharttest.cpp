#include "views/charts/movementchart.h"

#include "views/charts/movementbars.h"
#include "views/charts/movementtable.h"
#include "views/theme/theme.h"
#include "views/theme/typescale.h"

#include <QAbstractItemModelTester>
#include <QAccessible>
#include <QBarSet>
#include <QChart>
#include <QHeaderView>
#include <QScrollBar>
#include <QStackedBarSeries>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace billhook;
using namespace billhook::charts;

class MovementChartTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void testGeometry_Bars_StandOverTheirColumns();
    void testGeometry_Narrow_StillAligns();
    void testScroll_ManyMonths_MovesBoth();
    void testCase15_Columns_AreWhole_AtAnyWidth();
    void testCase15_Columns_AreWhole_WhenFilledBeforeTheyAreShown();
    void testCase15_Column_IsAsWideAsItsFigures();
    void testCase15_CurrentMonth_StaysInView_WhenTheWindowShrinks();
    void testCase18_ScrollPosition_SurvivesAnEvent();
    void testCase18_Bars_ChangeInPlace();
    void testTable_Cells_AreTheCallersTexts();
    void testTable_Rows_AddUpInOrder();
    void testTable_Accessible_NamesItsHeaders();
    void testBars_Values_KeepTheirSigns();
    void testSetData_Kinds_CanBeLeftOut();

private:
    static MovementData monthsOf(int count);
    MovementTable &table() { return *m_chart->findChild<MovementTable *>(); }
    MovementBars &bars() { return *m_chart->findChild<MovementBars *>(); }

    theme::Theme m_theme;
    std::unique_ptr<MovementChart> m_chart;
};

void MovementChartTest::initTestCase()
{
    m_theme.install(theme::Mode::Light);
}

MovementData MovementChartTest::monthsOf(int count)
{
    MovementData data;
    for (int month = 0; month < count; ++month) {
        MovementColumn column;
        column.column = { u"M%1"_s.arg(month), month == count - 1 };
        column.openingText = u"o%1"_s.arg(month);
        column.closingText = u"c%1"_s.arg(month);
        column.values = { 70, 30, 5, -10, -35, 2 };
        column.texts = { u"+70"_s, u"+30"_s, u"+5"_s, u"−10"_s, u"−35"_s, u"+2"_s };
        data.columns.push_back(column);
    }
    for (const int tick : { -50, 0, 50, 100, 150 }) {
        data.ticks.push_back({ tick, QString::number(tick) });
    }
    data.unit = u"USD thousands"_s;
    data.name = u"MRR movements"_s;
    return data;
}

void MovementChartTest::init()
{
    m_chart = std::make_unique<MovementChart>();
    m_chart->resize(742, 334);
    m_chart->setData(monthsOf(12));
    m_chart->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_chart.get()));
}

void MovementChartTest::testGeometry_Bars_StandOverTheirColumns()
{
    QCOMPARE(m_chart->sizeHint(), QSize(742, 334));
    const QRectF plot = bars().chart()->plotArea();
    QCOMPARE(plot.width(), 12 * 52.0);
    for (int column = 0; column < 12; ++column) {
        const int cell
            = table()
                  .mapTo(m_chart.get(),
                      QPoint(table().verticalHeader()->width() + table().columnViewportPosition(column), 0))
                  .x();
        QCOMPARE(cell, 118 + column * 52);
        QCOMPARE(bars().x() + static_cast<int>(plot.left()) + column * 52, cell);
    }
    QVERIFY(!table().horizontalScrollBar()->isVisible());
    QVERIFY(!table().verticalScrollBar()->isVisible());
}

void MovementChartTest::testGeometry_Narrow_StillAligns()
{
    m_chart->resize(690, 334);
    QCOMPARE(table().columnWidth(0), (690 - 118) / 12);
    QCOMPARE(bars().chart()->plotArea().width(), 12.0 * table().columnWidth(0));
}

void MovementChartTest::testScroll_ManyMonths_MovesBoth()
{
    m_chart->setData(monthsOf(36));
    QScrollBar *bar = table().horizontalScrollBar();
    QVERIFY(bar->maximum() > 0);
    QCOMPARE(bar->value(), bar->maximum()); // the newest month is seen first
    QCOMPARE(bars().plotArea().left(), -static_cast<qreal>(bar->value() * table().columnWidth(0)));
    bar->setValue(10);
    QCOMPARE(bars().plotArea().left(), -10.0 * table().columnWidth(0));
    QCOMPARE(table().columnViewportPosition(10), 0);
    QCOMPARE(table().verticalHeader()->x(), 0);
}

void MovementChartTest::testCase15_Columns_AreWhole_AtAnyWidth()
{
    m_chart->setData(monthsOf(14));
    for (int width = 320; width <= 900; width += 7) {
        m_chart->resize(width, 334);
        const int column = table().columnWidth(0);
        QCOMPARE(table().viewport()->width() % column, 0);
        for (int month = 0; month < 14; ++month) {
            const int left = table().columnViewportPosition(month);
            const bool outside = left + column <= 0 || left >= table().viewport()->width();
            const bool inside = left >= 0 && left + column <= table().viewport()->width();
            QVERIFY2(outside || inside, qPrintable(u"width %1, column %2"_s.arg(width).arg(month)));
        }
    }
}

void MovementChartTest::testCase15_Columns_AreWhole_WhenFilledBeforeTheyAreShown()
{
    MovementChart chart;
    chart.setData(monthsOf(14));
    chart.resize(560, 334);
    chart.show();
    QVERIFY(QTest::qWaitForWindowExposed(&chart));
    const auto *shown = chart.findChild<MovementTable *>();
    QCOMPARE(shown->columnViewportPosition(13) + shown->columnWidth(13), shown->viewport()->width());
}

void MovementChartTest::testCase15_Column_IsAsWideAsItsFigures()
{
    MovementData data = monthsOf(14);
    data.columns[3].texts[0] = u"+1,024,998"_s;
    m_chart->setData(data);
    const QFontMetrics metrics(theme::font(theme::Type::Secondary));
    QVERIFY(table().columnWidth(3) >= metrics.horizontalAdvance(u"+1,024,998"_s) + 4);
}

void MovementChartTest::testCase15_CurrentMonth_StaysInView_WhenTheWindowShrinks()
{
    m_chart->setData(monthsOf(14));
    m_chart->resize(900, 334);
    m_chart->resize(500, 334);
    const int left = table().columnViewportPosition(13);
    QVERIFY(left >= 0 && left + table().columnWidth(13) <= table().viewport()->width());
}

void MovementChartTest::testCase18_ScrollPosition_SurvivesAnEvent()
{
    m_chart->setData(monthsOf(36));
    table().horizontalScrollBar()->setValue(4);
    table().setCurrentIndex(table().model()->index(2, 6));
    MovementData data = monthsOf(36);
    data.columns.back().values[0] = 90;
    m_chart->setData(data);
    QCOMPARE(table().horizontalScrollBar()->value(), 4);
    QCOMPARE(table().currentIndex(), table().model()->index(2, 6));
}

void MovementChartTest::testCase18_Bars_ChangeInPlace()
{
    const auto *series = qobject_cast<QStackedBarSeries *>(bars().chart()->series().value(0));
    const QBarSet *before = series->barSets().at(0);
    MovementData data = monthsOf(12);
    data.columns.back().values[0] = 90;
    m_chart->setData(data);
    QCOMPARE(series->barSets().at(0), before);
    QCOMPARE(before->at(11), 90.0);
}

void MovementChartTest::testTable_Cells_AreTheCallersTexts()
{
    const QAbstractItemModel &model = *table().model();
    const QAbstractItemModelTester tester(table().model());
    QCOMPARE(model.rowCount(), 8);
    QCOMPARE(model.index(0, 3).data().toString(), u"o3"_s);
    QCOMPARE(model.index(5, 3).data().toString(), u"−35"_s);
    QCOMPARE(model.index(7, 3).data().toString(), u"c3"_s);
}

void MovementChartTest::testTable_Rows_AddUpInOrder()
{
    QStringList names;
    for (int row = 0; row < table().model()->rowCount(); ++row) {
        names << table().model()->headerData(row, Qt::Vertical).toString();
    }
    const QStringList wanted{ u"Opening MRR"_s, u"New"_s, u"Expansion"_s, u"Reactivation"_s, u"Contraction"_s,
        u"Churn"_s, u"FX adjustment"_s, u"Closing MRR"_s };
    QCOMPARE(names, wanted);
}

void MovementChartTest::testTable_Accessible_NamesItsHeaders()
{
    QCOMPARE(QAccessible::queryAccessibleInterface(&table())->text(QAccessible::Name), u"MRR movements"_s);
    QCOMPARE(table().model()->index(1, 0).data(Qt::AccessibleTextRole).toString(), u"New, M0, +70"_s);
}

void MovementChartTest::testBars_Values_KeepTheirSigns()
{
    const auto *series = qobject_cast<QStackedBarSeries *>(bars().chart()->series().value(0));
    QVERIFY(series != nullptr);
    QCOMPARE(series->barSets().size(), 5); // the exchange rate is no bar
    QCOMPARE(series->barSets().at(0)->at(0), 70.0);
    QCOMPARE(series->barSets().at(4)->at(0), -35.0);
}

void MovementChartTest::testSetData_Kinds_CanBeLeftOut()
{
    MovementData data = monthsOf(12);
    data.shown.pop_back();
    m_chart->setData(std::move(data));
    QCOMPARE(table().model()->rowCount(), 7);
    QCOMPARE(table().model()->headerData(6, Qt::Vertical).toString(), u"Closing MRR"_s);
}

QTEST_MAIN(MovementChartTest)
#include "movementcharttest.moc"
