#pragma once

#include "models/domain/listquery.h"
#include "models/items/listcolumn.h"

#include <QAbstractTableModel>
#include <QList>
#include <QSet>
#include <QString>

#include <functional>
#include <map>

namespace billhook::items {

/**
 * A list of any length whose row count is true from the start and whose rows come page by page. It never
 * fetches: it says which page it misses with pageWanted(), and whoever feeds it answers with setPage(). A row
 * that is not there yet has an invalid display text. The least recently used pages are forgotten.
 * PagedTableModel<Row> knows what its rows hold.
 */
class PagedTable : public QAbstractTableModel
{
    Q_OBJECT

public:
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    /** Says sortRequested(); the rows come back in the new order with the next reset. */
    void sort(int column, Qt::SortOrder order) override;

    const ListColumn<domain::ListRow> *column(int number) const; ///< its title, width and kind; no value
    int columnSortedBy(const QString &sort) const; ///< -1: none is
    void setReportingCurrency(const QString &currency); ///< for the heads that name it

    /** A new query with so many rows: everything is forgotten. */
    void reset(int rows);
    /** The same query turned out to have so many rows: they come and go at the end. */
    void setRowCount(int rows);
    /** The same rows read again: kept ones stay on the screen until their page comes again. */
    void invalidate();
    void setChoice(const domain::ListChoice &choice);
    /** The row's id; empty when it is not there yet, which does not ask for it. */
    QString idAt(int row) const;
    domain::ListRows page(int page) const; ///< as it is kept; empty when it is not
    /** The rows of one page; fewer than were counted leave the rest of the page empty. */
    void setPage(int page, const domain::ListRows &rows);
    /** The page could not be read: it is wanted again when a row of it is next shown. */
    void forgetRequest(int page);

Q_SIGNALS:
    void pageWanted(int page) const;
    void sortRequested(const QString &sort, Qt::SortOrder order);

protected:
    struct Column
    {
        ListColumn<domain::ListRow> head; ///< without its value
        std::function<QVariant(const domain::ListRow &, int role)> value;
    };

    PagedTable(QList<Column> columns, int pageRows, QObject *parent);

private:
    struct Page
    {
        domain::ListRows rows;
        bool outdated = false;
        quint64 used = 0;
    };

    const domain::ListRow *row(int number) const;
    void want(int page) const;
    void dropOldest();
    void changeRows(int first, int last, const QList<int> &roles = {});

    QList<Column> m_columns;
    int m_pageRows;
    int m_rows = 0;
    domain::ListChoice m_choice;
    QString m_reportingCurrency;
    mutable std::map<int, Page> m_pages;
    mutable QSet<int> m_wanted;
    mutable quint64 m_clock = 0;
};

/** The paged list whose rows hold `Row`s and are shown by these columns. */
template <class Row> class PagedTableModel final : public PagedTable
{
public:
    explicit PagedTableModel(
        const QList<ListColumn<Row>> &columns, int pageRows = domain::listPageRows, QObject *parent = nullptr)
        : PagedTable(erased(columns), pageRows, parent)
    { }

private:
    static QList<Column> erased(const QList<ListColumn<Row>> &columns)
    {
        QList<Column> heads;
        for (const ListColumn<Row> &column : columns) {
            heads.append({ { column.title, column.sort, column.width, column.kind, nullptr },
                [value = column.value](const domain::ListRow &row, int role) {
                    return value == nullptr ? QVariant() : value(row.as<Row>(), role);
                } });
        }
        return heads;
    }
};

} // namespace billhook::items
