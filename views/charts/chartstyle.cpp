#include "views/charts/chartstyle.h"

#include "views/theme/tokens.h"
#include "views/theme/typescale.h"

#include <QFontMetrics>
#include <QPainter>
#include <QPixmap>
#include <QTransform>

#include <algorithm>
#include <cmath>

namespace billhook::charts {

namespace {

using theme::Color;

struct KindColors
{
    Color fill{};
    Color line{};
};

KindColors colorsOf(MovementKind kind)
{
    switch (kind) {
    case MovementKind::New:
        return { Color::ChartNew, Color::ChartNewLine };
    case MovementKind::Expansion:
        return { Color::ChartExpansion, Color::ChartExpansionLine };
    case MovementKind::Reactivation:
        return { Color::ChartReactivation, Color::ChartReactivationLine };
    case MovementKind::Contraction:
        return { Color::ChartContraction, Color::ChartContractionLine };
    case MovementKind::Churn:
        return { Color::ChartChurn, Color::ChartChurnLine };
    case MovementKind::Fx:
        break;
    }
    return { Color::Card, Color::ChartFx };
}

// Lines on a 5 px square, turned by 45 degrees where it is used.
QBrush hatch(const QColor &ground, const QColor &line, qreal width, bool crossed, qreal ratio)
{
    constexpr int side = 5;
    const int pixels = static_cast<int>(std::ceil(side * ratio));
    QPixmap tile(pixels, pixels);
    tile.fill(ground);
    QPainter painter(&tile);
    const int thick = std::max(1, static_cast<int>(std::lround(width * ratio)));
    painter.fillRect(0, 0, thick, pixels, line);
    if (crossed) {
        painter.fillRect(0, 0, pixels, thick, line);
    }
    painter.end();
    QBrush brush(tile);
    brush.setTransform(QTransform().rotate(45).scale(1 / ratio, 1 / ratio));
    return brush;
}

} // namespace

QBrush movementBrush(MovementKind kind, const QPalette &palette, qreal devicePixelRatio)
{
    const KindColors colors = colorsOf(kind);
    const QColor fill = theme::color(colors.fill, palette);
    const QColor line = theme::color(colors.line, palette);
    if (kind == MovementKind::Reactivation) {
        return hatch(fill, line, 2, false, devicePixelRatio);
    }
    if (kind == MovementKind::Churn) {
        return hatch(fill, line, 1, true, devicePixelRatio);
    }
    return fill;
}

QColor movementOutline(MovementKind kind, const QPalette &palette)
{
    return theme::color(colorsOf(kind).line, palette);
}

void paintSwatch(QPainter &painter, const QRectF &square, MovementKind kind, const QPalette &palette)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(movementOutline(kind, palette), 1));
    painter.setBrush(movementBrush(kind, palette, painter.device()->devicePixelRatioF()));
    painter.drawRoundedRect(square.adjusted(0.5, 0.5, -0.5, -0.5), 1.5, 1.5);
    painter.restore();
}

qreal valueToY(std::int64_t value, const std::vector<ValueTick> &ticks, qreal top, qreal bottom)
{
    if (ticks.size() < 2) {
        return bottom;
    }
    const auto low = static_cast<qreal>(ticks.front().value);
    const auto high = static_cast<qreal>(ticks.back().value);
    return bottom - (static_cast<qreal>(value) - low) / (high - low) * (bottom - top);
}

int labelStep(const std::vector<ChartColumn> &columns, int columnWidth)
{
    const QFontMetrics metrics(theme::font(theme::Type::Axis));
    int widest = 1;
    for (const ChartColumn &column : columns) {
        widest = std::max(widest, metrics.horizontalAdvance(column.label) + 6);
    }
    return std::max(1, (widest + columnWidth - 1) / std::max(columnWidth, 1));
}

} // namespace billhook::charts
