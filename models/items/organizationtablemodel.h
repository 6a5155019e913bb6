#pragma once

#include <QAbstractTableModel>
#include <QDate>
#include <QList>
#include <QSet>
#include <QString>

#include <map>
#include <optional>

namespace billhook::items {

/** One organization as the list shows it. Recurring amounts are annual, in minor units. */
struct OrganizationItem
{
    QString id;
    QString name;
    QString status; ///< Stripe's open set and ours: active, past_due, ending, trialing, none ...
    QString plan;
    std::optional<qint64> quantity;
    QString currency; ///< billed in, lower case; empty when none or several
    qint64 annual = 0;
    QString reportingCurrency;
    std::optional<qint64> reportingAnnual; ///< none without a rate
    qint64 members = 0;
    QDate nextRenewal; ///< in the reporting zone; invalid when none

    bool operator==(const OrganizationItem &) const = default;
};

QString organizationStatusText(const QString &status); ///< in words, also where nobody knows it yet

/** Which rows are chosen: these, or all but these. */
struct OrganizationChoice
{
    bool all = false;
    QSet<QString> ids; ///< chosen, or with `all` left out

    bool contains(const QString &id) const { return ids.contains(id) != all; }
    bool operator==(const OrganizationChoice &) const = default;
};

/**
 * A list of any length whose row count is true from the start and whose rows come page by page. It never
 * fetches: it says which page it misses with pageWanted(), and whoever feeds it answers with setPage(). A row
 * that is not there yet has an invalid display text. The least recently used pages are forgotten.
 */
class OrganizationTableModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum class Column
    {
        Check, ///< whether the row is chosen
        Name,
        Status,
        Plan,
        Mrr,
        BilledIn,
        Members,
        NextRenewal,
        Count
    };
    Q_ENUM(Column)

    enum Role
    {
        IdRole = Qt::UserRole + 1, ///< QString
        RawRole, ///< the raw value: text, qint64 or QDate; invalid where there is none
        ToneRole, ///< int: 0 quiet, 3 good, 4 warning, 5 danger, as the delegate counts
        IconRole ///< QString, name of an icon
    };

    explicit OrganizationTableModel(int pageRows, QObject *parent = nullptr);

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    /** Says sortRequested(); the rows come back in the new order with the next reset. */
    void sort(int column, Qt::SortOrder order) override;

    int pageRows() const { return m_pageRows; }
    void setReportingCurrency(const QString &currency); ///< for the head of the MRR column

    /** A new query with so many rows: everything is forgotten. */
    void reset(int rows);
    /** The same query turned out to have so many rows: they come and go at the end. */
    void setRowCount(int rows);
    /** The same rows read again: kept ones stay on the screen until their page comes again. */
    void invalidate();
    void setChoice(const OrganizationChoice &choice);
    /** The row's organization; empty when it is not there yet, which does not ask for it. */
    QString idAt(int row) const;
    QList<OrganizationItem> page(int page) const; ///< as it is kept; empty when it is not
    /** The rows of one page; fewer than were counted leave the rest of the page empty. */
    void setPage(int page, const QList<OrganizationItem> &rows);
    /** The page could not be read: it is wanted again when a row of it is next shown. */
    void forgetRequest(int page);

Q_SIGNALS:
    void pageWanted(int page) const;
    void sortRequested(billhook::items::OrganizationTableModel::Column column, Qt::SortOrder order);

private:
    struct Page
    {
        QList<OrganizationItem> rows;
        bool outdated = false;
        quint64 used = 0;
    };

    const OrganizationItem *item(int row) const;
    void want(int page) const;
    void dropOldest();
    QVariant display(const OrganizationItem &item, Column column) const;
    QVariant raw(const OrganizationItem &item, Column column) const;

    int m_pageRows;
    int m_rows = 0;
    OrganizationChoice m_choice;
    QString m_reportingCurrency;
    mutable std::map<int, Page> m_pages;
    mutable QSet<int> m_wanted;
    mutable quint64 m_clock = 0;
};

} // namespace billhook::items
