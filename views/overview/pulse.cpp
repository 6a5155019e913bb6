#include "views/overview/pulse.h"

#include "views/theme/theme.h"
#include "views/theme/tokens.h"

#include <QPainter>

namespace billhook::overview {

namespace {

constexpr int fadeMs = 900;
constexpr float strongest = 0.14F; // light enough to read the figure through it

} // namespace

Pulse::Pulse(QWidget *card)
    : QWidget(card)
{
    setAttribute(Qt::WA_TransparentForMouseEvents);
    hide();
    m_fade.setStartValue(1.0);
    m_fade.setEndValue(0.0);
    m_fade.setDuration(fadeMs);
    connect(&m_fade, &QVariantAnimation::valueChanged, this, qOverload<>(&Pulse::update));
    connect(&m_fade, &QVariantAnimation::finished, this, &Pulse::hide);
}

void Pulse::play()
{
    if (theme::motionReduced() || !parentWidget()->isVisible()) {
        return;
    }
    setGeometry(parentWidget()->rect());
    raise();
    show();
    m_fade.stop();
    m_fade.start();
}

void Pulse::paintEvent(QPaintEvent * /*event*/)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    QColor accent = theme::color(theme::Color::Accent, palette());
    accent.setAlphaF(strongest * m_fade.currentValue().toFloat());
    painter.setPen(Qt::NoPen);
    painter.setBrush(accent);
    painter.drawRoundedRect(rect(), theme::metric::radiusCard, theme::metric::radiusCard);
}

} // namespace billhook::overview
