#include "views/charts/movementmodel.h"

#include <utility>

namespace billhook::charts {

using namespace Qt::StringLiterals;

void MovementModel::setMovements(MovementData data)
{
    const bool sameShape = data.columns.size() == m_data.columns.size() && data.shown == m_data.shown;
    if (sameShape && !data.columns.empty()) {
        m_data = std::move(data);
        const int lastColumn = columnCount({}) - 1;
        Q_EMIT dataChanged(index(0, 0), index(rowCount({}) - 1, lastColumn));
        Q_EMIT headerDataChanged(Qt::Horizontal, 0, lastColumn);
        return;
    }
    beginResetModel();
    m_data = std::move(data);
    endResetModel();
}

std::optional<MovementKind> MovementModel::kindOf(int row) const
{
    if (row < 1 || row > static_cast<int>(m_data.shown.size())) {
        return std::nullopt;
    }
    return m_data.shown[static_cast<std::size_t>(row - 1)];
}

int MovementModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() || m_data.columns.empty() ? 0 : static_cast<int>(m_data.shown.size()) + 2;
}

int MovementModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_data.columns.size());
}

QString MovementModel::rowName(int row) const
{
    if (const std::optional<MovementKind> kind = kindOf(row)) {
        return movementName(*kind);
    }
    return row == 0 ? tr("Opening MRR") : tr("Closing MRR");
}

QString MovementModel::cellText(int row, int column) const
{
    const MovementColumn &month = m_data.columns[static_cast<std::size_t>(column)];
    if (const std::optional<MovementKind> kind = kindOf(row)) {
        return month.texts[static_cast<std::size_t>(*kind)];
    }
    return row == 0 ? month.openingText : month.closingText;
}

QVariant MovementModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return {};
    }
    const QString text = cellText(index.row(), index.column());
    if (role == Qt::DisplayRole) {
        return text;
    }
    if (role == Qt::AccessibleTextRole) {
        const QString &month = m_data.columns[static_cast<std::size_t>(index.column())].column.label;
        return QString(rowName(index.row()) + u", "_s + month + u", "_s + text);
    }
    return {};
}

QVariant MovementModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (role != Qt::DisplayRole) {
        return {};
    }
    if (orientation == Qt::Vertical) {
        return rowName(section);
    }
    return section < columnCount({}) ? m_data.columns[static_cast<std::size_t>(section)].column.label
                                     : QString();
}

} // namespace billhook::charts
