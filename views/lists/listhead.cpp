#include "views/lists/listhead.h"

#include "models/items/localetext.h"
#include "views/theme/painters.h"
#include "views/theme/tokens.h"
#include "views/theme/typescale.h"

#include <QPainter>

#include <algorithm>

namespace billhook::lists {

using namespace Qt::StringLiterals;
using theme::Color;
using theme::Type;
using theme::paint::elidedLine;

namespace {

constexpr int headHeight = 88;
constexpr int widestFigure = 172;
constexpr int narrowestFigure = 116;
constexpr int widestBars = 330;
constexpr int narrowestBars = 220;
constexpr int labelHeight = 18;

} // namespace

ListHead::ListHead(const QString &name, QWidget *parent)
    : QWidget(parent)
{
    setObjectName(name);
    setFixedHeight(headHeight);
}

void ListHead::setFigures(const QList<ListFigure> &figures)
{
    m_figures = figures;
    describe();
    update();
}

void ListHead::setBars(const QList<ListBar> &bars)
{
    m_bars = bars;
    describe();
    update();
}

void ListHead::describe()
{
    QStringList parts;
    for (const ListFigure &figure : m_figures) {
        parts.append(u"%1: %2 %3"_s.arg(figure.label, figure.value, figure.share).trimmed());
    }
    for (const ListBar &bar : m_bars) {
        parts.append(u"%1: %2"_s.arg(bar.label, items::number(bar.value)));
    }
    setAccessibleName(parts.join(u", "_s));
}

/** Of one figure: as wide as is pleasant, narrower where the chart would not fit. */
int ListHead::figuresWidth() const
{
    const auto count = std::max<int>(1, static_cast<int>(m_figures.size()));
    const int room = width() - (m_bars.isEmpty() ? 0 : narrowestBars);
    return std::clamp(room / count, narrowestFigure, widestFigure);
}

void ListHead::paintEvent(QPaintEvent * /*event*/)
{
    QPainter painter(this);
    painter.fillRect(0, height() - 1, width(), 1, theme::color(Color::CardBorder, palette()));
    const int step = figuresWidth();
    int left = 0;
    for (const ListFigure &figure : m_figures) {
        const QRectF area(left + theme::metric::space4, 0, step - theme::metric::space4 - 6, height());
        elidedLine(painter, QRectF(area.left(), 14, area.width(), labelHeight), figure.label,
            theme::font(Type::Secondary, QFont::Medium), theme::color(Color::Muted, palette()));
        const QRectF line(area.left(), 36, area.width(), 28);
        const qreal used = elidedLine(
            painter, line, figure.value, theme::font(Type::PageTitle), theme::color(Color::Text, palette()));
        elidedLine(painter, line.adjusted(used + theme::metric::space2, 3, 0, 3), figure.share,
            theme::font(Type::Secondary), theme::color(Color::Muted, palette()));
        left += step;
        painter.fillRect(left - 1, 0, 1, height(), theme::color(Color::Hairline, palette()));
    }
    const int room = width() - left - 2 * theme::metric::space4;
    if (room >= narrowestBars - 2 * theme::metric::space4 && !m_bars.isEmpty()) {
        const int used = std::min(room, widestBars);
        paintBars(painter, QRectF(width() - used - theme::metric::space4, 8, used, height() - 16));
    }
}

void ListHead::paintBars(QPainter &painter, const QRectF &area) const
{
    const auto highest = std::max_element(m_bars.cbegin(), m_bars.cend(),
        [](const ListBar &left, const ListBar &right) { return left.value < right.value; });
    const qreal step = area.width() / static_cast<qreal>(m_bars.size());
    const qreal room = area.height() - 2 * labelHeight + 2;
    const qreal base = area.bottom() - labelHeight + 2;
    painter.fillRect(QRectF(area.left(), base, area.width(), 1), theme::color(Color::CardBorder, palette()));
    for (qsizetype i = 0; i < m_bars.size(); ++i) {
        const ListBar &bar = m_bars.at(i);
        const QRectF column(area.left() + static_cast<qreal>(i) * step, area.top(), step, area.height());
        const qreal height = highest->value == 0
            ? 0
            : std::max<qreal>(bar.value > 0 ? 2 : 0,
                room * static_cast<qreal>(bar.value) / static_cast<qreal>(highest->value));
        const QRectF body(column.center().x() - 13, base - height, 26, height);
        const QColor ink = theme::color(Color::AccentFill, palette());
        if (bar.unfinished && height > 0) {
            painter.fillRect(body, theme::color(Color::AccentSoft, palette()));
            painter.fillRect(body, QBrush(ink, Qt::BDiagPattern));
        } else {
            painter.fillRect(body, ink);
        }
        elidedLine(painter, QRectF(column.left(), base - height - labelHeight, step, labelHeight),
            items::number(bar.value), theme::font(Type::Axis), theme::color(Color::Text, palette()),
            Qt::AlignHCenter);
        elidedLine(painter, QRectF(column.left(), base + 2, step, labelHeight - 2), bar.label,
            theme::font(Type::Axis, bar.unfinished ? QFont::DemiBold : QFont::Normal),
            theme::color(bar.unfinished ? Color::Text : Color::Muted, palette()), Qt::AlignHCenter);
    }
}

} // namespace billhook::lists
