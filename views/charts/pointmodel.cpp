#include "views/charts/pointmodel.h"

namespace billhook::charts {

void PointModel::setData(const LineChartData *data)
{
    const int rows = data == nullptr || !data->describe ? 0 : static_cast<int>(data->current.size());
    constexpr int fewDays = 7; // after a longer absence it is another list
    m_data = data;
    if (rows > m_rows && rows - m_rows <= fewDays && m_rows > 0) {
        beginInsertRows({}, 0, rows - m_rows - 1);
        m_rows = rows;
        endInsertRows();
    } else if (rows != m_rows) {
        beginResetModel();
        m_rows = rows;
        endResetModel();
    }
    if (m_rows > 0) {
        Q_EMIT dataChanged(index(0, 0), index(m_rows - 1, static_cast<int>(Column::Count) - 1));
        Q_EMIT headerDataChanged(Qt::Horizontal, 0, static_cast<int>(Column::Count) - 1);
    }
}

int PointModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : m_rows;
}

PointText PointModel::textOf(int row) const
{
    const std::size_t points = m_data->current.size();
    const auto fromEnd = static_cast<std::size_t>(row) + 1;
    return fromEnd <= points ? m_data->describe(points - fromEnd) : PointText();
}

int PointModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(Column::Count);
}

QVariant PointModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return {};
    }
    const auto column = static_cast<Column>(index.column());
    if (role == Qt::TextAlignmentRole) {
        return QVariant::fromValue(
            Qt::AlignVCenter | (column == Column::Title ? Qt::AlignLeft : Qt::AlignRight));
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    const PointText text = textOf(index.row());
    switch (column) {
    case Column::Title:
        return text.title;
    case Column::Value:
        return text.value;
    case Column::Comparison:
        return text.comparison;
    case Column::Note:
        return text.note;
    case Column::Count:
        break;
    }
    return {};
}

QVariant PointModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation == Qt::Vertical) {
        return {};
    }
    const auto column = static_cast<Column>(section);
    if (role == Qt::TextAlignmentRole) {
        return QVariant::fromValue(
            Qt::AlignVCenter | (column == Column::Title ? Qt::AlignLeft : Qt::AlignRight));
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    switch (column) {
    case Column::Title:
        return tr("Date");
    case Column::Value:
        return m_data == nullptr ? QString() : m_data->seriesName;
    case Column::Comparison:
        return tr("Compared with");
    case Column::Note:
        return tr("Change");
    case Column::Count:
        break;
    }
    return {};
}

} // namespace billhook::charts
