#include "views/lists/listpresenter.h"

#include "services/concurrency/whendone.h"

#include <algorithm>
#include <chrono>
#include <utility>

namespace billhook::lists {

using namespace std::chrono_literals;

namespace {

constexpr std::chrono::milliseconds typingPause = 150ms;
constexpr std::chrono::milliseconds lookPause = 5s; ///< a look reads a whole index

bool sameRows(domain::ListQuery left, const domain::ListQuery &right)
{
    left.sort = right.sort;
    left.descending = right.descending;
    return left == right;
}

QStringList idsOf(const domain::ListRows &rows)
{
    QStringList ids;
    for (const domain::ListRow &row : rows) {
        ids.append(row.id);
    }
    return ids;
}

} // namespace

ListPresenter::ListPresenter(billing::ListReader reader, items::PagedTable *model, domain::ListQuery first,
    domain::Areas areas, QObject *parent)
    : QObject(parent)
    , m_reader(std::move(reader))
    , m_model(model)
    , m_pages(m_reader, *model, this)
    , m_areas(areas)
    , m_query(std::move(first))
{
    model->setParent(this);
    m_pause.setSingleShot(true);
    m_rest.setSingleShot(true);
    connect(&m_pause, &QTimer::timeout, this, &ListPresenter::read);
    connect(&m_rest, &QTimer::timeout, this, [this] {
        if (std::exchange(m_lookAgain, false) && m_counted) {
            look();
        }
    });
    connect(model, &items::PagedTable::sortRequested, this, &ListPresenter::setSort);
    connect(&m_pages, &ListPages::settledChanged, this, &ListPresenter::announceSettled);
}

qint64 ListPresenter::arrivals() const
{
    return m_moved ? m_newer.sum.count - m_outline.sum.count : 0;
}

bool ListPresenter::settled() const
{
    return (m_state == ListState::Failed || (m_state == ListState::Ready && m_counted)) && m_pages.settled()
        && !m_pause.isActive();
}

void ListPresenter::start()
{
    if (m_generation == 0) {
        read();
    }
}

void ListPresenter::refresh()
{
    read();
}

void ListPresenter::setText(const QString &text)
{
    const QString trimmed = text.trimmed();
    if (trimmed != m_query.text) {
        m_query.text = trimmed;
        m_pause.start(typingPause);
        announceSettled();
    }
}

void ListPresenter::setFilter(const QString &name, const QString &value)
{
    QMap<QString, QString> filters = m_query.filters;
    if (value.isEmpty()) {
        filters.remove(name);
    } else {
        filters.insert(name, value);
    }
    setFilters(filters);
}

void ListPresenter::setFilters(const QMap<QString, QString> &filters)
{
    domain::ListQuery query = m_query;
    query.filters = filters;
    ask(std::move(query));
}

void ListPresenter::setSort(const QString &sort, Qt::SortOrder order)
{
    domain::ListQuery query = m_query;
    query.sort = sort;
    query.descending = order == Qt::DescendingOrder;
    ask(std::move(query));
}

void ListPresenter::ask(domain::ListQuery query)
{
    if (query != m_query) {
        m_query = std::move(query);
        if (m_generation > 0) {
            read();
        }
    }
}

/** Answers to a query that is no longer the newest are dropped. */
template <typename T>
void ListPresenter::onAnswer(QFuture<domain::Result<T>> answer, void (ListPresenter::*take)(T))
{
    concurrency::whenDone(answer, this, [this, take, generation = m_generation](domain::Result<T> result) {
        if (generation != m_generation) {
            return;
        }
        if (!result) {
            fail(result.error());
            return;
        }
        (this->*take)(std::move(result).value());
    });
}

void ListPresenter::read()
{
    m_pause.stop();
    ++m_generation;
    m_reader.cancel(std::exchange(m_opening, {}));
    m_reader.cancel(std::exchange(m_counting, {}));
    m_looking = false;
    m_lookAgain = false;
    const bool shown = m_state == ListState::Ready || m_state == ListState::Refreshing;
    setState(shown ? ListState::Refreshing : ListState::Loading);
    onAnswer(m_reader.open(m_query, m_opening), &ListPresenter::takeOpening);
}

void ListPresenter::takeOpening(billing::ListOpening opening)
{
    // The same rows in another order are as many as before; else their number is not known yet.
    const bool known = m_counted && sameRows(m_reading.query, opening.reading.query);
    const auto first = static_cast<int>(opening.rows.size());
    const bool few = first < domain::listPageRows;
    m_counted = opening.outline.has_value();
    m_reading = opening.reading;
    m_values = opening.values;
    m_error.clear();
    m_moved = false;
    m_found = m_counted ? idsOf(opening.rows) : QStringList();
    m_model->setReportingCurrency(m_reading.basis.converter.reportingCurrency());
    m_pages.restart(opening, known && !few && !m_counted ? m_model->rowCount() : first);
    if (m_counted) {
        m_outline = *std::move(opening.outline);
    } else {
        m_outline.anchors.clear();
        onAnswer(m_reader.outline(m_reading, m_counting), &ListPresenter::takeOutline);
    }
    setState(ListState::Ready);
}

void ListPresenter::takeOutline(billing::ListOutline outline)
{
    m_outline = std::move(outline);
    m_counted = true;
    m_pages.setAnchors(m_outline.anchors);
    m_model->setRowCount(static_cast<int>(m_outline.sum.count));
    setState(ListState::Ready);
}

void ListPresenter::fail(const domain::Error &error)
{
    m_error = QString::fromStdString(error.message);
    setState(ListState::Failed);
}

void ListPresenter::applyChanges(const domain::Areas &areas)
{
    if (m_state == ListState::Failed) {
        read();
    } else if (m_state == ListState::Ready && areas.intersects(m_areas)) {
        m_model->invalidate();
        if (m_looking || m_rest.isActive() || !m_counted) {
            m_lookAgain = true;
        } else {
            look();
        }
    }
}

void ListPresenter::look()
{
    m_looking = true;
    concurrency::whenDone(m_reader.open(m_reading.query, m_opening), this,
        [this, generation = m_generation](const domain::Result<billing::ListOpening> &opened) {
            if (generation != m_generation) {
                return;
            }
            if (opened && !opened->outline) {
                lookAtOutline(opened->reading);
                return;
            }
            endLook();
            if (opened) {
                takeFound(*opened);
            }
        });
}

void ListPresenter::lookAtOutline(const billing::ListReading &reading)
{
    concurrency::whenDone(m_reader.outline(reading, m_counting), this,
        [this, generation = m_generation](domain::Result<billing::ListOutline> result) {
            if (generation != m_generation) {
                return;
            }
            endLook();
            if (result) {
                takeLook(std::move(result).value());
            }
        });
}

void ListPresenter::endLook()
{
    m_looking = false;
    m_rest.start(lookPause);
}

/** A search that found few rows knows all of them at once. */
void ListPresenter::takeFound(const billing::ListOpening &opening)
{
    m_newer = *opening.outline;
    m_moved = idsOf(opening.rows) != m_found;
    if (!m_moved) {
        m_outline = m_newer;
    }
    Q_EMIT stateChanged();
}

void ListPresenter::takeLook(billing::ListOutline outline)
{
    m_newer = std::move(outline);
    m_moved = m_newer.sum.count != m_outline.sum.count || m_newer.anchors != m_outline.anchors;
    if (!m_moved) {
        m_outline = m_newer;
    }
    Q_EMIT stateChanged();
}

/** The rows stay where they are on the screen, by their number. */
void ListPresenter::showMoved()
{
    if (!m_moved) {
        return;
    }
    m_moved = false;
    if (m_newer.anchors.isEmpty()) {
        read();
        return;
    }
    m_outline = m_newer;
    m_pages.forgetPlaces();
    m_pages.setAnchors(m_outline.anchors);
    m_model->setRowCount(static_cast<int>(m_outline.sum.count));
    m_model->invalidate();
    Q_EMIT stateChanged();
}

void ListPresenter::setState(ListState state)
{
    m_state = state;
    Q_EMIT stateChanged();
    announceSettled();
}

void ListPresenter::announceSettled()
{
    const bool now = settled();
    if (now != m_wasSettled) {
        m_wasSettled = now;
        Q_EMIT settledChanged(now);
    }
}

} // namespace billhook::lists
