#pragma once

#include "views/theme/tokens.h"

#include <QRectF>

class QFont;
class QPainter;
class QPalette;
class QStyleOption;
class QStyleOptionComboBox;
class QStyleOptionHeader;
class QStyleOptionMenuItem;
class QStyleOptionSlider;
class QStyleOptionTab;
class QStyleOptionToolButton;
class QWidget;

// The painting behind BillhookStyle, one function per part. Each takes its colours from the option's palette.
namespace billhook::theme::paint {

// A 1 px border on whole pixels; either colour may be transparent.
void roundedBox(
    QPainter &painter, const QRectF &rectangle, qreal radius, const QColor &fill, const QColor &border);

// One line of text, elided where the area is too narrow, at that side of it; the width it takes. Leaves font
// and pen set.
qreal elidedLine(QPainter &painter, const QRectF &area, const QString &text, const QFont &font,
    const QColor &color, int side = Qt::AlignLeft);

// A figure: whole or not at all, since a shortened one is another figure.
qreal wholeLine(QPainter &painter, const QRectF &area, const QString &text, const QFont &font,
    const QColor &color, int side = Qt::AlignRight);

void pushButton(QPainter &painter, const QStyleOption &option, const QWidget *widget);
void toolButton(QPainter &painter, const QStyleOptionToolButton &option, const QWidget *widget);
void field(QPainter &painter, const QStyleOption &option, const QWidget *widget);
void comboBox(QPainter &painter, const QStyleOptionComboBox &option);
void checkBox(QPainter &painter, const QStyleOption &option);
void radioButton(QPainter &painter, const QStyleOption &option);
void focusFrame(QPainter &painter, const QStyleOption &option, const QWidget *followed);
void menuPanel(QPainter &painter, const QStyleOption &option);
void menuItem(QPainter &painter, const QStyleOptionMenuItem &option);
void menuBarGround(QPainter &painter, const QStyleOption &option);
void menuBarItem(QPainter &painter, const QStyleOptionMenuItem &option);
void tip(QPainter &painter, const QStyleOption &option);
void headerSection(QPainter &painter, const QStyleOptionHeader &option);
void headerLabel(QPainter &painter, const QStyleOptionHeader &option);
void tabShape(QPainter &painter, const QStyleOptionTab &option);
void scrollBar(QPainter &painter, const QStyleOptionSlider &option, const QRect &handle);

// The colours a button of that kind has in its present state.
struct ButtonColors
{
    QColor fill;
    QColor border;
    QColor text;
    QColor icon;
};
ButtonColors buttonColors(const QStyleOption &option, const QWidget *widget);

} // namespace billhook::theme::paint
