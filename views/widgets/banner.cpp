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
    m_sentence->setText(text.sentence);
    m_action->setText(text.action);
    m_action->setVisible(!text.action.isEmpty());
    setAccessibleName(text.fact + u" "_s + text.sentence);
    update();
    if (changed) {
        QAccessibleEvent alert(this, QAccessible::Alert);
        QAccessible::updateAccessibility(&alert);
    }
}

void Banner::paintEvent(QPaintEvent * /*event*/)
{
    QPainter painter(this);
    painter.fillRect(rect(), theme::color(groundToken(m_text.tone), palette()));
    theme::paintIcon(painter, QRectF(16, 0, 16, height()), m_text.icon,
        theme::color(m_text.tone == Tone::Neutral ? theme::Color::Muted : textToken(m_text.tone), palette()));
}

} // namespace billhook::widgets
