#pragma once

#include <QTableView>

namespace billhook::widgets {

class CellDelegate;
class TableHeader;
struct ColumnLook;

// A QTableView set up as the product's tables are: 32 px rows, no grid but row lines, whole rows selected,
// painted by a CellDelegate, headers that sort on the model. Enter and double click activate the row; Home
// and End go to the first and last row. Typing is announced: looking through the rows would ask a paged model
// for all of them.
class DataTable final : public QTableView
{
    Q_OBJECT

public:
    explicit DataTable(QWidget *parent = nullptr);

    // Width in pixels; one column may stretch. Call after setModel().
    void setColumn(int column, int width, const ColumnLook &look);
    void setStretchColumn(int column);

    void setModel(QAbstractItemModel *model) override;
    void keyboardSearch(const QString &text) override;

Q_SIGNALS:
    void rowActivated(int row);
    void typed(const QString &text);

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    CellDelegate *m_delegate{};
    TableHeader *m_header{};
};

} // namespace billhook::widgets
