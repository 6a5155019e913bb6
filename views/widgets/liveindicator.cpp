#include "views/widgets/liveindicator.h"

#include "views/theme/icons.h"
#include "views/theme/tokens.h"
#include "views/theme/typescale.h"

#include <QPainter>

namespace billhook::widgets {

using namespace Qt::StringLiterals;

namespace {

constexpr int markWidth = 20; // dot with its ring, or icon, and the gap

QFont strongFont()
{
    return theme::font(theme::Type::Secondary, QFont::DemiBold);
}

} // namespace

LiveIndicator::LiveIndicator(QWidget *parent)
    : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    show(LiveState::Off, {});
}

void LiveIndicator::show(LiveState state, const QString &detail)
{
    if (state == m_state && detail == m_detail && !accessibleName().isEmpty()) {
        return;
    }
    m_state = state;
    m_detail = detail;
    setAccessibleName(detail.isEmpty() ? word() : word() + u", "_s + detail);
    setToolTip(accessibleName());
    updateGeometry();
    update();
}

QString LiveIndicator::word() const
{
    switch (m_state) {
    case LiveState::Live:
        return tr("Live");
    case LiveState::Late:
        return tr("Late");
    case LiveState::Off:
        return tr("Off");
    }
    return {};
}

QSize LiveIndicator::sizeHint() const
{
    int width = markWidth + QFontMetrics(strongFont()).horizontalAdvance(word());
    if (!m_detail.isEmpty()) {
        width += QFontMetrics(theme::font(theme::Type::Secondary)).horizontalAdvance(u" · "_s + m_detail);
    }
    return { width + 2, 24 };
}

QSize LiveIndicator::minimumSizeHint() const
{
    return sizeHint();
}

void LiveIndicator::paintEvent(QPaintEvent * /*event*/)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const theme::Color token = m_state == LiveState::Live ? theme::Color::Ok
        : m_state == LiveState::Late                      ? theme::Color::Warn
                                                          : theme::Color::Muted;
    const QColor color = theme::color(token, palette());
    const QPointF middle(7, height() / 2.0);
    if (m_state == LiveState::Live) {
        QColor ring = color;
        ring.setAlphaF(0.45F);
        painter.setPen(QPen(ring, 1));
        painter.setBrush(Qt::NoBrush);
        painter.drawEllipse(middle, 6.5, 6.5);
        painter.setPen(Qt::NoPen);
        painter.setBrush(color);
        painter.drawEllipse(middle, 4, 4);
    } else {
        theme::paintIcon(painter, QRectF(0, 0, 14, height()),
            m_state == LiveState::Late ? u"clock"_s : u"wifi-off"_s, color, 14);
    }
    painter.setFont(strongFont());
    painter.setPen(color);
    const qreal x = markWidth;
    painter.drawText(QRectF(x, 0, width(), height()), Qt::AlignVCenter, word());
    const qreal used = QFontMetricsF(strongFont()).horizontalAdvance(word());
    if (!m_detail.isEmpty()) {
        painter.setFont(theme::font(theme::Type::Secondary));
        painter.setPen(theme::color(theme::Color::Muted, palette()));
        painter.drawText(QRectF(x + used, 0, width(), height()), Qt::AlignVCenter, u" · "_s + m_detail);
    }
}

} // namespace billhook::widgets
