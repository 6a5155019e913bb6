#include "views/widgets/metriccard.h"

#include "views/theme/theme.h"
#include "views/widgets/popover.h"
#include "views/widgets/skeleton.h"

#include <QAccessible>
#include <QClipboard>
#include <QGuiApplication>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

using namespace Qt::StringLiterals;
using namespace billhook;
using namespace billhook::widgets;

class MetricCardTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void testSize_Height_IsFixed();
    void testMetric_Texts_AreSpoken();
    void testLoading_ThenMetric_HidesTheSkeleton();
    void testClickable_Keys_Activate();
    void testClickable_Off_StaysStill();
    void testError_Click_AsksAgain();
    void testExplanation_Absent_HasNoButton();
    void testExplanation_Button_OpensPopover();
    void testStale_Paint_IsDimmer();
    void testCase6_Notice_LeadsToTheList();
    void testCase22_Copy_TakesTheExactFigure();
    void testCase23_Card_IsAGroup_AndItsButtonIsNamed();
    void testValue_Long_LeavesRoomForTheButton();

private:
    static Metric mrr();

    theme::Theme m_theme;
};

void MetricCardTest::initTestCase()
{
    m_theme.install(theme::Mode::Light);
}

Metric MetricCardTest::mrr()
{
    Metric metric;
    metric.label = u"MRR"_s;
    metric.value = u"$2.48 M"_s;
    metric.exact = u"2,481,306.40 USD"_s;
    metric.delta = u"up 52.9%"_s;
    metric.versus = u"vs Nov ’25"_s;
    metric.direction = Direction::Up;
    metric.trend = { 1, 2, 3, 5 };
    return metric;
}

void MetricCardTest::testSize_Height_IsFixed()
{
    MetricCard card;
    QCOMPARE(card.sizeHint(), QSize(182, 116));
    QCOMPARE(card.minimumHeight(), 116);
    QCOMPARE(card.maximumHeight(), 116);
}

void MetricCardTest::testMetric_Texts_AreSpoken()
{
    MetricCard card;
    card.showMetric(mrr());
    QCOMPARE(QAccessible::queryAccessibleInterface(&card)->text(QAccessible::Name),
        u"MRR, $2.48 M, 2,481,306.40 USD, up 52.9% vs Nov ’25"_s);
    Metric spoken = mrr();
    spoken.spoken = u"MRR 2.48 million dollars"_s;
    card.showMetric(spoken);
    QCOMPARE(card.accessibleName(), u"MRR 2.48 million dollars"_s);
}

void MetricCardTest::testLoading_ThenMetric_HidesTheSkeleton()
{
    MetricCard card;
    card.show();
    auto *skeleton = card.findChild<Skeleton *>();
    QVERIFY(skeleton->isVisible());
    card.showMetric(mrr());
    QVERIFY(!skeleton->isVisible());
    card.showLoading();
    QVERIFY(skeleton->isVisible());
}

void MetricCardTest::testClickable_Keys_Activate()
{
    MetricCard card;
    QSignalSpy activated(&card, &MetricCard::activated);
    card.setClickable(true);
    card.showMetric(mrr());
    QTest::keyClick(&card, Qt::Key_Return);
    QTest::keyClick(&card, Qt::Key_Space);
    QTest::mouseClick(&card, Qt::LeftButton);
    QCOMPARE(activated.size(), 3);
    QCOMPARE(card.focusPolicy(), Qt::StrongFocus);
}

void MetricCardTest::testClickable_Off_StaysStill()
{
    MetricCard card;
    QSignalSpy activated(&card, &MetricCard::activated);
    card.showMetric(mrr());
    QTest::mouseClick(&card, Qt::LeftButton);
    QCOMPARE(activated.size(), 0);
    QCOMPARE(card.focusPolicy(), Qt::NoFocus);
}

void MetricCardTest::testError_Click_AsksAgain()
{
    MetricCard card;
    QSignalSpy retry(&card, &MetricCard::retryRequested);
    card.showError(u"MRR"_s, u"The database did not answer."_s);
    QCOMPARE(card.accessibleName(), u"MRR, The database did not answer."_s);
    QTest::mouseClick(&card, Qt::LeftButton);
    QTest::keyClick(&card, Qt::Key_Return);
    QCOMPARE(retry.size(), 2);
}

void MetricCardTest::testExplanation_Absent_HasNoButton()
{
    MetricCard card;
    card.showMetric(mrr());
    const auto *button = card.findChild<QToolButton *>();
    QVERIFY(button->isHidden());
    card.setExplanation(u"MRR"_s, u"Sum of annual amounts, divided by twelve."_s);
    QVERIFY(!button->isHidden());
    card.setExplanation({}, {});
    QVERIFY(button->isHidden());
}

void MetricCardTest::testExplanation_Button_OpensPopover()
{
    MetricCard card;
    card.setExplanation(u"How MRR is made"_s, u"Sum of annual amounts, divided by twelve."_s);
    card.showMetric(mrr());
    card.show();
    auto *button = card.findChild<QToolButton *>();
    QCOMPARE(button->accessibleName(), u"How MRR is made: MRR"_s);
    QVERIFY(button->width() >= 24 && button->height() >= 24);
    QVERIFY(card.rect().contains(button->geometry()));
    button->click();
    auto *popover = card.findChild<Popover *>();
    QVERIFY(popover != nullptr);
    QVERIFY(popover->isVisible());
    QCOMPARE(popover->accessibleDescription(), u"Sum of annual amounts, divided by twelve."_s);
    QTest::keyClick(popover, Qt::Key_Escape);
    QTRY_VERIFY(card.findChild<Popover *>() == nullptr);
}

void MetricCardTest::testCase6_Notice_LeadsToTheList()
{
    MetricCard card;
    card.showMetric(mrr());
    card.resize(182, 116);
    card.show();
    auto *notice = card.findChild<QToolButton *>(u"notice"_s);
    QVERIFY(!notice->isVisible());
    PanelRow row;
    row.id = u"sub_1"_s;
    row.title = u"Acme"_s;
    row.detail = u"waits for coupon:team"_s;
    card.setNotice({ u"1"_s, u"1 amount is not known"_s, u"It counts as it was known last."_s, { row } });
    QVERIFY(notice->isVisible());
    QVERIFY(card.rect().contains(notice->geometry()));
    QCOMPARE(notice->text(), u"1"_s);
    QCOMPARE(notice->accessibleName(), u"1 amount is not known"_s);
    QTest::keyClick(notice, Qt::Key_Space);
    auto *popover = card.findChild<Popover *>();
    QVERIFY(popover != nullptr && popover->isVisible());
    auto *list = popover->findChild<PanelList *>();
    QCOMPARE(list->model()->rowCount(), 1);
    QVERIFY(list->hasFocus());
    QTest::keyClick(list, Qt::Key_Escape);
    QTRY_VERIFY(card.findChild<Popover *>() == nullptr);
    card.setNotice({});
    QVERIFY(!notice->isVisible());
}

void MetricCardTest::testCase22_Copy_TakesTheExactFigure()
{
    MetricCard card;
    Metric metric = mrr();
    metric.copied = u"2,481,306.40 USD"_s;
    card.showMetric(metric);
    QTest::keyClick(&card, Qt::Key_C, Qt::ControlModifier);
    QCOMPARE(QGuiApplication::clipboard()->text(), u"2,481,306.40 USD"_s);
    metric.copied.clear();
    metric.value = u"1,284"_s;
    card.showMetric(metric);
    QTest::keyClick(&card, Qt::Key_C, Qt::ControlModifier);
    QCOMPARE(QGuiApplication::clipboard()->text(), u"1,284"_s);
}

void MetricCardTest::testCase23_Card_IsAGroup_AndItsButtonIsNamed()
{
    MetricCard card;
    card.setExplanation(u"Why this number"_s, u"Because."_s);
    card.showMetric(mrr());
    QCOMPARE(QAccessible::queryAccessibleInterface(&card)->role(), QAccessible::Grouping);
    QCOMPARE(card.findChild<QToolButton *>()->accessibleName(), u"Why this number: MRR"_s);
}

void MetricCardTest::testStale_Paint_IsDimmer()
{
    MetricCard card;
    card.resize(182, 116);
    card.showMetric(mrr());
    const QImage fresh = card.grab().toImage();
    card.setStale(true);
    QVERIFY(card.grab().toImage() != fresh);
    card.setStale(false);
    QCOMPARE(card.grab().toImage(), fresh);
}

void MetricCardTest::testValue_Long_LeavesRoomForTheButton()
{
    MetricCard card;
    card.setExplanation(u"ARR"_s, u"Twelve times the MRR."_s);
    Metric metric = mrr();
    metric.value = u"$114.49 M"_s;
    card.showMetric(metric);
    card.resize(182, 116);
    card.show();
    const QRect button = card.findChild<QToolButton *>()->geometry();
    QVERIFY(card.rect().contains(button));
    const QColor ink = theme::color(theme::Color::Text, theme::Scheme::Light);
    const QImage image = card.grab(QRect(0, 36, 182, 30)).toImage();
    int rightmost = 0;
    for (int x = 0; x < image.width(); ++x) {
        for (int y = 0; y < image.height(); ++y) {
            rightmost = image.pixelColor(x, y) == ink ? x : rightmost;
        }
    }
    QVERIFY(rightmost > 100);
    QVERIFY2(rightmost < button.left() + 3, qPrintable(QString::number(rightmost)));
}

QTEST_MAIN(MetricCardTest)
#include "metriccardtest.moc"
