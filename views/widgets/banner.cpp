#include "views/widgets/banner.h"

#include "views/theme/icons.h"
#include "views/widgets/textlabel.h"

#include <QAccessible>
#include <QHBoxLayout>
#include <QPainter>
#include <QPushButton>

namespace billhook::widgets {

using namespace Qt::StringLiterals;

Banner::Banner(QWidget *parent)
    : QFrame(parent)
    , m_fact(new TextLabel(theme::Type::Body, theme::Color::Text, this))
    , m_sentence(new TextLabel(theme::Type::Body, theme::Color::Text, this))
    , m_action(new QPushButton(this))
{
    setFixedHeight(40);
    m_fact->setWeight(QFont::DemiBold);
    m_action->setProperty("controlSize", u"small"_s);
    m_sentence->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(40, 0, theme::metric::space4, 0);
    layout->setSpacing(theme::metric::space2);
    layout->addWidget(m_fact);
    layout->addWidget(m_sentence, 1);
    layout->addWidget(m_action);
    connect(m_action, &QPushButton::clicked, this, &Banner::actionTriggered);
}

void Banner::setText(const BannerText &text)
{
    const bool changed = text.fact != m_text.fact; // the sentence may count seconds
    m_text = text;
    m_fact->setText(text.fact);
    m_action->setText(text.action);
    m_action->setVisible(!text.action.isEmpty());
    showSentence();
    setAccessibleName(text.fact + u" "_s + text.sentence);
    update();
    if (changed) {
        QAccessibleEvent alert(this, QAccessible::Alert);
        QAccessible::updateAccessibility(&alert);
    }
}

// What does not fit ends in an ellipsis, and is whole in the tip.
void Banner::showSentence()
{
    layout()->activate();
    const QFontMetrics metrics(m_sentence->font());
    m_sentence->setText(metrics.elidedText(m_text.sentence, Qt::ElideRight, m_sentence->width()));
    setToolTip(
        metrics.horizontalAdvance(m_text.sentence) > m_sentence->width() ? m_text.sentence : QString());
}

void Banner::resizeEvent(QResizeEvent *event)
{
    QFrame::resizeEvent(event);
    showSentence();
}

void Banner::paintEvent(QPaintEvent * /*event*/)
{
    QPainter painter(this);
    painter.fillRect(rect(), theme::color(groundToken(m_text.tone), palette()));
    theme::paintIcon(painter, QRectF(16, 0, 16, height()), m_text.icon,
        theme::color(m_text.tone == Tone::Neutral ? theme::Color::Muted : textToken(m_text.tone), palette()));
}

} // namespace billhook::widgets
