#pragma once

#include <QTableView>
#include <QVariant>

#include <functional>
#include <map>
#include <vector>

namespace billhook::widgets {

class CellDelegate;
class TableHeader;
struct ColumnLook;

// A QTableView set up as the product's tables are: 32 px rows, no grid but row lines, whole rows selected and
// hovered, painted by a CellDelegate. It decides nothing: titles and boxes ask, and the page answers by what
// it then shows. Enter and double click activate the row; Home and End go to the first and last row; Up from
// the first row goes to the titles. Ctrl+C copies the chosen rows, else the current one, as tab-separated
// text and as an HTML table; with Shift the titles too. Typing is announced: looking through the rows would
// ask a paged model for all of them. In a narrow table the stretched column keeps its minimum and the others
// give way from the right.
class DataTable final : public QTableView
{
    Q_OBJECT

public:
    explicit DataTable(QWidget *parent = nullptr);

    // Width in pixels; one column may stretch. Call after setModel().
    void setColumn(int column, int width, const ColumnLook &look);
    void setStretchColumn(int column, int minimum = 180);
    // Columns give way in the order of their priority, the highest first; 0 never does. Without a call a
    // column's priority is its place from the left.
    void setPriority(int column, int priority);

    // Names a row: after whatever change the current row is the one of the same name, where it is near.
    void setKeyRole(int role);
    // How the rows lie now; only this turns the arrow.
    void showSort(int column, Qt::SortOrder order);
    // The box in the head of the boxes.
    void showChecked(Qt::CheckState state);
    // Which rows Ctrl+C copies; empty or not set: the current one.
    void setChosenRows(std::function<std::vector<int>()> rows);

    int hoveredRow() const { return m_hovered; } // -1: none
    bool isCurrentRow(int row) const { return currentIndex().isValid() && currentIndex().row() == row; }
    bool isFirstShown(int column) const { return columnAt(0) == column; }
    bool isLastShown(int column) const { return columnAt(viewport()->width() - 1) == column; }

    void setModel(QAbstractItemModel *model) override;
    void keyboardSearch(const QString &text) override;

Q_SIGNALS:
    void rowActivated(int row);
    void typed(const QString &text);
    void sortAsked(int column, Qt::SortOrder order);
    // A box was pressed, by mouse or Space; with Shift all rows from the one pressed before.
    void rowsAsked(int first, int last, bool checked);
    void allAsked(bool checked);

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    bool viewportEvent(QEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void currentChanged(const QModelIndex &current, const QModelIndex &previous) override;
    QItemSelectionModel::SelectionFlags selectionCommand(
        const QModelIndex &index, const QEvent *event) const override;

private:
    bool takeKey(const QKeyEvent &event);
    void pressBox(int row, bool range);
    void chooseByBoxes();
    void setHovered(int row);
    void updateRow(int row);
    void copy(bool titles) const;
    std::vector<int> shownColumns() const;
    void fitColumns();
    QVariant keyAt(int row) const;
    void followKey();
    void makeCurrent(int row);

    CellDelegate *m_delegate{};
    TableHeader *m_header{};
    std::function<std::vector<int>()> m_chosenRows;
    std::map<int, int> m_widths; // as given; hidden columns have none of their own
    std::map<int, int> m_priorities;
    int m_stretched{ -1 };
    int m_stretchMinimum{ 0 };
    int m_checkColumn{ -1 };
    int m_pressed{ -1 }; // the row of the box pressed last
    bool m_range{ false }; // the mouse button went up with Shift
    int m_hovered{ -1 };
    int m_keyRole{ -1 };
    QVariant m_key; // of the current row
    int m_keyColumn{ 0 };
};

} // namespace billhook::widgets
