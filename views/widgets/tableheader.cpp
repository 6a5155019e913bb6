#include "views/widgets/tableheader.h"

#include "views/theme/tokens.h"
#include "views/theme/typescale.h"

#include <QKeyEvent>
#include <QPainter>
#include <QSignalBlocker>
#include <QStyle>
#include <QStyleOptionButton>

namespace billhook::widgets {

TableHeader::TableHeader(QWidget *parent)
    : QHeaderView(Qt::Horizontal, parent)
{
    setSectionsClickable(true);
    setFocusPolicy(Qt::TabFocus);
    setFixedHeight(theme::metric::tableHeader);
    setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    setFont(theme::font(theme::Type::Secondary, QFont::Medium));
    setHighlightSections(false);
    setSectionResizeMode(QHeaderView::Fixed);
    setMinimumSectionSize(24);
    connect(this, &QHeaderView::sortIndicatorChanged, this, &TableHeader::takeIndicator);
    connect(this, &QHeaderView::sectionClicked, this, [this](int column) {
        if (column == m_checkColumn) {
            Q_EMIT allAsked(m_checked != Qt::Checked);
        }
    });
}

void TableHeader::showSort(int column, Qt::SortOrder order)
{
    m_sortColumn = column;
    m_sortOrder = order;
    const QSignalBlocker quiet(this);
    setSortIndicatorShown(true);
    setSortIndicator(column, order);
}

void TableHeader::setCheckColumn(int column)
{
    m_checkColumn = column;
    viewport()->update();
}

void TableHeader::showChecked(Qt::CheckState state)
{
    m_checked = state;
    viewport()->update();
}

// The base turns the arrow when a title is pressed; here it turns when the rows do.
void TableHeader::takeIndicator(int column, Qt::SortOrder order)
{
    if (m_sortColumn < 0) {
        return;
    }
    {
        const QSignalBlocker quiet(this);
        setSortIndicator(m_sortColumn, m_sortOrder);
    }
    if (column >= 0 && column != m_checkColumn) {
        Q_EMIT sortAsked(column, order);
    }
}

void TableHeader::press(int column)
{
    if (column == m_checkColumn) {
        Q_EMIT allAsked(m_checked != Qt::Checked);
        return;
    }
    const bool turn = column == sortIndicatorSection() && sortIndicatorOrder() == Qt::AscendingOrder;
    setSortIndicator(column, turn ? Qt::DescendingOrder : Qt::AscendingOrder);
}

int TableHeader::neighbour(int column, int direction) const
{
    for (int place = visualIndex(column) + direction; place >= 0 && place < count(); place += direction) {
        const int found = logicalIndex(place);
        if (!isSectionHidden(found)) {
            return found;
        }
    }
    return column;
}

void TableHeader::walkTo(int column)
{
    m_current = column;
    viewport()->update();
}

void TableHeader::keyPressEvent(QKeyEvent *event)
{
    switch (event->key()) {
    case Qt::Key_Left:
        return walkTo(neighbour(m_current, -1));
    case Qt::Key_Right:
        return walkTo(neighbour(m_current, 1));
    case Qt::Key_Space:
    case Qt::Key_Return:
    case Qt::Key_Enter:
        return press(m_current);
    case Qt::Key_Down:
        return Q_EMIT leftDownwards();
    default:
        event->ignore();
    }
}

void TableHeader::focusInEvent(QFocusEvent *event)
{
    QHeaderView::focusInEvent(event);
    if (m_current >= count() || isSectionHidden(m_current)) {
        m_current = neighbour(-1, 1);
    }
    viewport()->update();
}

void TableHeader::focusOutEvent(QFocusEvent *event)
{
    QHeaderView::focusOutEvent(event);
    viewport()->update();
}

void TableHeader::initStyleOptionForIndex(QStyleOptionHeader *option, int logicalIndex) const
{
    QHeaderView::initStyleOptionForIndex(option, logicalIndex);
    const auto found = m_alignments.find(logicalIndex);
    if (found != m_alignments.end()) {
        option->textAlignment = found->second | Qt::AlignVCenter;
    }
}

void TableHeader::paintSection(QPainter *painter, const QRect &area, int column) const
{
    painter->save();
    QHeaderView::paintSection(painter, area, column);
    painter->restore();
    if (column == m_checkColumn) {
        paintBox(*painter, area);
    }
    if (hasFocus() && column == m_current) {
        painter->setPen(QPen(theme::color(theme::Color::Focus, palette()), 2));
        painter->setBrush(Qt::NoBrush);
        painter->drawRect(area.adjusted(1, 1, -1, -1));
    }
}

void TableHeader::paintBox(QPainter &painter, const QRect &area) const
{
    QStyleOptionButton box;
    const QSize size(
        style()->pixelMetric(QStyle::PM_IndicatorWidth), style()->pixelMetric(QStyle::PM_IndicatorHeight));
    const int left = m_checkColumn == 0 ? theme::metric::space4 : theme::metric::space2;
    box.palette = palette();
    box.rect = QStyle::alignedRect(
        Qt::LeftToRight, Qt::AlignLeft | Qt::AlignVCenter, size, area.adjusted(left, 0, 0, -1));
    box.state = QStyle::State_Enabled
        | (m_checked == Qt::Checked          ? QStyle::State_On
                : m_checked == Qt::Unchecked ? QStyle::State_Off
                                             : QStyle::State_NoChange);
    style()->drawPrimitive(QStyle::PE_IndicatorCheckBox, &box, &painter, this);
}

} // namespace billhook::widgets
