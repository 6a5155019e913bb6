#pragma once

#include <QColor>
#include <QRectF>

#include <cstdint>
#include <span>

class QPainter;

namespace billhook::widgets {

// A line without axes: 1.5 px, its last point marked. Decoration; the numbers stand beside it as text.
void paintSparkline(
    QPainter &painter, const QRectF &rectangle, std::span<const std::int64_t> values, const QColor &color);

} // namespace billhook::widgets
