#pragma once

#include "views/charts/chartdata.h"

#include <QAbstractTableModel>

namespace billhook::charts {

// The points of a line as rows, newest first: date, value, comparison, change.
class PointModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum class Column : std::uint8_t
    {
        Title,
        Value,
        Comparison,
        Note,
        Count
    };
    Q_ENUM(Column)

    using QAbstractTableModel::QAbstractTableModel;

    // The data must outlive the model's use of it, until the next call.
    void setData(const LineChartData *data);

    int rowCount(const QModelIndex &parent) const override;
    int columnCount(const QModelIndex &parent) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    using QAbstractTableModel::setData;

private:
    const LineChartData *m_data{};
};

} // namespace billhook::charts
