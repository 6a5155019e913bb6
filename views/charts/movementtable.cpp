#include "views/charts/movementtable.h"

#include "views/charts/chartstyle.h"
#include "views/charts/movementmodel.h"
#include "views/theme/tokens.h"
#include "views/theme/typescale.h"

#include <QHeaderView>
#include <QPainter>
#include <QScrollBar>
#include <QStyledItemDelegate>

#include <algorithm>
#include <utility>

namespace billhook::charts {

using theme::Color;
using theme::Type;

namespace {

constexpr int headHeight = 20;
constexpr int cellPadding = 4;

QFont cellFont(bool strong)
{
    return theme::font(Type::Secondary, strong ? QFont::DemiBold : QFont::Normal);
}

// Hairline under every row, a stronger line over the sum.
void paintRowLine(
    QPainter &painter, const QRect &area, const MovementModel &model, int row, const QPalette &palette)
{
    if (model.isClosing(row)) {
        return;
    }
    const bool beforeClosing = model.isClosing(row + 1);
    painter.fillRect(area.left(), area.bottom(), area.width(), 1,
        theme::color(beforeClosing ? Color::ChartAxis : Color::Hairline, palette));
}

class MovementDelegate final : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        const auto &model = *qobject_cast<const MovementModel *>(index.model());
        const QPalette &palette = option.palette;
        painter->save();
        if (option.state.testFlag(QStyle::State_MouseOver)) {
            painter->fillRect(option.rect, theme::color(Color::Hover, palette));
        } else if (model.isCurrent(index.column())) {
            painter->fillRect(option.rect, theme::color(Color::Window, palette));
        }
        paintRowLine(*painter, option.rect, model, index.row(), palette);
        painter->setFont(cellFont(model.isClosing(index.row())));
        painter->setPen(theme::color(Color::Text, palette));
        painter->drawText(option.rect.adjusted(0, 0, -cellPadding, -1), Qt::AlignRight | Qt::AlignVCenter,
            index.data().toString());
        const bool focused = option.state.testFlag(QStyle::State_HasFocus);
        if (focused && option.state.testFlag(QStyle::State_KeyboardFocusChange)) {
            painter->setPen(QPen(theme::color(Color::Focus, palette), 2));
            painter->drawRect(option.rect.adjusted(1, 1, -1, -1));
        }
        painter->restore();
    }
};

// Names with the swatches of their bars.
class NameHeader final : public QHeaderView
{
public:
    explicit NameHeader(QWidget *parent)
        : QHeaderView(Qt::Vertical, parent)
    { }

    QSize sizeHint() const override { return { firstColumnWidth, 0 }; }

protected:
    void paintSection(QPainter *painter, const QRect &area, int row) const override
    {
        const auto &movements = *qobject_cast<const MovementModel *>(model());
        paintRowLine(*painter, area, movements, row, palette());
        QRect text = area.adjusted(0, 0, 0, -1);
        const std::optional<MovementKind> kind = movements.kindOf(row);
        if (kind) {
            paintSwatch(*painter, QRectF(area.left(), area.top() + 7, 10, 10), *kind, palette());
            text.setLeft(text.left() + 18);
        }
        painter->setFont(cellFont(!kind));
        painter->setPen(theme::color(Color::Text, palette()));
        painter->drawText(text, Qt::AlignLeft | Qt::AlignVCenter,
            movements.headerData(row, Qt::Vertical, Qt::DisplayRole).toString());
    }
};

class MonthHeader final : public QHeaderView
{
public:
    explicit MonthHeader(QWidget *parent)
        : QHeaderView(Qt::Horizontal, parent)
    { }

    QSize sizeHint() const override { return { 0, headHeight }; }

protected:
    void paintSection(QPainter *painter, const QRect &area, int column) const override
    {
        const auto &movements = *qobject_cast<const MovementModel *>(model());
        const bool current = movements.isCurrent(column);
        if (current) {
            painter->fillRect(area, theme::color(Color::Window, palette()));
        }
        painter->fillRect(
            area.left(), area.bottom(), area.width(), 1, theme::color(Color::CardBorder, palette()));
        painter->setFont(cellFont(current));
        painter->setPen(theme::color(current ? Color::Text : Color::Muted, palette()));
        painter->drawText(area.adjusted(0, 0, -cellPadding, -1), Qt::AlignRight | Qt::AlignVCenter,
            movements.headerData(column, Qt::Horizontal, Qt::DisplayRole).toString());
    }
};

} // namespace

// Over the names: what unit the figures are in.
class UnitCorner final : public QWidget
{
public:
    explicit UnitCorner(QWidget *parent)
        : QWidget(parent)
    {
        setGeometry(0, 0, firstColumnWidth, headHeight);
        setAttribute(Qt::WA_TransparentForMouseEvents);
    }

    void setUnit(const QString &unit)
    {
        m_unit = unit;
        raise();
        update();
    }

protected:
    void paintEvent(QPaintEvent * /*event*/) override
    {
        QPainter painter(this);
        painter.fillRect(rect(), theme::color(Color::Card, palette()));
        painter.fillRect(0, height() - 1, width(), 1, theme::color(Color::CardBorder, palette()));
        painter.setFont(cellFont(false));
        painter.setPen(theme::color(Color::Muted, palette()));
        painter.drawText(rect().adjusted(0, 0, 0, -1), Qt::AlignLeft | Qt::AlignVCenter, m_unit);
    }

private:
    QString m_unit;
};

MovementTable::MovementTable(QWidget *parent)
    : QTableView(parent)
    , m_model(new MovementModel(this))
    , m_unit(new UnitCorner(this))
{
    setHorizontalHeader(new MonthHeader(this));
    setVerticalHeader(new NameHeader(this));
    setItemDelegate(new MovementDelegate(this));
    setModel(m_model);
    setFrameShape(QFrame::NoFrame);
    setShowGrid(false);
    setCornerButtonEnabled(false);
    setMouseTracking(true);
    setTabKeyNavigation(false);
    setSelectionMode(QAbstractItemView::NoSelection);
    setHorizontalScrollMode(QAbstractItemView::ScrollPerItem); // a column is seen whole or not at all
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    connect(horizontalScrollBar(), &QScrollBar::rangeChanged, this,
        [this](int /*first*/, int last) { horizontalScrollBar()->setValue(last); });
    viewport()->setAutoFillBackground(false);
    for (QHeaderView *header : { horizontalHeader(), verticalHeader() }) {
        header->setSectionResizeMode(QHeaderView::Fixed);
        header->setHighlightSections(false);
        header->setMinimumSectionSize(1);
        header->viewport()->setAutoFillBackground(false);
    }
    verticalHeader()->setDefaultSectionSize(theme::metric::rowMovement);
    verticalHeader()->setFixedWidth(firstColumnWidth);
    horizontalHeader()->setFixedHeight(headHeight);
}

void MovementTable::setMovements(MovementData movements)
{
    m_unit->setUnit(movements.unit);
    m_model->setMovements(std::move(movements));
}

const MovementData &MovementTable::movements() const
{
    return m_model->movements();
}

void MovementTable::setGrid(const ColumnGrid &grid)
{
    horizontalHeader()->setDefaultSectionSize(std::max(1, grid.column));
    updateGeometries();
    alignColumns();
}

void MovementTable::resizeEvent(QResizeEvent *event)
{
    QTableView::resizeEvent(event);
    alignColumns();
}

// The head may have been scrolled while it had another width than now.
void MovementTable::alignColumns()
{
    horizontalHeader()->setOffsetToSectionPosition(horizontalScrollBar()->value());
    viewport()->update();
}

int MovementTable::neededColumn() const
{
    const QFontMetrics metrics(cellFont(/*strong=*/true)); // the wider of the two weights
    int widest = 0;
    for (const MovementColumn &column : m_model->movements().columns) {
        widest = std::max({ widest, metrics.horizontalAdvance(column.column.label),
            metrics.horizontalAdvance(column.openingText), metrics.horizontalAdvance(column.closingText) });
        for (const MovementKind kind : m_model->movements().shown) {
            widest = std::max(
                widest, metrics.horizontalAdvance(column.texts.at(static_cast<std::size_t>(kind))));
        }
    }
    return std::max(minimumTableColumn, widest + 2 * cellPadding);
}

int MovementTable::contentHeight() const
{
    return headHeight + m_model->rowCount({}) * theme::metric::rowMovement;
}

} // namespace billhook::charts
