#pragma once

#include "views/widgets/celldelegate.h"

#include <QRectF>
#include <QString>

#include <vector>

class QPainter;
class QPalette;

namespace billhook::widgets {

// The parts of one cell, read from the model.
struct CellContent
{
    QString text;
    QString secondary;
    QString icon;
    QString key;
    Tone tone{ Tone::Quiet };
    int permille{ -1 };
    std::vector<std::int64_t> trend;
};

void paintCell(QPainter &painter, const QRectF &area, CellKind kind, const CellContent &content,
    const QPalette &palette);

} // namespace billhook::widgets
