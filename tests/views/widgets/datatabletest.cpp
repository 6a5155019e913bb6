#include "views/widgets/datatable.h"

#include "views/theme/theme.h"
#include "views/widgets/celldelegate.h"

#include <QAccessible>
#include <QApplication>
#include <QClipboard>
#include <QHeaderView>
#include <QMimeData>
#include <QSignalBlocker>
#include <QSignalSpy>
#include <QStandardItemModel>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace billhook;
using namespace billhook::widgets;

class DataTableTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void testRows_Height_IsTheDesigns();
    void testColumns_Money_StandsRight();
    void testRow_NotLoaded_IsAGreyBlock();
    void testUsage_Full_IsDanger();
    void testEnter_Row_IsActivated();
    void testSelected_Row_TakesItsColor();
    void testCase17_Arrow_TurnsWithTheRows_NotWithTheClick();
    void testCase18_CurrentRow_FollowsItsKey();
    void testCase21_Titles_AreReached_AndPressed();
    void testCase21_Boxes_TakeRanges();
    void testCase22_Copy_CurrentRow();
    void testCase23_ScreenReader_TogglesABox();
    void testCase22_Copy_ChosenRows_WithTitles();
    void testCase24_Columns_GiveWayFromTheRight();
    void testCase27_Hover_IsTheWholeRow();

private:
    QColor pixel(int x, int row) const;
    bool hasColor(const QModelIndex &cell, theme::Color token) const;

    theme::Theme m_theme;
    QStandardItemModel m_model{ 4, 3 };
    std::unique_ptr<DataTable> m_table;
};

void DataTableTest::initTestCase()
{
    m_theme.install(theme::Mode::Light);
}

void DataTableTest::init()
{
    m_model.clear();
    m_model.setRowCount(4);
    m_model.setColumnCount(3);
    for (int row = 0; row < 3; ++row) { // the last row has not been loaded
        m_model.setData(m_model.index(row, 0), u"Aldergate Robotics"_s);
        m_model.setData(m_model.index(row, 1), u"12,464.00"_s);
        m_model.setData(m_model.index(row, 2), u"311"_s);
        m_model.setData(m_model.index(row, 2), row * 500, Qt::UserRole);
    }
    m_table = std::make_unique<DataTable>();
    m_table->setModel(&m_model);
    m_table->setColumn(0, 206, { CellKind::Name });
    m_table->setColumn(1, 96, { CellKind::Money });
    m_table->setColumn(2, 128, { CellKind::Usage, -1, -1, -1, Qt::UserRole });
    m_table->resize(440, 200);
    m_table->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_table.get()));
}

QColor DataTableTest::pixel(int x, int row) const
{
    return m_table->viewport()->grab().toImage().pixelColor(x, row * theme::metric::row + 3);
}

bool DataTableTest::hasColor(const QModelIndex &cell, theme::Color token) const
{
    const QImage image = m_table->viewport()->grab(m_table->visualRect(cell)).toImage();
    const QColor wanted = theme::color(token, theme::Scheme::Light);
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x) {
            if (image.pixelColor(x, y) == wanted) {
                return true;
            }
        }
    }
    return false;
}

void DataTableTest::testRows_Height_IsTheDesigns()
{
    QCOMPARE(m_table->rowHeight(0), 32);
    QCOMPARE(m_table->horizontalHeader()->height(), 32);
    QVERIFY(!m_table->verticalHeader()->isVisible());
}

void DataTableTest::testColumns_Money_StandsRight()
{
    const QRect cell = m_table->visualRect(m_model.index(0, 1));
    const QImage image = m_table->viewport()->grab(cell).toImage();
    const QColor ground = image.pixelColor(2, 3);
    int rightmost = 0;
    for (int x = 0; x < image.width(); ++x) {
        for (int y = 4; y < 28; ++y) {
            rightmost = image.pixelColor(x, y) == ground ? rightmost : x;
        }
    }
    QVERIFY2(image.width() - rightmost <= 11, qPrintable(QString::number(rightmost)));
}

void DataTableTest::testRow_NotLoaded_IsAGreyBlock()
{
    QVERIFY(hasColor(m_model.index(3, 0), theme::Color::Skeleton));
    QVERIFY(!hasColor(m_model.index(0, 0), theme::Color::Skeleton));
}

void DataTableTest::testUsage_Full_IsDanger()
{
    QVERIFY(!hasColor(m_model.index(1, 2), theme::Color::DangerFill));
    QVERIFY(hasColor(m_model.index(2, 2), theme::Color::DangerFill));
}

void DataTableTest::testEnter_Row_IsActivated()
{
    QSignalSpy activated(m_table.get(), &DataTable::rowActivated);
    m_table->selectRow(1);
    QTest::keyClick(m_table.get(), Qt::Key_Return);
    QCOMPARE(activated.size(), 1);
    QCOMPARE(activated.first().first().toInt(), 1);
}

void DataTableTest::testSelected_Row_TakesItsColor()
{
    m_table->selectRow(1);
    QCOMPARE(
        pixel(1, 1), theme::color(theme::Color::AccentFill, theme::Scheme::Light)); // bar of the current row
    QCOMPARE(pixel(206, 1), theme::color(theme::Color::Selected, theme::Scheme::Light));
    QCOMPARE(pixel(206, 0), theme::color(theme::Color::Card, theme::Scheme::Light));
}

void DataTableTest::testCase17_Arrow_TurnsWithTheRows_NotWithTheClick()
{
    m_table->showSort(1, Qt::DescendingOrder);
    QSignalSpy asked(m_table.get(), &DataTable::sortAsked);
    QHeaderView *header = m_table->horizontalHeader();
    const QPoint first(header->sectionViewportPosition(0) + 20, 10);
    QTest::mouseClick(header->viewport(), Qt::LeftButton, {}, first);
    QCOMPARE(asked.size(), 1);
    QCOMPARE(asked.first().at(0).toInt(), 0);
    QCOMPARE(header->sortIndicatorSection(), 1); // nothing has been sorted yet
    QCOMPARE(header->sortIndicatorOrder(), Qt::DescendingOrder);
    m_table->showSort(0, Qt::AscendingOrder);
    QCOMPARE(header->sortIndicatorSection(), 0);
    QTest::mouseClick(header->viewport(), Qt::LeftButton, {}, first);
    QCOMPARE(asked.size(), 2);
    QCOMPARE(asked.last().at(1).value<Qt::SortOrder>(), Qt::DescendingOrder);
    QCOMPARE(header->sortIndicatorOrder(), Qt::AscendingOrder);
}

void DataTableTest::testCase18_CurrentRow_FollowsItsKey()
{
    constexpr int keyRole = Qt::UserRole + 7;
    m_table->setKeyRole(keyRole);
    const auto write = [this](const QStringList &keys) {
        {
            const QSignalBlocker together(m_model); // a page of rows comes at once
            for (int row = 0; row < 4; ++row) {
                m_model.setData(m_model.index(row, 0), keys.at(row), keyRole);
            }
        }
        Q_EMIT m_model.dataChanged(m_model.index(0, 0), m_model.index(3, 2));
    };
    write({ u"a"_s, u"b"_s, u"c"_s, u"d"_s });
    m_table->setCurrentIndex(m_model.index(1, 1));
    write({ u"b"_s, u"a"_s, u"c"_s, u"d"_s });
    QCOMPARE(m_table->currentIndex(), m_model.index(0, 1));
    write({ u"x"_s, u"a"_s, u"b"_s, u"d"_s });
    QCOMPARE(m_table->currentIndex().row(), 2);
}

void DataTableTest::testCase21_Titles_AreReached_AndPressed()
{
    m_table->showSort(1, Qt::AscendingOrder);
    QSignalSpy asked(m_table.get(), &DataTable::sortAsked);
    QApplication::setActiveWindow(m_table.get());
    m_table->setFocus();
    m_table->setCurrentIndex(m_model.index(0, 0));
    QTest::keyClick(m_table.get(), Qt::Key_Up);
    QHeaderView *header = m_table->horizontalHeader();
    QVERIFY(header->hasFocus());
    QTest::keyClick(header, Qt::Key_Right);
    QTest::keyClick(header, Qt::Key_Space);
    QCOMPARE(asked.size(), 1);
    QCOMPARE(asked.first().at(0).toInt(), 1);
    QCOMPARE(asked.first().at(1).value<Qt::SortOrder>(), Qt::DescendingOrder);
    QTest::keyClick(header, Qt::Key_Down);
    QVERIFY(m_table->hasFocus());
}

void DataTableTest::testCase21_Boxes_TakeRanges()
{
    m_table->setColumn(0, 44, { CellKind::Check });
    QSignalSpy rows(m_table.get(), &DataTable::rowsAsked);
    QSignalSpy all(m_table.get(), &DataTable::allAsked);
    const auto box = [this](int row) { return m_table->visualRect(m_model.index(row, 0)).center(); };
    QTest::mouseClick(m_table->viewport(), Qt::LeftButton, {}, box(0));
    QCOMPARE(rows.takeFirst(), (QVariantList{ 0, 0, true }));
    QTest::mouseClick(m_table->viewport(), Qt::LeftButton, Qt::ShiftModifier, box(2));
    QCOMPARE(rows.takeFirst(), (QVariantList{ 0, 2, true }));
    m_model.setData(m_model.index(2, 0), Qt::Checked, Qt::CheckStateRole);
    m_table->setCurrentIndex(m_model.index(2, 1));
    QTest::keyClick(m_table.get(), Qt::Key_Space);
    QCOMPARE(rows.takeFirst(), (QVariantList{ 2, 2, false }));
    QTest::mouseClick(m_table->horizontalHeader()->viewport(), Qt::LeftButton, {}, QPoint(20, 10));
    QCOMPARE(all.takeFirst(), (QVariantList{ true }));
    m_table->showChecked(Qt::Checked);
    QTest::mouseClick(m_table->horizontalHeader()->viewport(), Qt::LeftButton, {}, QPoint(20, 10));
    QCOMPARE(all.takeFirst(), (QVariantList{ false }));
}

void DataTableTest::testCase23_ScreenReader_TogglesABox()
{
    m_table->setColumn(0, 44, { CellKind::Check });
    QSignalSpy rows(m_table.get(), &DataTable::rowsAsked);
    QAccessibleTableInterface *table = QAccessible::queryAccessibleInterface(m_table.get())->tableInterface();
    QAccessibleInterface *cell = table->cellAt(1, 0);
    QVERIFY(cell != nullptr && cell->actionInterface() != nullptr);
    cell->actionInterface()->doAction(QAccessibleActionInterface::toggleAction());
    QCOMPARE(rows.takeFirst(), (QVariantList{ 1, 1, true }));
    QTest::mouseClick(
        m_table->viewport(), Qt::LeftButton, {}, m_table->visualRect(m_model.index(2, 1)).center());
    QVERIFY(rows.isEmpty()); // a click beside the box chooses nothing
    QCOMPARE(m_table->currentIndex().row(), 2);
}

void DataTableTest::testCase22_Copy_CurrentRow()
{
    m_model.setData(m_model.index(1, 0), u"Tab\there & <b>"_s);
    m_table->setCurrentIndex(m_model.index(1, 1));
    QTest::keyClick(m_table.get(), Qt::Key_C, Qt::ControlModifier);
    const QMimeData *copied = QGuiApplication::clipboard()->mimeData();
    QCOMPARE(copied->text(), u"Tab here & <b>\t12,464.00\t311\n"_s);
    QCOMPARE(copied->html(),
        u"<table><tr><td>Tab here &amp; &lt;b&gt;</td><td>12,464.00</td><td>311</td></tr></table>"_s);
}

void DataTableTest::testCase22_Copy_ChosenRows_WithTitles()
{
    m_model.setHorizontalHeaderLabels({ u"Name"_s, u"MRR"_s, u"Members"_s });
    m_table->setChosenRows([] { return std::vector<int>{ 0, 2 }; });
    m_table->setCurrentIndex(m_model.index(1, 1));
    QTest::keyClick(m_table.get(), Qt::Key_C, Qt::ControlModifier | Qt::ShiftModifier);
    QCOMPARE(QGuiApplication::clipboard()->text(),
        u"Name\tMRR\tMembers\nAldergate Robotics\t12,464.00\t311\nAldergate Robotics\t12,464.00\t311\n"_s);
}

void DataTableTest::testCase24_Columns_GiveWayFromTheRight()
{
    m_table->setStretchColumn(0, 180);
    m_table->resize(440, 200);
    QVERIFY(!m_table->isColumnHidden(1) && !m_table->isColumnHidden(2));
    m_table->resize(360, 200); // 180 + 96 + 128 do not fit
    QTRY_VERIFY(m_table->isColumnHidden(2));
    QVERIFY(!m_table->isColumnHidden(1));
    QVERIFY(m_table->columnWidth(0) >= 180);
    m_table->resize(1'920, 200);
    QTRY_VERIFY(!m_table->isColumnHidden(2));
    QCOMPARE(m_table->columnWidth(0), m_table->viewport()->width() - 96 - 128); // the room is used
}

void DataTableTest::testCase27_Hover_IsTheWholeRow()
{
    QTest::mouseMove(m_table->viewport(), m_table->visualRect(m_model.index(1, 2)).center());
    QCOMPARE(m_table->hoveredRow(), 1);
    for (const int x : { 2, 207, 310 }) {
        QCOMPARE(pixel(x, 1), theme::color(theme::Color::Hover, theme::Scheme::Light));
    }
    QCOMPARE(pixel(2, 2), theme::color(theme::Color::Card, theme::Scheme::Light));
}

QTEST_MAIN(DataTableTest)
#include "datatabletest.moc"
