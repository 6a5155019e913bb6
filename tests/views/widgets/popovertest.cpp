#include "views/widgets/popover.h"

#include "views/theme/theme.h"

#include <QApplication>
#include <QLabel>
#include <QPointer>
#include <QTest>

using namespace billhook;
using namespace billhook::widgets;
using namespace Qt::StringLiterals;

/** Case 19: "Why this number" is whole. */
class PopoverTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { m_theme.install(theme::Mode::Light); }
    void testCase19_Text_IsWhole();
    void testCase19_Corners_NeedNoCompositor();
    void testCase19_Escape_GivesTheFocusBack();

private:
    theme::Theme m_theme;
};

static QString longText()
{
    QStringList lines;
    for (int line = 1; line <= 12; ++line) {
        lines.append(
            u"Line %1 of what explains the figure, long enough to be wrapped once or twice in it."_s.arg(
                line));
    }
    return lines.join(u'\n');
}

void PopoverTest::testCase19_Text_IsWhole()
{
    QWidget anchor;
    anchor.show();
    auto *popover = new Popover(u"Why this number"_s, longText(), &anchor);
    popover->openBelow(anchor);
    const QList<QLabel *> labels = popover->findChildren<QLabel *>();
    QCOMPARE(labels.size(), 2);
    for (const QLabel *label : labels) {
        const int wanted
            = label->hasHeightForWidth() ? label->heightForWidth(label->width()) : label->sizeHint().height();
        QVERIFY2(label->height() >= wanted, qPrintable(u"%1 < %2"_s.arg(label->height()).arg(wanted)));
        QVERIFY(popover->rect().adjusted(0, 8, 0, -8).contains(label->geometry()));
    }
}

void PopoverTest::testCase19_Corners_NeedNoCompositor()
{
    QWidget anchor;
    anchor.show();
    auto *popover = new Popover(u"Why this number"_s, u"Because."_s, &anchor);
    popover->openBelow(anchor);
    QVERIFY(!popover->testAttribute(Qt::WA_TranslucentBackground));
    QVERIFY(!popover->mask().contains(QPoint(0, 0)));
    QVERIFY(!popover->mask().contains(popover->rect().bottomRight()));
    QVERIFY(popover->mask().contains(popover->rect().center()));
}

void PopoverTest::testCase19_Escape_GivesTheFocusBack()
{
    QWidget window;
    window.show();
    window.setFocus();
    QPointer<Popover> popover = new Popover(u"Why this number"_s, u"Because."_s, &window);
    popover->openBelow(window);
    QTest::keyClick(popover, Qt::Key_Escape);
    QTRY_VERIFY(popover.isNull());
}

QTEST_MAIN(PopoverTest)

#include "popovertest.moc"
