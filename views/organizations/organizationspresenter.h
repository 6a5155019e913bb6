#pragma once

#include "models/domain/result.h"
#include "models/items/organizationtablemodel.h"
#include "services/billing/organizations.h"

#include <QFuture>
#include <QObject>
#include <QSet>
#include <QString>
#include <QTimer>

#include <cstdint>
#include <functional>

namespace billhook::organizations {

/** Where the list comes from; each call starts one background read. */
struct OrganizationsSource
{
    std::function<QFuture<domain::Result<billing::OrganizationOutline>>(const billing::OrganizationQuery &)>
        outline;
    std::function<QFuture<domain::Result<QList<billing::OrganizationRow>>>(
        const billing::OrganizationQuery &, const billing::OrganizationAnchor &)>
        page;
    std::function<void()> cancelOutline; ///< of the query before
};

enum class ListState : std::uint8_t
{
    Loading,
    Ready,
    Refreshing, ///< another query is being read; the old rows stay
    Failed
};

/**
 * Feeds the model: an outline for a new sort order or filter, then the pages the view asks for, nearest
 * first. What a change brings in is announced and shown on demand; rows never move under the pointer by
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
    const billing::OrganizationOutline &outline() const { return m_outline; }
    qint64 arrivals() const { return m_arrivals; } ///< rows more (or fewer, negative) than are shown
    bool settled() const; ///< the outline and every page asked for are there

public Q_SLOTS:
    void start(); ///< reads the list; does nothing when it has been read
    void refresh(); ///< reads everything again
    void setText(const QString &text); ///< filter, after a pause in typing
    void setSort(billhook::items::OrganizationTableModel::Column column, Qt::SortOrder order);
    void applyChanges(const QSet<QString> &areas);
    void showArrivals();

Q_SIGNALS:
    void stateChanged();
    void settledChanged(bool settled);

private:
    void readOutline();
    void takeOutline(domain::Result<billing::OrganizationOutline> result, int generation);
    void check(); ///< looks whether rows were added or removed
    void takeCheck(domain::Result<billing::OrganizationOutline> result, int generation);
    void show(const billing::OrganizationOutline &outline);
    void takeWish(int page);
    void readPage(int page, int generation);
    void takePage(int page, domain::Result<QList<billing::OrganizationRow>> result, int generation);
    void setState(ListState state);
    void announceSettled();

    OrganizationsSource m_source;
    items::OrganizationTableModel *m_model;
    billing::OrganizationQuery m_query;
    billing::OrganizationOutline m_outline; ///< of what is shown
    billing::OrganizationOutline m_newer; ///< with the arrivals
    QTimer m_pause;
    ListState m_state = ListState::Loading;
    QString m_error;
    qint64 m_arrivals = 0;
    int m_generation = 0;
    int m_pagesUnderWay = 0;
    bool m_checking = false;
    bool m_checkAgain = false;
    bool m_wasSettled = false;
};

} // namespace billhook::organizations
