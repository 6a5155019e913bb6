#pragma once

#include <QHeaderView>

#include <map>

namespace billhook::widgets {

// The titles of a DataTable, aligned as the cells under them. With the keyboard's focus Left and Right walk
// over them, Space or Enter presses one and Down goes into the rows. The arrow stands where
// setSortIndicator() last put it: a press asks and changes nothing.
class TableHeader final : public QHeaderView
{
    Q_OBJECT

public:
    explicit TableHeader(QWidget *parent);

    void setAlignment(int column, Qt::Alignment alignment) { m_alignments[column] = alignment; }
    // How the rows lie now. From the first call on presses ask with sortAsked().
    void showSort(int column, Qt::SortOrder order);
    // The column of boxes has one for all in its head; -1: there is none.
    void setCheckColumn(int column);
    void showChecked(Qt::CheckState state);

Q_SIGNALS:
    void sortAsked(int column, Qt::SortOrder order);
    void allAsked(bool checked);
    void leftDownwards();

protected:
    void initStyleOptionForIndex(QStyleOptionHeader *option, int logicalIndex) const override;
    void paintSection(QPainter *painter, const QRect &area, int column) const override;
    void keyPressEvent(QKeyEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;

private:
    void press(int column);
    void takeIndicator(int column, Qt::SortOrder order);
    int neighbour(int column, int direction) const; // the next one that is shown, or itself
    void walkTo(int column);
    void paintBox(QPainter &painter, const QRect &area) const;

    std::map<int, Qt::Alignment> m_alignments;
    int m_sortColumn{ -1 };
    Qt::SortOrder m_sortOrder{ Qt::AscendingOrder };
    int m_checkColumn{ -1 };
    Qt::CheckState m_checked{ Qt::Unchecked };
    int m_current{ 0 }; // where the keyboard is
};

} // namespace billhook::widgets
