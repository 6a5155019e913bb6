#pragma once

#include "views/theme/tokens.h"

#include <QIcon>
#include <QPixmap>
#include <QString>

class QPainter;
class QRectF;

// Line icons by name, as in resources/icons ("arrow-left"). They are drawn in a colour of the current
// palette, at the device's pixel ratio, and cached. An unknown name draws nothing.
namespace billhook::theme {

// Takes the token while enabled and Color::Disabled while not; follows a theme switch.
QIcon icon(const QString &name, Color token = Color::Muted);

QPixmap iconPixmap(const QString &name, const QColor &color, int logicalSize, qreal devicePixelRatio,
    qreal strokeWidth = 1.75);

// Draws the icon as a square into the middle of the rectangle.
void paintIcon(QPainter &painter, const QRectF &rectangle, const QString &name, const QColor &color,
    int logicalSize = metric::icon, qreal strokeWidth = 1.75);

} // namespace billhook::theme
