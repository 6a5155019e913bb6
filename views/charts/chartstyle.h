#pragma once

#include "views/charts/chartdata.h"

#include <QBrush>
#include <QColor>

class QPainter;
class QPalette;
class QRectF;

namespace billhook::charts {

// How one kind of movement looks, in bars and in swatches: never by colour alone.
QBrush movementBrush(MovementKind kind, const QPalette &palette, qreal devicePixelRatio);
QColor movementOutline(MovementKind kind, const QPalette &palette);
void paintSwatch(QPainter &painter, const QRectF &square, MovementKind kind, const QPalette &palette);

// Where a value lies between the lowest and the highest tick, in pixels from the top of a plot.
qreal valueToY(std::int64_t value, const std::vector<ValueTick> &ticks, qreal top, qreal bottom);

// Every how many columns a label fits.
int labelStep(const std::vector<ChartColumn> &columns, int columnWidth);

} // namespace billhook::charts
