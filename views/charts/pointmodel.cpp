#include "views/charts/pointmodel.h"

namespace billhook::charts {

void PointModel::setData(const LineChartData *data)
{
    beginResetModel();
    m_data = data;
    endResetModel();
}

int PointModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() || m_data == nullptr || !m_data->describe
        ? 0
        : static_cast<int>(m_data->current.size());
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
    const PointText text
        = m_data->describe(m_data->current.size() - 1 - static_cast<std::size_t>(index.row()));
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
