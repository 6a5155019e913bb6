#pragma once

#include "models/domain/area.h"
#include "models/domain/listquery.h"
#include "models/domain/result.h"
#include "models/items/pagedtablemodel.h"
#include "services/billing/listreader.h"
#include "services/concurrency/cancellation.h"
#include "views/lists/listpages.h"

#include <QFuture>
#include <QMap>
#include <QObject>
#include <QString>
#include <QStringList>
#include <QTimer>

#include <cstdint>

namespace billhook::lists {

enum class ListState : std::uint8_t
{
    Loading,
    Ready, ///< rows are there; their number is exact once counted()
    Refreshing, ///< another query is being read; the old rows stay
    Failed
};

/**
 * Feeds the model: the first rows of a new sort order or filter at once, its outline in the background, then
 * the pages the view asks for. A change is shown in the rows it touched; what it does to the order or the
 * number of rows is announced and shown on demand. Rows never move under the pointer by themselves.
 */
class ListPresenter final : public QObject
{
    Q_OBJECT

public:
    /** `areas` are those a row shows something of; the model becomes the presenter's. */
    ListPresenter(billing::ListReader reader, items::PagedTable *model, domain::ListQuery first,
        domain::Areas areas, QObject *parent = nullptr);

    items::PagedTable &model() { return *m_model; }
    const items::PagedTable &model() const { return *m_model; }
    ListState state() const { return m_state; }
    QString error() const { return m_error; }
    const domain::ListQuery &query() const { return m_query; }
    const billing::ListReading &reading() const { return m_reading; } ///< of the rows shown
    const QMap<QString, QStringList> &values() const { return m_values; } ///< to filter by
    const billing::ListOutline &outline() const { return m_outline; }
    bool counted() const { return m_counted; } ///< the outline is that of the rows shown
    bool moved() const { return m_moved; } ///< rows came, went or changed places since they were read
    qint64 arrivals() const; ///< how many more rows there are than shown; negative: fewer
    bool settled() const; ///< the outline and every page asked for are there

public Q_SLOTS:
    void start(); ///< reads the list; does nothing when it has been read
    void refresh(); ///< reads everything again
    void setText(const QString &text); ///< after a pause in typing
    void setFilter(const QString &name, const QString &value); ///< empty: not set
    void setFilters(const QMap<QString, QString> &filters); ///< those and no others
    void setSort(const QString &sort, Qt::SortOrder order);
    void applyChanges(const billhook::domain::Areas &areas);
    void showMoved();

Q_SIGNALS:
    void stateChanged();
    void settledChanged(bool settled);

private:
    template <typename T> void onAnswer(QFuture<domain::Result<T>> answer, void (ListPresenter::*take)(T));
    void ask(domain::ListQuery query);
    void read();
    void takeOpening(billing::ListOpening opening);
    void takeOutline(billing::ListOutline outline);
    void fail(const domain::Error &error);
    void look(); ///< whether rows moved
    void lookAtOutline(const billing::ListReading &reading);
    void endLook();
    void takeFound(const billing::ListOpening &opening);
    void takeLook(billing::ListOutline outline);
    void setState(ListState state);
    void announceSettled();

    billing::ListReader m_reader;
    items::PagedTable *m_model;
    ListPages m_pages;
    domain::Areas m_areas;
    domain::ListQuery m_query;
    billing::ListReading m_reading; ///< the rows' own
    QMap<QString, QStringList> m_values;
    billing::ListOutline m_outline; ///< of what is shown
    billing::ListOutline m_newer; ///< with what moved
    QStringList m_found; ///< the ids of all rows, when a text found few
    concurrency::Cancellation m_opening;
    concurrency::Cancellation m_counting;
    QTimer m_pause; ///< of the person typing
    QTimer m_rest; ///< between two looks
    ListState m_state = ListState::Loading;
    QString m_error;
    int m_generation = 0;
    bool m_counted = false;
    bool m_moved = false;
    bool m_looking = false;
    bool m_lookAgain = false;
    bool m_wasSettled = false;
};

} // namespace billhook::lists
