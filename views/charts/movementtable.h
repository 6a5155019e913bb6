#pragma once

#include "views/charts/chartdata.h"

#include <QTableView>

namespace billhook::charts {

class MovementModel;
class UnitCorner;

// The months under their bars; the names are the row header and so stay put. Rows 24 px, head 20 px.
class MovementTable final : public QTableView
{
    Q_OBJECT

public:
    explicit MovementTable(QWidget *parent = nullptr);

    void setMovements(MovementData movements);
    const MovementData &movements() const;
    void setGrid(const ColumnGrid &grid); // scrolls to the newest column when the room changes
    int neededColumn() const; // the width in which no figure of the data is cut
    int contentHeight() const;

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void alignColumns();

    MovementModel *m_model{};
    UnitCorner *m_unit{};
};

} // namespace billhook::charts
