#include "views/widgets/sparkline.h"

#include <QPainter>
#include <QPainterPath>

#include <algorithm>

namespace billhook::widgets {

void paintSparkline(
    QPainter &painter, const QRectF &rectangle, std::span<const std::int64_t> values, const QColor &color)
{
    if (values.size() < 2) {
        return;
    }
    const auto [lowest, highest] = std::minmax_element(values.begin(), values.end());
    const auto low = static_cast<qreal>(*lowest);
    const auto high = static_cast<qreal>(*highest);
    const qreal range = std::max<qreal>(1, high - low);
    const QRectF inner = rectangle.adjusted(2.5, 2.5, -2.5, -2.5);
    const qreal step = inner.width() / static_cast<qreal>(values.size() - 1);
    const auto pointAt = [&](std::size_t index) {
        const qreal share = high <= low ? 0.5 : (static_cast<qreal>(values[index]) - low) / range;
        return QPointF(
            inner.left() + step * static_cast<qreal>(index), inner.bottom() - share * inner.height());
    };
    QPainterPath path(pointAt(0));
    for (std::size_t index = 1; index < values.size(); ++index) {
        path.lineTo(pointAt(index));
    }
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(color, 1.5, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.drawPath(path);
    painter.setPen(Qt::NoPen);
    painter.setBrush(color);
    painter.drawEllipse(pointAt(values.size() - 1), 2.25, 2.25);
    painter.restore();
}

} // namespace billhook::widgets
