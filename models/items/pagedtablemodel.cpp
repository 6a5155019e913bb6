#include "models/items/pagedtablemodel.h"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace billhook::items {

using namespace Qt::StringLiterals;
using domain::ListRow;
using domain::ListRows;

namespace {

constexpr std::size_t keptPages = 64;

} // namespace

PagedTable::PagedTable(QList<Column> columns, int pageRows, QObject *parent)
    : QAbstractTableModel(parent)
    , m_columns(std::move(columns))
    , m_pageRows(pageRows)
{ }

int PagedTable::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : m_rows;
}

int PagedTable::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_columns.size());
}

const ListColumn<ListRow> *PagedTable::column(int number) const
{
    return number < 0 || number >= columnCount() ? nullptr : &m_columns.at(number).head;
}

int PagedTable::columnSortedBy(const QString &sort) const
{
    const auto found = std::find_if(m_columns.cbegin(), m_columns.cend(),
        [&](const Column &one) { return !sort.isEmpty() && one.head.sort == sort; });
    return found == m_columns.cend() ? -1 : static_cast<int>(found - m_columns.cbegin());
}

const ListRow *PagedTable::row(int number) const
{
    const int page = number / m_pageRows;
    const auto found = m_pages.find(page);
    if (found == m_pages.end()) {
        want(page);
        return nullptr;
    }
    found->second.used = ++m_clock;
    if (found->second.outdated) {
        want(page);
    }
    const qsizetype place = number % m_pageRows;
    return place < found->second.rows.size() ? &found->second.rows.at(place) : nullptr;
}

void PagedTable::want(int page) const
{
    if (!m_wanted.contains(page)) {
        m_wanted.insert(page);
        Q_EMIT pageWanted(page);
    }
}

QVariant PagedTable::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid)) {
        return {};
    }
    const ListRow *shown = row(index.row());
    if (shown == nullptr) {
        return {};
    }
    const Column &column = m_columns.at(index.column());
    const bool check = column.head.kind == CellKind::Check;
    switch (role) {
    case IdRole:
        return shown->id;
    case Qt::CheckStateRole:
        return check ? QVariant(m_choice.contains(shown->id) ? Qt::Checked : Qt::Unchecked) : QVariant();
    case Qt::DisplayRole:
        return check ? QString() : column.value(*shown, role);
    case RawRole:
        return check ? QVariant(m_choice.contains(shown->id)) : column.value(*shown, role);
    case Qt::AccessibleTextRole:
        return u"%1: %2"_s.arg(headerData(index.column(), Qt::Horizontal, Qt::DisplayRole).toString(),
            column.value(*shown, Qt::DisplayRole).toString());
    default:
        return column.value(*shown, role);
    }
}

QVariant PagedTable::headerData(int section, Qt::Orientation orientation, int role) const
{
    const ListColumn<ListRow> *head = column(section);
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole || head == nullptr) {
        return {};
    }
    if (!head->title.contains("%1"_L1)) {
        return head->title;
    }
    return m_reportingCurrency.isEmpty() ? head->title.section(u',', 0, 0)
                                         : head->title.arg(m_reportingCurrency.toUpper());
}

void PagedTable::sort(int column, Qt::SortOrder order)
{
    const ListColumn<ListRow> *head = this->column(column);
    if (head != nullptr && !head->sort.isEmpty()) {
        Q_EMIT sortRequested(head->sort, order);
    }
}

void PagedTable::setReportingCurrency(const QString &currency)
{
    if (currency != m_reportingCurrency) {
        m_reportingCurrency = currency;
        Q_EMIT headerDataChanged(Qt::Horizontal, 0, columnCount() - 1);
    }
}

void PagedTable::reset(int rows)
{
    beginResetModel();
    m_rows = std::max(rows, 0);
    m_pages.clear();
    m_wanted.clear();
    endResetModel();
}

void PagedTable::setRowCount(int rows)
{
    if (rows > m_rows) {
        // A last page that was not full is read again.
        const auto last = m_pages.find(m_rows / m_pageRows);
        if (last != m_pages.end()) {
            last->second.outdated = true;
        }
        beginInsertRows({}, m_rows, rows - 1);
        m_rows = rows;
        endInsertRows();
    } else if (rows < m_rows) {
        beginRemoveRows({}, rows, m_rows - 1);
        m_rows = rows;
        m_pages.erase(m_pages.lower_bound((rows + m_pageRows - 1) / m_pageRows), m_pages.end());
        endRemoveRows();
    }
}

void PagedTable::setChoice(const domain::ListChoice &choice)
{
    if (choice != m_choice) {
        m_choice = choice;
        changeRows(0, m_rows - 1, { Qt::CheckStateRole });
    }
}

QString PagedTable::idAt(int row) const
{
    const auto found = m_pages.find(row / m_pageRows);
    const qsizetype place = row % m_pageRows;
    return row < 0 || found == m_pages.end() || place >= found->second.rows.size()
        ? QString()
        : found->second.rows.at(place).id;
}

ListRows PagedTable::page(int page) const
{
    const auto found = m_pages.find(page);
    return found == m_pages.end() ? ListRows() : found->second.rows;
}

void PagedTable::invalidate()
{
    m_wanted.clear();
    for (auto &[number, page] : m_pages) {
        page.outdated = true;
    }
    changeRows(0, m_rows - 1);
}

void PagedTable::setPage(int page, const ListRows &rows)
{
    const int first = page * m_pageRows;
    if (page < 0 || first >= m_rows) {
        return;
    }
    m_wanted.remove(page);
    m_pages[page] = { rows, false, ++m_clock };
    dropOldest();
    changeRows(first, std::min(first + m_pageRows, m_rows) - 1);
}

void PagedTable::forgetRequest(int page)
{
    m_wanted.remove(page);
}

void PagedTable::dropOldest()
{
    while (m_pages.size() > keptPages) {
        const auto oldest = std::min_element(m_pages.begin(), m_pages.end(),
            [](const auto &left, const auto &right) { return left.second.used < right.second.used; });
        m_pages.erase(oldest);
    }
}

void PagedTable::changeRows(int first, int last, const QList<int> &roles)
{
    if (last >= first) {
        Q_EMIT dataChanged(index(first, 0), index(last, columnCount() - 1), roles);
    }
}

} // namespace billhook::items
