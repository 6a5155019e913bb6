#pragma once

#include "views/widgets/panellist.h"

#include <QAbstractListModel>

#include <vector>

namespace billhook::widgets {

// The rows of a PanelList.
class PanelModel final : public QAbstractListModel
{
    Q_OBJECT

public:
    using QAbstractListModel::QAbstractListModel;

    // False when nothing changed; rows of the same count change in place.
    bool setRows(std::vector<PanelRow> rows);
    const PanelRow &rowAt(int row) const { return m_rows[static_cast<std::size_t>(row)]; }
    QString copyOf(int row) const; // tab-separated
    int rowOf(const QString &id) const; // -1: none

    int rowCount(const QModelIndex &parent) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;

private:
    std::vector<PanelRow> m_rows;
};

} // namespace billhook::widgets
