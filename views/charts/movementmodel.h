#pragma once

#include "views/charts/chartdata.h"

#include <QAbstractTableModel>

#include <optional>

namespace billhook::charts {

// The movements as a table: opening, one row for each kind shown, closing; one column for each month.
class MovementModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    using QAbstractTableModel::QAbstractTableModel;

    void setMovements(MovementData data);
    const MovementData &movements() const { return m_data; }

    std::optional<MovementKind> kindOf(int row) const; // nothing: opening or closing
    bool isClosing(int row) const { return row == rowCount({}) - 1; }
    bool isCurrent(int column) const
    {
        return m_data.columns[static_cast<std::size_t>(column)].column.current;
    }

    int rowCount(const QModelIndex &parent) const override;
    int columnCount(const QModelIndex &parent) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    QString rowName(int row) const;
    QString cellText(int row, int column) const;

    MovementData m_data;
};

} // namespace billhook::charts
