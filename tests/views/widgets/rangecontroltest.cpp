#include "views/widgets/rangecontrol.h"

#include "views/theme/theme.h"

#include <QMenu>
#include <QSignalSpy>
#include <QTest>
#include <QTimer>
#include <QToolButton>

using namespace Qt::StringLiterals;
using namespace billhook;
using namespace billhook::widgets;
using domain::Comparison;
using domain::RangePreset;

class RangeControlTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void testMenu_Presets_AreAllThere();
    void testMenu_Action_TakesThePreset();
    void testMenu_Same_IsSilent();
    void testSetChoice_Texts_Follow();
    void testComparison_None_HasNoVersus();
    void testKeyboard_Down_OpensTheList();
    void testAccessible_Halves_AreNamed();

private:
    static QStringList textsOf(const QMenu &menu);
    static QAction *actionOf(const QMenu &menu, const QString &text);

    theme::Theme m_theme;
};

void RangeControlTest::initTestCase()
{
    m_theme.install(theme::Mode::Light);
}

QStringList RangeControlTest::textsOf(const QMenu &menu)
{
    QStringList texts;
    for (const QAction *action : menu.actions()) {
        if (!action->isSeparator()) {
            texts << action->text();
        }
    }
    return texts;
}

QAction *RangeControlTest::actionOf(const QMenu &menu, const QString &text)
{
    for (QAction *action : menu.actions()) {
        if (action->text() == text) {
            return action;
        }
    }
    return nullptr;
}

void RangeControlTest::testMenu_Presets_AreAllThere()
{
    const RangeControl control;
    const QStringList texts = textsOf(*control.findChild<QToolButton *>(u"range"_s)->menu());
    QCOMPARE(texts.size(), 12);
    QVERIFY(texts.contains(u"Quarter to date"_s));
}

void RangeControlTest::testMenu_Action_TakesThePreset()
{
    RangeControl control;
    QSignalSpy changed(&control, &RangeControl::choiceChanged);
    QToolButton *button = control.findChild<QToolButton *>(u"range"_s);
    actionOf(*button->menu(), u"Last 90 days"_s)->trigger();
    QCOMPARE(changed.size(), 1);
    QCOMPARE(control.choice().preset, RangePreset::Last90Days);
    QCOMPARE(button->text(), u"Last 90 days"_s);
    QCOMPARE(control.findChild<QToolButton *>(u"comparison"_s)->text(), u"previous 90 days"_s);
}

void RangeControlTest::testMenu_Same_IsSilent()
{
    RangeControl control;
    QSignalSpy changed(&control, &RangeControl::choiceChanged);
    actionOf(*control.findChild<QToolButton *>(u"range"_s)->menu(), u"Last 12 months"_s)->trigger();
    QCOMPARE(changed.size(), 0);
}

void RangeControlTest::testSetChoice_Texts_Follow()
{
    RangeControl control;
    QSignalSpy changed(&control, &RangeControl::choiceChanged);
    control.setChoice({ RangePreset::YearToDate, Comparison::SamePeriodLastYear });
    QCOMPARE(changed.size(), 0);
    QCOMPARE(control.findChild<QToolButton *>(u"comparison"_s)->text(), u"same period last year"_s);
}

void RangeControlTest::testComparison_None_HasNoVersus()
{
    RangeControl control;
    control.setChoice({ RangePreset::YearToDate, Comparison::None });
    QVERIFY(control.findChild<QToolButton *>(u"comparison"_s)->property("prefix").toString().isEmpty());
}

void RangeControlTest::testKeyboard_Down_OpensTheList()
{
    RangeControl control;
    control.show();
    QToolButton *button = control.findChild<QToolButton *>(u"range"_s);
    bool opened = false;
    connect(button->menu(), &QMenu::aboutToShow, this, [&opened, button] {
        opened = true;
        QTimer::singleShot(0, button->menu(), &QWidget::close); // the menu holds the loop until it is closed
    });
    QTest::keyClick(button, Qt::Key_Down, Qt::AltModifier);
    QVERIFY(opened);
}

void RangeControlTest::testAccessible_Halves_AreNamed()
{
    const RangeControl control;
    QCOMPARE(control.findChild<QToolButton *>(u"range"_s)->accessibleName(), u"Period: Last 12 months"_s);
    QCOMPARE(control.findChild<QToolButton *>(u"comparison"_s)->accessibleName(),
        u"Comparison: previous 12 months"_s);
}

QTEST_MAIN(RangeControlTest)
#include "rangecontroltest.moc"
