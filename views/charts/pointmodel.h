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

    // What is shown and comes in its place; the newer data may already stand where the older one stood. Rows
    // of the same count change in place, and new days come in at the top.
    void setData(const LineChartData *data);

    int rowCount(const QModelIndex &parent) const override;
    int columnCount(const QModelIndex &parent) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    using QAbstractTableModel::setData;

private:
    PointText textOf(int row) const;

    const LineChartData *m_data{};
    int m_rows{ 0 };
};

} // namespace billhook::charts
