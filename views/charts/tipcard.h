#pragma once

#include "views/charts/chartdata.h"

#include <QSizeF>

class QPainter;
class QPalette;
class QRectF;

namespace billhook::charts {

// The dark card at a chart's cursor: date, value, comparison, note.
QSizeF tipSize(const PointText &text, const QString &seriesName);
void paintTipCard(QPainter &painter, const QRectF &card, const PointText &text, const QString &seriesName,
    const QPalette &palette);

} // namespace billhook::charts
