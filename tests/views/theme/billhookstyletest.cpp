#include "views/theme/billhookstyle.h"

#include "views/theme/theme.h"
#include "views/theme/tokens.h"

#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QFocusFrame>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLineEdit>
#include <QMenuBar>
#include <QPushButton>
#include <QScrollBar>
#include <QTest>
#include <QToolButton>

using namespace Qt::StringLiterals;
using namespace billhook::theme;

class BillhookStyleTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void testSize_Controls_AreAsDrawn();
    void testSize_SmallButtons_StayTargets();
    void testPaint_PrimaryButton_IsFilled();
    void testPaint_CheckBox_ShowsItsState();
    void testScrollBar_Handle_NeverVanishes();
    void testFocusRing_Tab_ShowsIt();
    void testFocusRing_Mouse_HidesIt();

private:
    Theme m_theme;
};

void BillhookStyleTest::initTestCase()
{
    m_theme.install(Mode::Light);
}

void BillhookStyleTest::testSize_Controls_AreAsDrawn()
{
    QPushButton button(u"Save plan"_s);
    QLineEdit edit;
    QComboBox combo;
    combo.addItem(u"Enterprise"_s);
    QMenuBar menus;
    menus.addMenu(u"&File"_s);
    QHeaderView header(Qt::Horizontal);
    QCOMPARE(button.sizeHint().height(), metric::control);
    QCOMPARE(edit.sizeHint().height(), metric::control);
    QCOMPARE(combo.sizeHint().height(), metric::control);
    QCOMPARE(menus.sizeHint().height(), metric::menuBar);
    QCOMPARE(QScrollBar(Qt::Vertical).sizeHint().width(), 12);
}

void BillhookStyleTest::testSize_SmallButtons_StayTargets()
{
    QToolButton button;
    button.setProperty("controlSize", u"tiny"_s);
    QVERIFY(button.sizeHint().height() >= 24);
    QVERIFY(button.sizeHint().width() >= 24);
    QCheckBox check;
    QVERIFY(check.sizeHint().height() >= 24);
}

void BillhookStyleTest::testPaint_PrimaryButton_IsFilled()
{
    QPushButton button(u"Save"_s);
    button.setProperty("kind", u"primary"_s);
    button.resize(button.sizeHint());
    const QImage image = button.grab().toImage();
    QCOMPARE(image.pixelColor(4, image.height() / 2), color(Color::AccentFill, Scheme::Light));
    button.setEnabled(false);
    QCOMPARE(button.grab().toImage().pixelColor(4, image.height() / 2), color(Color::Window, Scheme::Light));
}

void BillhookStyleTest::testPaint_CheckBox_ShowsItsState()
{
    QCheckBox check;
    check.resize(24, 24);
    const QImage off = check.grab().toImage();
    check.setChecked(true);
    const QImage on = check.grab().toImage();
    QVERIFY(off != on);
}

void BillhookStyleTest::testScrollBar_Handle_NeverVanishes()
{
    QScrollBar bar(Qt::Vertical);
    bar.resize(12, 200);
    bar.setRange(0, 1'000'000'000);
    bar.setPageStep(10);
    QStyleOptionSlider option;
    option.initFrom(&bar);
    option.orientation = Qt::Vertical;
    option.minimum = bar.minimum();
    option.maximum = bar.maximum();
    option.pageStep = bar.pageStep();
    option.sliderPosition = bar.maximum();
    const QRect handle = QApplication::style()->subControlRect(
        QStyle::CC_ScrollBar, &option, QStyle::SC_ScrollBarSlider, &bar);
    QVERIFY(handle.height() >= 32);
    QCOMPARE(handle.bottom(), bar.rect().bottom());
}

namespace {

struct TwoButtons
{
    QWidget window;
    QPushButton *first{ new QPushButton(u"First"_s) };
    QPushButton *second{ new QPushButton(u"Second"_s) };

    TwoButtons()
    {
        auto *layout = new QHBoxLayout(&window);
        layout->addWidget(first);
        layout->addWidget(second);
        window.show();
        QApplication::setActiveWindow(&window);
        first->setFocus(Qt::OtherFocusReason);
    }

    bool hasRing() const
    {
        const auto *ring = window.findChild<QFocusFrame *>();
        return ring != nullptr && ring->isVisible();
    }
};

} // namespace

void BillhookStyleTest::testFocusRing_Tab_ShowsIt()
{
    TwoButtons parts;
    QVERIFY(QTest::qWaitForWindowActive(&parts.window));
    QVERIFY(!parts.hasRing());
    QTest::keyClick(parts.first, Qt::Key_Tab);
    QTRY_VERIFY(parts.hasRing());
}

void BillhookStyleTest::testFocusRing_Mouse_HidesIt()
{
    TwoButtons parts;
    QVERIFY(QTest::qWaitForWindowActive(&parts.window));
    QTest::keyClick(parts.first, Qt::Key_Tab);
    QTRY_VERIFY(parts.hasRing());
    QTest::mouseClick(parts.second, Qt::LeftButton);
    QVERIFY(!parts.hasRing());
}

QTEST_MAIN(BillhookStyleTest)
#include "billhookstyletest.moc"
