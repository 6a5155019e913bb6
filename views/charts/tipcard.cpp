#include "views/charts/tipcard.h"

#include "views/theme/painters.h"
#include "views/theme/tokens.h"
#include "views/theme/typescale.h"

#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>

namespace billhook::charts {

namespace {

using theme::Color;
using theme::Type;

constexpr qreal minimumWidth = 212;
constexpr qreal line = 16;
constexpr qreal keyWidth = 20; // stroke and gap before a name
constexpr qreal padding = 12;

QFont plain()
{
    return theme::font(Type::Secondary);
}

QFont strong()
{
    return theme::font(Type::Secondary, QFont::DemiBold);
}

void paintRow(QPainter &painter, const QRectF &row, const QPen &stroke, const QString &name,
    const QString &value, const QFont &valueFont, const QColor &ink)
{
    painter.setPen(stroke);
    painter.drawLine(QPointF(row.left(), row.center().y()), QPointF(row.left() + 12, row.center().y()));
    painter.setPen(ink);
    painter.setFont(plain());
    painter.drawText(row.adjusted(keyWidth, 0, 0, 0), Qt::AlignLeft | Qt::AlignVCenter, name);
    painter.setFont(valueFont);
    painter.drawText(row, Qt::AlignRight | Qt::AlignVCenter, value);
}

} // namespace

QSizeF tipSize(const PointText &text, const QString &seriesName)
{
    const QFontMetricsF metrics(strong());
    const qreal first = metrics.horizontalAdvance(seriesName) + metrics.horizontalAdvance(text.value);
    const qreal second
        = metrics.horizontalAdvance(text.comparisonLabel) + metrics.horizontalAdvance(text.comparison);
    const qreal rows = std::max(first, second) + keyWidth + 16;
    const qreal width
        = std::max({ rows, metrics.horizontalAdvance(text.title), metrics.horizontalAdvance(text.note) });
    qreal height = 16 + 2 * line + 4;
    height += text.comparisonLabel.isEmpty() ? 0 : line;
    height += text.note.isEmpty() ? 0 : line + 4;
    return { std::max(minimumWidth, width + 2 * padding), height };
}

void paintTipCard(QPainter &painter, const QRectF &card, const PointText &text, const QString &seriesName,
    const QPalette &palette)
{
    const QColor ink = theme::color(Color::TipText, palette);
    const QColor faint = theme::color(Color::TipMuted, palette);
    theme::paint::roundedBox(
        painter, card, theme::metric::radiusControl, theme::color(Color::Tip, palette), Qt::transparent);
    QRectF row(card.left() + padding, card.top() + 8, card.width() - 2 * padding, line);
    painter.setFont(strong());
    painter.setPen(ink);
    painter.drawText(row, Qt::AlignLeft | Qt::AlignVCenter, text.title);
    row.translate(0, line + 4);
    paintRow(painter, row, QPen(ink, 2), seriesName, text.value, strong(), ink);
    row.translate(0, line);
    if (!text.comparisonLabel.isEmpty()) {
        QPen dashes(faint, 2, Qt::CustomDashLine, Qt::FlatCap);
        dashes.setDashPattern({ 1.5, 1 });
        paintRow(painter, row, dashes, text.comparisonLabel, text.comparison, plain(), ink);
        row.translate(0, line);
    }
    if (!text.note.isEmpty()) {
        row.translate(0, 4);
        painter.setFont(plain());
        painter.setPen(faint);
        painter.drawText(row, Qt::AlignLeft | Qt::AlignVCenter, text.note);
    }
}

} // namespace billhook::charts
