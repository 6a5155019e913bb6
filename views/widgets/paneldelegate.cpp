#include "views/widgets/paneldelegate.h"

#include "views/theme/icons.h"
#include "views/theme/painters.h"
#include "views/theme/typescale.h"
#include "views/widgets/panelmodel.h"

#include <QPainter>

namespace billhook::widgets {

namespace {

using theme::Color;
using theme::Type;

constexpr int padding = theme::metric::cardPadding;
constexpr int line = 16;

struct Pen
{
    QFont font;
    QColor color;
};

// Draws at the left (or right) edge of the area and gives the width that was used.
qreal drawText(
    QPainter &painter, const QRectF &area, const QString &text, const Pen &pen, int side = Qt::AlignLeft)
{
    return theme::paint::elidedLine(painter, area, text, pen.font, pen.color, side);
}

qreal textWidth(const QString &text, const QFont &font)
{
    return QFontMetricsF(font).horizontalAdvance(text);
}

void paintTwoLine(QPainter &painter, const QRectF &area, const PanelRow &row, const QPalette &palette)
{
    const Pen strong{ theme::font(Type::Body, QFont::Medium), theme::color(Color::Text, palette) };
    const Pen small{ theme::font(Type::Secondary), theme::color(Color::Muted, palette) };
    const Pen note{ small.font,
        row.noteTone == Tone::Quiet ? small.color : theme::color(textToken(row.noteTone), palette) };
    const qreal right = std::max(textWidth(row.value, strong.font), textWidth(row.note, note.font));
    const QRectF first(area.left(), area.top() + 2, area.width(), line);
    const QRectF second = first.translated(0, line);
    drawText(painter, first, row.value, strong, Qt::AlignRight);
    drawText(painter, second, row.note, note, Qt::AlignRight);
    const qreal room = -right - theme::metric::space3;
    drawText(painter, first.adjusted(0, 0, room, 0), row.title, strong);
    drawText(painter, second.adjusted(0, 0, room, 0), row.detail, small);
}

void paintOneLine(QPainter &painter, const QRectF &area, const PanelRow &row, const QPalette &palette)
{
    const Pen strong{ theme::font(Type::Secondary, QFont::Medium), theme::color(Color::Text, palette) };
    const Pen plain{ theme::font(Type::Secondary), theme::color(Color::Text, palette) };
    const Pen muted{ plain.font, theme::color(Color::Muted, palette) };
    const qreal valueWidth = std::max(66.0, textWidth(row.value, plain.font));
    QRectF rest = area;
    drawText(painter, rest, row.value, plain, Qt::AlignRight);
    rest.setRight(rest.right() - valueWidth);
    drawText(painter, QRectF(rest.right() - 46, rest.top(), 46, rest.height()), row.date, muted);
    rest.setRight(rest.right() - 54);
    const qreal detailWidth = std::max(88.0, rest.width() * 0.4);
    drawText(painter, QRectF(rest.right() - detailWidth, rest.top(), detailWidth, rest.height()), row.detail,
        muted);
    rest.setRight(rest.right() - detailWidth - theme::metric::space2);
    drawText(painter, rest, row.title,
        row.link ? Pen{ strong.font, theme::color(Color::Accent, palette) } : strong);
}

void paintGroup(QPainter &painter, const QRectF &area, const PanelRow &row, const QPalette &palette)
{
    const Pen strong{ theme::font(Type::Secondary, QFont::DemiBold), theme::color(Color::Text, palette) };
    const Pen value{ theme::font(Type::Secondary, QFont::Medium), strong.color };
    const Pen muted{ theme::font(Type::Secondary), theme::color(Color::Muted, palette) };
    QRectF rest = area;
    if (!row.icon.isEmpty()) {
        theme::paintIcon(
            painter, QRectF(rest.left(), rest.top(), 14, rest.height()), row.icon, strong.color, 14);
        rest.setLeft(rest.left() + 14 + theme::metric::space2);
    }
    const qreal used = drawText(painter, rest, row.value, value, Qt::AlignRight);
    rest.setRight(rest.right() - used - theme::metric::space2);
    rest.setLeft(rest.left() + drawText(painter, rest, row.title, strong) + theme::metric::space2);
    if (rest.width() > 20) {
        drawText(painter, rest, row.detail, muted);
    }
}

void paintGround(QPainter &painter, const QStyleOptionViewItem &option, PanelRow::Kind kind)
{
    const QRect &area = option.rect;
    if (kind == PanelRow::Kind::Group) {
        painter.fillRect(area, theme::color(Color::HeaderRow, option.palette));
        painter.fillRect(
            area.left(), area.bottom(), area.width(), 1, theme::color(Color::Hairline, option.palette));
    } else if (option.state.testFlag(QStyle::State_MouseOver)) {
        painter.fillRect(area, theme::color(Color::Hover, option.palette));
    }
    painter.fillRect(area.left(), area.top(), area.width(), 1, theme::color(Color::Hairline, option.palette));
    if (option.state.testFlag(QStyle::State_HasFocus)
        && option.state.testFlag(QStyle::State_KeyboardFocusChange)) {
        painter.setPen(QPen(theme::color(Color::Focus, option.palette), 2));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(area.adjusted(1, 1, -1, -1));
    }
}

} // namespace

int PanelDelegate::rowHeight(PanelRow::Kind kind)
{
    return kind == PanelRow::Kind::TwoLine ? theme::metric::rowPanel : theme::metric::rowCompact;
}

void PanelDelegate::paint(
    QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const auto *model = qobject_cast<const PanelModel *>(index.model());
    if (model == nullptr) {
        return;
    }
    const PanelRow &row = model->rowAt(index.row());
    painter->save();
    paintGround(*painter, option, row.kind);
    const QRectF area = QRectF(option.rect).adjusted(padding, 0, -padding, 0);
    switch (row.kind) {
    case PanelRow::Kind::TwoLine:
        paintTwoLine(*painter, area, row, option.palette);
        break;
    case PanelRow::Kind::OneLine:
        paintOneLine(*painter, area, row, option.palette);
        break;
    case PanelRow::Kind::Group:
        paintGroup(*painter, area, row, option.palette);
        break;
    }
    painter->restore();
}

QSize PanelDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const auto *model = qobject_cast<const PanelModel *>(index.model());
    return { option.rect.width(), model == nullptr ? 0 : rowHeight(model->rowAt(index.row()).kind) };
}

} // namespace billhook::widgets
