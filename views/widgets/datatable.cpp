#include "views/widgets/datatable.h"

#include "views/theme/tokens.h"
#include "views/widgets/boxselection.h"
#include "views/widgets/celldelegate.h"
#include "views/widgets/tablecopy.h"
#include "views/widgets/tableheader.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QScrollBar>

#include <algorithm>
#include <utility>

namespace billhook::widgets {

namespace {

Qt::Alignment alignmentOf(CellKind kind)
{
    const bool right = kind == CellKind::Money || kind == CellKind::Number || kind == CellKind::Trend;
    return right ? Qt::AlignRight : Qt::AlignLeft;
}

} // namespace

DataTable::DataTable(QWidget *parent)
    : QTableView(parent)
    , m_delegate(new CellDelegate(this))
    , m_header(new TableHeader(this))
{
    setItemDelegate(m_delegate);
    setFrameShape(QFrame::NoFrame);
    setShowGrid(false);
    setWordWrap(false);
    setMouseTracking(true);
    setSelectionBehavior(QAbstractItemView::SelectRows);
    setSelectionMode(QAbstractItemView::SingleSelection);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    setTabKeyNavigation(false);
    setCornerButtonEnabled(false);
    verticalHeader()->hide();
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    verticalHeader()->setDefaultSectionSize(theme::metric::row);
    setHorizontalHeader(m_header);
    connect(this, &QTableView::doubleClicked, this,
        [this](const QModelIndex &index) { Q_EMIT rowActivated(index.row()); });
    connect(this, &QTableView::clicked, this, [this](const QModelIndex &index) {
        if (index.column() == m_checkColumn) {
            pressBox(index.row(), m_range);
        }
    });
    connect(m_header, &TableHeader::sortAsked, this, &DataTable::sortAsked);
    connect(m_header, &TableHeader::allAsked, this, &DataTable::allAsked);
    connect(m_header, &TableHeader::leftDownwards, this, [this] { setFocus(Qt::TabFocusReason); });
}

void DataTable::setModel(QAbstractItemModel *model)
{
    if (this->model() != nullptr) {
        this->model()->disconnect(this);
    }
    QTableView::setModel(model);
    if (model != nullptr) { // after the view's own slots, so that it has taken the change
        connect(model, &QAbstractItemModel::modelReset, this, &DataTable::followKey);
        connect(model, &QAbstractItemModel::dataChanged, this, &DataTable::followKey);
    }
    m_header->setSectionResizeMode(QHeaderView::Fixed);
}

void DataTable::setColumn(int column, int width, const ColumnLook &look)
{
    m_delegate->setColumn(column, look);
    m_header->setAlignment(column, alignmentOf(look.kind));
    setColumnWidth(column, width);
    m_widths[column] = width;
    if (look.kind == CellKind::Check) {
        m_checkColumn = column;
        m_header->setCheckColumn(column);
        setPriority(column, 0);
        chooseByBoxes();
    }
    fitColumns();
}

// The mode lets screen readers toggle rows; mouse and keys select nothing.
void DataTable::chooseByBoxes()
{
    if (qobject_cast<BoxSelection *>(selectionModel()) != nullptr) {
        return;
    }
    QItemSelectionModel *plain = selectionModel();
    auto *boxes = new BoxSelection(model(), this);
    connect(boxes, &BoxSelection::boxPressed, this, [this](int row) { pressBox(row, /*range=*/false); });
    setSelectionModel(boxes);
    delete plain;
    setSelectionMode(QAbstractItemView::MultiSelection);
}

QItemSelectionModel::SelectionFlags DataTable::selectionCommand(
    const QModelIndex &index, const QEvent *event) const
{
    return m_checkColumn >= 0 ? QItemSelectionModel::SelectionFlags(QItemSelectionModel::NoUpdate)
                              : QTableView::selectionCommand(index, event);
}

void DataTable::setStretchColumn(int column, int minimum)
{
    m_stretched = column;
    m_stretchMinimum = minimum;
    m_header->setSectionResizeMode(column, QHeaderView::Stretch);
    setPriority(column, 0);
}

void DataTable::setPriority(int column, int priority)
{
    m_priorities[column] = priority;
    fitColumns();
}

// Shows as many columns as leave the stretched one its minimum.
void DataTable::fitColumns()
{
    if (m_stretched < 0 || model() == nullptr) {
        return;
    }
    const auto widthOf = [this](int column) {
        const auto given = m_widths.find(column);
        return given == m_widths.end() ? columnWidth(column) : given->second;
    };
    std::vector<std::pair<int, int>> givingWay; // priority, column
    int wanted = m_stretchMinimum;
    for (int column = 0; column < model()->columnCount(); ++column) {
        const auto given = m_priorities.find(column);
        const int priority = given == m_priorities.end() ? column + 1 : given->second;
        wanted += column == m_stretched ? 0 : widthOf(column);
        if (priority > 0) {
            givingWay.emplace_back(priority, column);
        }
    }
    std::sort(givingWay.rbegin(), givingWay.rend());
    for (const auto &[priority, column] : givingWay) {
        const bool hides = wanted > viewport()->width();
        wanted -= hides ? widthOf(column) : 0;
        if (hides != isColumnHidden(column)) {
            setColumnHidden(column, hides);
        }
    }
}

void DataTable::setKeyRole(int role)
{
    m_keyRole = role;
}

void DataTable::showSort(int column, Qt::SortOrder order)
{
    m_header->showSort(column, order);
}

void DataTable::showChecked(Qt::CheckState state)
{
    m_header->showChecked(state);
}

void DataTable::setChosenRows(std::function<std::vector<int>()> rows)
{
    m_chosenRows = std::move(rows);
}

void DataTable::keyboardSearch(const QString &text)
{
    if (!text.trimmed().isEmpty()) {
        Q_EMIT typed(text);
    }
}

QVariant DataTable::keyAt(int row) const
{
    return model()->index(row, 0).data(m_keyRole);
}

void DataTable::currentChanged(const QModelIndex &current, const QModelIndex &previous)
{
    QTableView::currentChanged(current, previous);
    if (previous.isValid()) {
        updateRow(previous.row());
    }
    if (current.isValid()) {
        updateRow(current.row());
        m_key = m_keyRole < 0 ? QVariant() : keyAt(current.row());
        m_keyColumn = current.column();
    }
}

// Looks on the screen and a screenful around it; further away a paged model would have to be asked for its
// rows.
void DataTable::followKey()
{
    if (m_keyRole < 0 || model() == nullptr) {
        return;
    }
    const int now = currentIndex().row();
    const QVariant key = now < 0 ? QVariant() : keyAt(now);
    if (!m_key.isValid() || key == m_key) {
        m_key = key;
        return;
    }
    const int rows = viewport()->height() / theme::metric::row + 1;
    const int top = std::max(rowAt(0), 0);
    const int end = std::min(top + 2 * rows, model()->rowCount());
    for (int row = std::max(top - rows, 0); row < end; ++row) {
        if (keyAt(row) == m_key) {
            return makeCurrent(row);
        }
    }
    if (key.isValid()) { // the row is gone; another stands in its place
        m_key = key;
    }
}

void DataTable::makeCurrent(int row)
{
    const bool scrolls = hasAutoScroll();
    setAutoScroll(false); // the person keeps the view of the rows
    const auto command = selectionMode() == QAbstractItemView::NoSelection || m_checkColumn >= 0
        ? QItemSelectionModel::NoUpdate
        : QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows;
    selectionModel()->setCurrentIndex(model()->index(row, m_keyColumn), command);
    setAutoScroll(scrolls);
}

void DataTable::keyPressEvent(QKeyEvent *event)
{
    if (model() == nullptr || !takeKey(*event)) {
        QTableView::keyPressEvent(event);
    }
}

bool DataTable::takeKey(const QKeyEvent &event)
{
    const int key = event.key();
    const QModelIndex current = currentIndex();
    const bool plain = event.modifiers() == Qt::NoModifier;
    if (event.matches(QKeySequence::Copy)
        || (key == Qt::Key_C && event.modifiers() == (Qt::ControlModifier | Qt::ShiftModifier))) {
        copy(/*titles=*/event.modifiers().testFlag(Qt::ShiftModifier));
    } else if ((key == Qt::Key_Home || key == Qt::Key_End) && plain && model()->rowCount() > 0) {
        const int row = key == Qt::Key_Home ? 0 : model()->rowCount() - 1;
        setCurrentIndex(model()->index(row, std::max(0, current.column())));
    } else if (key == Qt::Key_Down && plain && !current.isValid() && model()->rowCount() > 0) {
        setCurrentIndex(model()->index(std::max(rowAt(0), 0), 0));
    } else if (key == Qt::Key_Up && plain && current.row() == 0) {
        m_header->setFocus(Qt::BacktabFocusReason);
    } else if ((key == Qt::Key_Return || key == Qt::Key_Enter) && current.isValid()) {
        Q_EMIT rowActivated(current.row());
    } else if (key == Qt::Key_Space && m_checkColumn >= 0 && current.isValid()) {
        pressBox(current.row(), event.modifiers().testFlag(Qt::ShiftModifier));
    } else {
        return false;
    }
    return true;
}

void DataTable::pressBox(int row, bool range)
{
    const bool checked = model()->index(row, m_checkColumn).data(Qt::CheckStateRole).toInt() != Qt::Checked;
    const int from = range && m_pressed >= 0 ? m_pressed : row;
    m_pressed = row;
    Q_EMIT rowsAsked(std::min(from, row), std::max(from, row), checked);
}

std::vector<int> DataTable::shownColumns() const
{
    std::vector<int> columns;
    for (int column = 0; column < model()->columnCount(); ++column) {
        if (!isColumnHidden(column) && column != m_checkColumn) {
            columns.push_back(column);
        }
    }
    return columns;
}

void DataTable::copy(bool titles) const
{
    std::vector<int> rows;
    if (m_chosenRows) {
        rows = m_chosenRows();
    }
    if (rows.empty() && currentIndex().isValid()) {
        rows.push_back(currentIndex().row());
    }
    if (!rows.empty()) {
        QGuiApplication::clipboard()->setMimeData(copyOfRows(*model(), rows, shownColumns(), titles));
    }
}

void DataTable::mouseMoveEvent(QMouseEvent *event)
{
    QTableView::mouseMoveEvent(event);
    setHovered(rowAt(event->position().toPoint().y()));
}

void DataTable::mouseReleaseEvent(QMouseEvent *event)
{
    m_range = event->modifiers().testFlag(Qt::ShiftModifier);
    QTableView::mouseReleaseEvent(event);
}

bool DataTable::viewportEvent(QEvent *event)
{
    if (event->type() == QEvent::Leave) {
        setHovered(-1);
    }
    return QTableView::viewportEvent(event);
}

void DataTable::resizeEvent(QResizeEvent *event)
{
    QTableView::resizeEvent(event);
    fitColumns();
}

void DataTable::setHovered(int row)
{
    if (row != m_hovered) {
        updateRow(std::exchange(m_hovered, row));
        updateRow(row);
    }
}

void DataTable::updateRow(int row)
{
    if (row >= 0) {
        viewport()->update(0, rowViewportPosition(row), viewport()->width(), rowHeight(row));
    }
}

} // namespace billhook::widgets
