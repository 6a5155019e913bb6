#include "views/charts/chartwidget.h"

#include "views/charts/linecanvas.h"
#include "views/theme/theme.h"

#include <QAccessible>
#include <QAction>
#include <QApplication>
#include <QChart>
#include <QLineSeries>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace billhook;
using namespace billhook::charts;

class ChartWidgetTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void testGeometry_Plot_StandsOnTheGrid();
    void testGeometry_Points_MatchTheirSeries();
    void testGeometry_Narrow_Shrinks();
    void testCursor_Mouse_TakesTheNearest();
    void testCursor_Keys_Walk();
    void testCursor_Escape_TakesItAway();
    void testCursor_Move_IsSpoken();
    void testCase18_Cursor_StaysOnItsDay_WhenAnEventArrives();
    void testCase18_Tip_GoesWithThePointer();
    void testCase18_Table_KeepsItsRow_WhenAnEventArrives();
    void testCase23_Chart_HasSummaryAndPoints();
    void testTable_Key_ShowsThePoints();
    void testPaint_Theme_Changes();
    void testSetData_Empty_IsHarmless();

private:
    static LineChartData yearOfMoney();
    LineCanvas &canvas() { return *m_chart->findChild<LineCanvas *>(); }

    theme::Theme m_theme;
    std::unique_ptr<ChartWidget> m_chart;
};

void ChartWidgetTest::initTestCase()
{
    m_theme.install(theme::Mode::Light);
}

LineChartData ChartWidgetTest::yearOfMoney()
{
    LineChartData data;
    for (int month = 0; month < 12; ++month) {
        data.columns.push_back({ u"M%1"_s.arg(month), month == 11 });
    }
    for (int tick = 0; tick <= 5; ++tick) {
        data.ticks.push_back({ tick * 100, QString::number(tick * 100) });
    }
    for (int point = 0; point <= 23; ++point) {
        data.current.push_back({ point / 2.0, point * 20, 1'000 + point });
        data.comparison.push_back({ point / 2.0, point * 10 });
    }
    data.seriesName = u"MRR"_s;
    data.name = u"MRR over 12 months"_s;
    data.description = u"grows"_s;
    data.describe = [](std::size_t index) {
        PointText text;
        text.title = u"day %1"_s.arg(index);
        text.value = u"$%1"_s.arg(index * 20);
        text.spoken = u"day %1, MRR %2 dollars"_s.arg(index).arg(index * 20);
        return text;
    };
    return data;
}

void ChartWidgetTest::init()
{
    m_theme.setMode(theme::Mode::Light);
    m_chart = std::make_unique<ChartWidget>();
    m_chart->resize(742, 178);
    m_chart->setData(yearOfMoney());
    m_chart->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_chart.get()));
}

void ChartWidgetTest::testGeometry_Plot_StandsOnTheGrid()
{
    QCOMPARE(canvas().plotArea(), QRectF(118, 20, 624, 138));
    QCOMPARE(canvas().chart()->plotArea(), canvas().plotArea());
    QCOMPARE(canvas().pointAt(0), QPointF(118, 158));
    QCOMPARE(canvas().pointAt(23).x(), 118 + 11.5 * 52);
}

void ChartWidgetTest::testGeometry_Points_MatchTheirSeries()
{
    for (QAbstractSeries *series : canvas().chart()->series()) {
        const auto *line = qobject_cast<QLineSeries *>(series);
        if (line == nullptr || line->at(10).y() < 200) {
            continue;
        }
        const QPointF ours = canvas().pointAt(10);
        const QPointF theirs = canvas().chart()->mapToPosition(line->at(10), series);
        QVERIFY2((ours - theirs).manhattanLength() < 1, "the marker would not stand on the line");
        return;
    }
    QFAIL("the chart has no line");
}

void ChartWidgetTest::testGeometry_Narrow_Shrinks()
{
    m_chart->resize(500, 178);
    QVERIFY(canvas().plotArea().right() <= 500);
    QCOMPARE(canvas().chart()->plotArea(), canvas().plotArea());
}

void ChartWidgetTest::testCursor_Mouse_TakesTheNearest()
{
    QSignalSpy changed(m_chart.get(), &ChartWidget::cursorChanged);
    QTest::mouseMove(canvas().viewport(), QPoint(118 + 52 * 3 + 2, 60));
    QCOMPARE(m_chart->cursor(), 6);
    QTest::mouseMove(canvas().viewport(), QPoint(118 + 52 * 3 + 20, 60));
    QCOMPARE(m_chart->cursor(), 7);
    QTest::mouseMove(canvas().viewport(), QPoint(20, 60));
    QCOMPARE(m_chart->cursor(), -1);
    QCOMPARE(changed.size(), 3);
}

void ChartWidgetTest::testCursor_Keys_Walk()
{
    QTest::keyClick(&canvas(), Qt::Key_Left);
    QCOMPARE(m_chart->cursor(), 23);
    QTest::keyClick(&canvas(), Qt::Key_Left);
    QCOMPARE(m_chart->cursor(), 22);
    QTest::keyClick(&canvas(), Qt::Key_Left, Qt::ControlModifier);
    QCOMPARE(m_chart->cursor(), 20);
    QTest::keyClick(&canvas(), Qt::Key_Home);
    QCOMPARE(m_chart->cursor(), 0);
    QTest::keyClick(&canvas(), Qt::Key_Right, Qt::ControlModifier);
    QCOMPARE(m_chart->cursor(), 2);
    QTest::keyClick(&canvas(), Qt::Key_End);
    QCOMPARE(m_chart->cursor(), 23);
    QTest::keyClick(&canvas(), Qt::Key_Right);
    QCOMPARE(m_chart->cursor(), 23);
}

void ChartWidgetTest::testCursor_Escape_TakesItAway()
{
    m_chart->setCursor(5);
    QTest::keyClick(&canvas(), Qt::Key_Escape);
    QCOMPARE(m_chart->cursor(), -1);
}

void ChartWidgetTest::testCursor_Move_IsSpoken()
{
    const QAccessibleInterface *spoken = QAccessible::queryAccessibleInterface(&canvas());
    QCOMPARE(spoken->text(QAccessible::Name), u"MRR over 12 months"_s);
    QCOMPARE(spoken->text(QAccessible::Description), u"grows"_s);
    m_chart->setCursor(4);
    QCOMPARE(spoken->text(QAccessible::Description), u"day 4, MRR 80 dollars"_s);
    m_chart->setCursor(-1);
    QCOMPARE(spoken->text(QAccessible::Description), u"grows"_s);
}

void ChartWidgetTest::testCase18_Cursor_StaysOnItsDay_WhenAnEventArrives()
{
    QTest::keyClick(&canvas(), Qt::Key_End);
    QTest::keyClick(&canvas(), Qt::Key_Left);
    QSignalSpy changed(m_chart.get(), &ChartWidget::cursorChanged);
    LineChartData same = yearOfMoney();
    same.current.back().value += 5;
    m_chart->setData(same);
    QCOMPARE(m_chart->cursor(), 22);
    QCOMPARE(changed.size(), 0);
    LineChartData moved = yearOfMoney(); // the first day has left the range
    moved.current.erase(moved.current.begin());
    m_chart->setData(moved);
    QCOMPARE(m_chart->cursor(), 21);
    moved.current.clear();
    m_chart->setData(moved);
    QCOMPARE(m_chart->cursor(), -1);
}

void ChartWidgetTest::testCase18_Tip_GoesWithThePointer()
{
    canvas().setFocus();
    QTest::mouseMove(canvas().viewport(), QPoint(118 + 52 * 3, 60));
    QCOMPARE(m_chart->cursor(), 6);
    QEvent leave(QEvent::Leave);
    QApplication::sendEvent(&canvas(), &leave);
    QCOMPARE(m_chart->cursor(), -1);
    QTest::keyClick(&canvas(), Qt::Key_Home);
    QApplication::sendEvent(&canvas(), &leave); // the keyboard's stays
    QCOMPARE(m_chart->cursor(), 0);
}

void ChartWidgetTest::testCase18_Table_KeepsItsRow_WhenAnEventArrives()
{
    m_chart->tableAction()->trigger();
    auto *table = m_chart->findChild<QTableView *>();
    table->setCurrentIndex(table->model()->index(5, 0));
    QSignalSpy reset(table->model(), &QAbstractItemModel::modelReset);
    m_chart->setData(yearOfMoney());
    QCOMPARE(table->currentIndex().row(), 5);
    LineChartData longer = yearOfMoney(); // a new day began
    longer.current.push_back({ 11.9, 500, 1'024 });
    m_chart->setData(longer);
    QCOMPARE(table->currentIndex().row(), 6);
    QCOMPARE(reset.size(), 0);
}

void ChartWidgetTest::testCase23_Chart_HasSummaryAndPoints()
{
    QAccessibleInterface *chart = QAccessible::queryAccessibleInterface(&canvas());
    QCOMPARE(chart->role(), QAccessible::Chart);
    QCOMPARE(chart->text(QAccessible::Description), u"grows"_s);
    QCOMPARE(chart->childCount(), 24);
    QAccessibleInterface *point = chart->child(4);
    QCOMPARE(point->text(QAccessible::Name), u"day 4, MRR 80 dollars"_s);
    QCOMPARE(chart->indexOfChild(point), 4);
    QCOMPARE(chart->child(4), point);
    QCOMPARE(point->parent(), chart);
    m_chart->setData({});
    QVERIFY(!point->isValid() && point->text(QAccessible::Name).isEmpty());
}

void ChartWidgetTest::testTable_Key_ShowsThePoints()
{
    QApplication::setActiveWindow(m_chart.get());
    QTest::keyClick(&canvas(), Qt::Key_T);
    auto *table = m_chart->findChild<QTableView *>();
    QVERIFY(table->isVisible());
    QVERIFY(m_chart->tableAction()->isChecked());
    QCOMPARE(table->model()->rowCount(), 24);
    QCOMPARE(table->model()->index(0, 1).data().toString(), u"$460"_s);
    QCOMPARE(table->accessibleName(), u"MRR over 12 months"_s);
    m_chart->tableAction()->trigger();
    QVERIFY(canvas().isVisible());
}

void ChartWidgetTest::testPaint_Theme_Changes()
{
    const auto has = [this](theme::Color token, theme::Scheme scheme) {
        const QImage image = m_chart->grab().toImage();
        const QColor wanted = theme::color(token, scheme);
        for (int y = 0; y < image.height(); ++y) {
            for (int x = 0; x < image.width(); ++x) {
                if (image.pixelColor(x, y) == wanted) {
                    return true;
                }
            }
        }
        return false;
    };
    QVERIFY(has(theme::Color::Accent, theme::Scheme::Light));
    m_theme.setMode(theme::Mode::Dark);
    QTRY_VERIFY(has(theme::Color::Accent, theme::Scheme::Dark));
    QVERIFY(!has(theme::Color::Accent, theme::Scheme::Light));
}

void ChartWidgetTest::testSetData_Empty_IsHarmless()
{
    m_chart->setCursor(3);
    m_chart->setData({});
    QCOMPARE(m_chart->cursor(), -1);
    QTest::keyClick(&canvas(), Qt::Key_Right);
    QTest::mouseMove(canvas().viewport(), QPoint(300, 60));
    QCOMPARE(m_chart->cursor(), -1);
    QVERIFY(!m_chart->grab().isNull());
}

QTEST_MAIN(ChartWidgetTest)
#include "chartwidgettest.moc"
