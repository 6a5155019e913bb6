#include "views/widgets/datatable.h"

#include "views/theme/theme.h"
#include "views/widgets/celldelegate.h"

#include <QHeaderView>
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

QTEST_MAIN(DataTableTest)
#include "datatabletest.moc"
