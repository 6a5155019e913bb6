#pragma once

#include "models/domain/result.h"
#include "models/items/organizationtablemodel.h"
#include "services/billing/organizations.h"
#include "services/concurrency/cancellation.h"
#include "views/organizations/organizationssource.h"

#include <QFuture>
#include <QList>
#include <QObject>
#include <QSet>
#include <QString>
#include <QStringList>
#include <QTimer>

#include <cstdint>

namespace billhook::organizations {

enum class ListState : std::uint8_t
{
    Loading,
    Ready, ///< rows are there; their number is exact once counted()
    Refreshing, ///< another query is being read; the old rows stay
    Failed
};

/**
 * Feeds the model: the first rows of a new sort order or filter at once, its outline in the background, then
 * the pages the view asks for, the latest wish first. A change is shown in the rows it touched; what it does
 * to the order or the number of rows is announced and shown on demand. Rows never move under the pointer by
 * themselves.
 */
class OrganizationsPresenter final : public QObject
{
    Q_OBJECT

public:
    explicit OrganizationsPresenter(OrganizationsSource source, QObject *parent = nullptr);

    items::OrganizationTableModel &model() { return *m_model; }
    ListState state() const { return m_state; }
    QString error() const { return m_error; }
    const billing::OrganizationQuery &query() const { return m_query; }
    const billing::OrganizationBasis &basis() const { return m_basis; }
    const billing::OrganizationOutline &outline() const { return m_outline; }
    bool counted() const { return m_counted; } ///< the outline is that of the rows shown
    bool moved() const { return m_moved; } ///< rows came, went or changed places since they were read
    qint64 arrivals() const; ///< how many more rows there are than shown; negative: fewer
    bool settled() const; ///< the outline and every page asked for are there

public Q_SLOTS:
    void start(); ///< reads the list; does nothing when it has been read
    void refresh(); ///< reads everything again
    void setText(const QString &text); ///< filter, after a pause in typing
    void setFilter(const billhook::billing::OrganizationQuery &query); ///< all but sort and text are taken
    void setSort(billhook::items::OrganizationTableModel::Column column, Qt::SortOrder order);
    void applyChanges(const QSet<QString> &areas);
    void showMoved();

Q_SIGNALS:
    void stateChanged();
    void settledChanged(bool settled);

private:
    template <typename T>
    void onAnswer(QFuture<domain::Result<T>> answer, void (OrganizationsPresenter::*take)(T));
    void read();
    void takeOpening(billing::OrganizationOpening opening);
    void takeOutline(billing::OrganizationOutline outline);
    void fail(const domain::Error &error);
    void look(); ///< whether rows moved
    void lookAtOutline(const billing::OrganizationBasis &basis);
    void endLook();
    void takeFound(const billing::OrganizationOpening &opening);
    void takeLook(billing::OrganizationOutline outline);
    void wish(int page);
    void readWishes();
    void readPage(int page);
    void takePage(int page, const domain::Result<OrganizationsSource::Rows> &result);
    void setState(ListState state);
    void announceSettled();

    OrganizationsSource m_source;
    items::OrganizationTableModel *m_model;
    billing::OrganizationQuery m_query;
    billing::OrganizationQuery m_shown; ///< the rows' own
    billing::OrganizationBasis m_basis;
    billing::OrganizationOutline m_outline; ///< of what is shown
    billing::OrganizationOutline m_newer; ///< with what moved
    OrganizationsSource::Rows m_found; ///< all rows, when a text found few
    concurrency::Cancellation m_opening;
    concurrency::Cancellation m_counting;
    QTimer m_pause; ///< of the person typing
    QTimer m_rest; ///< between two looks
    QList<int> m_wishes; ///< the latest last
    QSet<int> m_placed; ///< pages read by their place; again they are read by their rows' ids
    ListState m_state = ListState::Loading;
    QString m_error;
    int m_generation = 0;
    int m_pagesUnderWay = 0;
    bool m_counted = false;
    bool m_moved = false;
    bool m_looking = false;
    bool m_lookAgain = false;
    bool m_wasSettled = false;
};

} // namespace billhook::organizations
