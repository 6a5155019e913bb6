#include "views/widgets/card.h"

#include "views/theme/theme.h"
#include "views/widgets/badge.h"
#include "views/widgets/banner.h"

#include <QAction>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace billhook;
using namespace billhook::widgets;

class CardTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void testHead_Texts_AreShown();
    void testHead_Action_HasName();
    void testState_Error_ReplacesTheBody();
    void testState_Action_IsAnnounced();
    void testLoading_ThenContent_ComesBack();
    void testStale_Body_StaysVisible();
    void testBanner_Text_IsItsName();
    void testBanner_Sentence_EndsInAnEllipsis_WhereItDoesNotFit();
    void testTheme_Switch_KeepsTexts();

private:
    theme::Theme m_theme;
};

void CardTest::initTestCase()
{
    m_theme.install(theme::Mode::Light);
}

void CardTest::testHead_Texts_AreShown()
{
    Card card;
    card.setHead({ u"Failed payments"_s, u"<b>12</b> new"_s,
        { u"214 open"_s, u"circle-alert"_s, Tone::Danger }, u"$38,214.70"_s });
    card.show();
    QStringList texts;
    for (const QLabel *label : card.findChildren<QLabel *>()) {
        if (label->isVisible()) {
            texts << label->text();
        }
    }
    QVERIFY(texts.contains(u"Failed payments"_s));
    QVERIFY(texts.contains(u"$38,214.70"_s));
    QCOMPARE(card.findChild<Badge *>()->accessibleName(), u"214 open"_s);
    QCOMPARE(card.accessibleName(), u"Failed payments"_s);
}

void CardTest::testHead_Action_HasName()
{
    Card card;
    card.setHead({ u"MRR"_s });
    QAction action(u"View as table"_s);
    card.addHeadAction(&action);
    auto *button = card.findChild<QToolButton *>();
    QCOMPARE(button->accessibleName(), u"View as table"_s);
    QVERIFY(button->sizeHint().width() >= 24);
}

void CardTest::testState_Error_ReplacesTheBody()
{
    Card card;
    auto *body = new QLabel(u"rows"_s);
    card.setBody(body);
    card.resize(400, 300);
    card.show();
    QVERIFY(body->isVisible());
    card.showState({ u"circle-alert"_s, Tone::Danger, u"Could not be loaded"_s,
        u"The database did not answer."_s, u"Retry"_s });
    QVERIFY(!body->isVisible());
    card.showContent();
    QVERIFY(body->isVisible());
}

void CardTest::testState_Action_IsAnnounced()
{
    Card card;
    QSignalSpy triggered(&card, &Card::stateActionTriggered);
    card.showState({ {}, Tone::Neutral, u"Nothing yet"_s, {}, u"Retry"_s });
    card.show();
    card.findChild<QPushButton *>()->click();
    QCOMPARE(triggered.size(), 1);
    card.showState({ {}, Tone::Neutral, u"Nothing yet"_s });
    QVERIFY(!card.findChild<QPushButton *>()->isVisible());
}

void CardTest::testLoading_ThenContent_ComesBack()
{
    Card card;
    auto *body = new QLabel(u"rows"_s);
    card.setBody(body);
    card.show();
    card.showLoading(Skeleton::Shape::Rows);
    QVERIFY(!body->isVisible());
    QVERIFY(card.findChild<Skeleton *>()->isVisible());
    card.showContent();
    QVERIFY(body->isVisible());
    QVERIFY(card.findChild<Skeleton *>() == nullptr);
}

void CardTest::testStale_Body_StaysVisible()
{
    Card card;
    auto *body = new QLabel(u"rows"_s);
    card.setBody(body);
    card.resize(300, 200);
    card.show();
    const QImage fresh = card.grab().toImage();
    card.setStale(true);
    QVERIFY(card.isStale());
    QVERIFY(body->isVisible());
    QVERIFY(card.grab().toImage() != fresh);
}

void CardTest::testBanner_Text_IsItsName()
{
    Banner banner;
    QSignalSpy triggered(&banner, &Banner::actionTriggered);
    banner.setText({ u"wifi-off"_s, Tone::Warn, u"No connection since 11:58."_s, u"You see saved data."_s,
        u"Retry now"_s });
    QCOMPARE(banner.accessibleName(), u"No connection since 11:58. You see saved data."_s);
    banner.show();
    banner.findChild<QPushButton *>()->click();
    QCOMPARE(triggered.size(), 1);
}

void CardTest::testBanner_Sentence_EndsInAnEllipsis_WhereItDoesNotFit()
{
    Banner banner;
    const QString sentence = u"You see what was read 6 min ago; it is brought up to date by itself."_s;
    banner.setText({ u"wifi-off"_s, Tone::Warn, u"No answer."_s, sentence, u"Retry now"_s });
    banner.resize(420, 40);
    banner.show();
    const auto shown = [&banner](const QString &text) {
        const auto labels = banner.findChildren<QLabel *>();
        return std::any_of(
            labels.begin(), labels.end(), [&](const QLabel *label) { return label->text().endsWith(text); });
    };
    QTRY_VERIFY(shown(u"…"_s));
    QCOMPARE(banner.toolTip(), sentence);
    banner.resize(1'200, 40);
    QTRY_VERIFY(shown(u"by itself."_s));
    QCOMPARE(banner.toolTip(), QString());
}

void CardTest::testTheme_Switch_KeepsTexts()
{
    Card card;
    card.setHead({ u"MRR"_s, u"net new <b>+$840.1 k</b>"_s });
    card.showState({ {}, Tone::Neutral, u"Nothing yet"_s, u"Wait for it."_s });
    card.show();
    const auto texts = [&card] {
        QString all;
        for (const QLabel *label : card.findChildren<QLabel *>()) {
            all += label->text();
        }
        return all;
    };
    const QString ink = theme::color(theme::Color::Text, theme::Scheme::Dark).name();
    QVERIFY(!texts().contains(ink));
    m_theme.setMode(theme::Mode::Dark);
    QTRY_VERIFY(texts().contains(ink));
    QVERIFY(texts().contains(u"Nothing yet"_s));
    QVERIFY(texts().contains(u"Wait for it."_s));
    m_theme.setMode(theme::Mode::Light);
}

QTEST_MAIN(CardTest)
#include "cardtest.moc"
