#include "views/widgets/skeleton.h"

#include "views/theme/theme.h"
#include "views/widgets/shimmerclock.h"

#include <QApplication>
#include <QProxyStyle>
#include <QTest>

using namespace billhook;
using namespace billhook::widgets;

class SkeletonTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void testClock_Skeletons_ShareOne();
    void testClock_Reduced_StandsStill();

private:
    theme::Theme m_theme;
};

void SkeletonTest::initTestCase()
{
    m_theme.install(theme::Mode::Light);
}

void SkeletonTest::testClock_Skeletons_ShareOne()
{
    Skeleton first(Skeleton::Shape::Metric);
    Skeleton second(Skeleton::Shape::Rows);
    QVERIFY(!ShimmerClock::shared().isRunning());
    first.show();
    second.show();
    QVERIFY(ShimmerClock::shared().isRunning());
    first.hide();
    QVERIFY(ShimmerClock::shared().isRunning());
    second.hide();
    QVERIFY(!ShimmerClock::shared().isRunning());
    QCOMPARE(qApp->findChildren<ShimmerClock *>().size(), 1);
}

namespace {

class StillStyle final : public QProxyStyle
{
public:
    int styleHint(StyleHint hint, const QStyleOption *option, const QWidget *widget,
        QStyleHintReturn *data) const override
    {
        return hint == SH_Widget_Animation_Duration ? 0 : QProxyStyle::styleHint(hint, option, widget, data);
    }
};

} // namespace

void SkeletonTest::testClock_Reduced_StandsStill()
{
    QApplication::setStyle(new StillStyle);
    Skeleton skeleton(Skeleton::Shape::Chart);
    skeleton.show();
    QVERIFY(!ShimmerClock::shared().isRunning());
    QCOMPARE(ShimmerClock::shared().phase(), 0.5);
}

QTEST_MAIN(SkeletonTest)
#include "skeletontest.moc"
