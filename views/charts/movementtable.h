#pragma once

#include "views/charts/columngrid.h"

#include <QTableView>

namespace billhook::charts {

class MovementModel;

// The months under their bars; the names are the row header and so stay put. Rows 24 px, head 20 px.
class MovementTable final : public QTableView
{
    Q_OBJECT

public:
    explicit MovementTable(QWidget *parent = nullptr);

    MovementModel &movements() const { return *m_model; }
    void setGrid(const ColumnGrid &grid);
    int contentHeight() const;

private:
    MovementModel *m_model{};
};

} // namespace billhook::charts
