#include "views/organizations/organizationspresenter.h"

#include "services/concurrency/whendone.h"
#include "views/organizations/organizationitems.h"

#include <algorithm>
#include <chrono>
#include <utility>

namespace billhook::organizations {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using items::OrganizationTableModel;

namespace {

constexpr std::chrono::milliseconds typingPause = 150ms;
constexpr std::chrono::milliseconds lookPause = 5s; ///< a look reads a whole index
constexpr int pagesAtOnce = 2;
constexpr int mostWishes = 8; ///< a screen shows two or three pages; what was scrolled past is not read
constexpr int pagesToAnAnchor = billing::organizationAnchorRows / billing::organizationPageRows;

qsizetype firstRowOf(int page)
{
    return qsizetype{ page } * billing::organizationPageRows;
}

bool sameRows(billing::OrganizationQuery left, const billing::OrganizationQuery &right)
{
    left.sort = right.sort;
    left.descending = right.descending;
    return left == right;
}

} // namespace

OrganizationsPresenter::OrganizationsPresenter(OrganizationsSource source, QObject *parent)
    : QObject(parent)
    , m_source(std::move(source))
    , m_model(new OrganizationTableModel(billing::organizationPageRows, this))
{
    m_pause.setSingleShot(true);
    m_rest.setSingleShot(true);
    connect(&m_pause, &QTimer::timeout, this, &OrganizationsPresenter::read);
    connect(&m_rest, &QTimer::timeout, this, [this] {
        if (std::exchange(m_lookAgain, false) && m_counted) {
            look();
        }
    });
    connect(m_model, &OrganizationTableModel::sortRequested, this, &OrganizationsPresenter::setSort);
    connect(m_model, &OrganizationTableModel::pageWanted, this, &OrganizationsPresenter::wish);
}

qint64 OrganizationsPresenter::arrivals() const
{
    return m_moved ? m_newer.sum.count - m_outline.sum.count : 0;
}

bool OrganizationsPresenter::settled() const
{
    return (m_state == ListState::Failed || (m_state == ListState::Ready && m_counted))
        && m_pagesUnderWay == 0 && m_wishes.isEmpty() && !m_pause.isActive();
}

void OrganizationsPresenter::start()
{
    if (m_generation == 0) {
        read();
    }
}

void OrganizationsPresenter::refresh()
{
    read();
}

void OrganizationsPresenter::setText(const QString &text)
{
    const QString trimmed = text.trimmed();
    if (trimmed != m_query.text) {
        m_query.text = trimmed;
        m_pause.start(typingPause);
        announceSettled();
    }
}

void OrganizationsPresenter::setFilter(const billing::OrganizationQuery &query)
{
    billing::OrganizationQuery wanted = query;
    wanted.sort = m_query.sort;
    wanted.descending = m_query.descending;
    wanted.text = m_query.text;
    if (wanted != m_query) {
        m_query = wanted;
        read();
    }
}

void OrganizationsPresenter::setSort(OrganizationTableModel::Column column, Qt::SortOrder order)
{
    const billing::OrganizationSort sort = sortOf(column);
    const bool descending = order == Qt::DescendingOrder;
    if (sort != m_query.sort || descending != m_query.descending) {
        m_query.sort = sort;
        m_query.descending = descending;
        if (m_generation > 0) {
            read();
        }
    }
}

/** Answers to a query that is no longer the newest are dropped. */
template <typename T>
void OrganizationsPresenter::onAnswer(
    QFuture<domain::Result<T>> answer, void (OrganizationsPresenter::*take)(T))
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

void OrganizationsPresenter::read()
{
    m_pause.stop();
    ++m_generation;
    m_source.cancel(std::exchange(m_opening, {}));
    m_source.cancel(std::exchange(m_counting, {}));
    m_looking = false;
    m_lookAgain = false;
    const bool shown = m_state == ListState::Ready || m_state == ListState::Refreshing;
    setState(shown ? ListState::Refreshing : ListState::Loading);
    onAnswer(m_source.open(m_query, m_opening), &OrganizationsPresenter::takeOpening);
}

void OrganizationsPresenter::takeOpening(billing::OrganizationOpening opening)
{
    // The same rows in another order are as many as before; else their number is not known yet.
    const bool known = m_counted && sameRows(m_shown, m_query);
    const auto first = static_cast<int>(opening.rows.size());
    const bool few = first < billing::organizationPageRows;
    m_basis = std::move(opening.basis);
    m_shown = m_query;
    m_error.clear();
    m_moved = false;
    m_counted = opening.outline.has_value();
    m_found = m_counted ? opening.rows : OrganizationsSource::Rows();
    m_wishes.clear();
    m_placed.clear();
    m_model->setReportingCurrency(m_basis.converter.reportingCurrency());
    m_model->reset(known && !few && !m_counted ? m_model->rowCount() : first);
    const int pages = (first + billing::organizationPageRows - 1) / billing::organizationPageRows;
    for (int page = 0; page < std::min(pages, mostWishes); ++page) {
        m_placed.insert(page);
        m_model->setPage(
            page, itemsOf(opening.rows.mid(firstRowOf(page), billing::organizationPageRows), m_basis));
    }
    if (m_counted) {
        m_outline = *std::move(opening.outline);
    } else {
        m_outline.anchors.clear();
        onAnswer(m_source.outline(m_shown, m_basis, m_counting), &OrganizationsPresenter::takeOutline);
    }
    setState(ListState::Ready);
}

void OrganizationsPresenter::takeOutline(billing::OrganizationOutline outline)
{
    m_outline = std::move(outline);
    m_counted = true;
    m_placed.remove(m_model->rowCount() / billing::organizationPageRows); // it may have had no room to fill
    m_model->setRowCount(static_cast<int>(m_outline.sum.count));
    setState(ListState::Ready);
    readWishes();
}

void OrganizationsPresenter::fail(const domain::Error &error)
{
    m_error = QString::fromStdString(error.message);
    setState(ListState::Failed);
}

void OrganizationsPresenter::applyChanges(const QSet<QString> &areas)
{
    static const QSet<QString> shown{ u"organizations"_s, u"subscriptions"_s, u"customers"_s, u"revenue"_s };
    if (m_state == ListState::Failed) {
        read();
    } else if (m_state == ListState::Ready && areas.intersects(shown)) {
        m_model->invalidate();
        if (m_looking || m_rest.isActive() || !m_counted) {
            m_lookAgain = true;
        } else {
            look();
        }
    }
}

void OrganizationsPresenter::look()
{
    m_looking = true;
    concurrency::whenDone(m_source.open(m_shown, m_opening), this,
        [this, generation = m_generation](const domain::Result<billing::OrganizationOpening> &opened) {
            if (generation != m_generation) {
                return;
            }
            if (opened && !opened->outline) {
                lookAtOutline(opened->basis);
                return;
            }
            endLook();
            if (opened) {
                takeFound(*opened);
            }
        });
}

void OrganizationsPresenter::lookAtOutline(const billing::OrganizationBasis &basis)
{
    concurrency::whenDone(m_source.outline(m_shown, basis, m_counting), this,
        [this, generation = m_generation](domain::Result<billing::OrganizationOutline> result) {
            if (generation != m_generation) {
                return;
            }
            endLook();
            if (result) {
                takeLook(std::move(result).value());
            }
        });
}

void OrganizationsPresenter::endLook()
{
    m_looking = false;
    m_rest.start(lookPause);
}

/** A search that found few rows knows all of them at once. */
void OrganizationsPresenter::takeFound(const billing::OrganizationOpening &opening)
{
    m_newer = *opening.outline;
    m_moved = !std::equal(opening.rows.cbegin(), opening.rows.cend(), m_found.cbegin(), m_found.cend(),
        [](const auto &left, const auto &right) { return left.id == right.id; });
    if (!m_moved) {
        m_outline = m_newer;
    }
    Q_EMIT stateChanged();
}

void OrganizationsPresenter::takeLook(billing::OrganizationOutline outline)
{
    m_newer = std::move(outline);
    m_moved = m_newer.sum.count != m_outline.sum.count || m_newer.anchors != m_outline.anchors;
    if (!m_moved) {
        m_outline = m_newer;
    }
    Q_EMIT stateChanged();
}

/** The rows stay where they are on the screen, by their number. */
void OrganizationsPresenter::showMoved()
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
    m_placed.clear();
    m_model->setRowCount(static_cast<int>(m_outline.sum.count));
    m_model->invalidate();
    Q_EMIT stateChanged();
}

/** Asked for while painting: the read must not start, and the model not change, inside that. */
void OrganizationsPresenter::wish(int page)
{
    m_wishes.append(page);
    if (m_wishes.size() > mostWishes) {
        m_model->forgetRequest(m_wishes.takeFirst());
    }
    QMetaObject::invokeMethod(this, &OrganizationsPresenter::readWishes, Qt::QueuedConnection);
    announceSettled();
}

void OrganizationsPresenter::readWishes()
{
    // Without anchors only what is near the start can be read; the rest waits for them.
    QList<int> waiting;
    while (!m_wishes.isEmpty() && m_pagesUnderWay < pagesAtOnce) {
        const int page = m_wishes.takeLast();
        if (!m_counted && page >= pagesToAnAnchor) {
            waiting.prepend(page);
        } else {
            readPage(page);
        }
    }
    m_wishes = waiting + m_wishes;
    announceSettled();
}

void OrganizationsPresenter::readPage(int page)
{
    const QList<items::OrganizationItem> kept = m_model->page(page);
    ++m_pagesUnderWay;
    QFuture<domain::Result<OrganizationsSource::Rows>> answer;
    if (m_placed.contains(page) && !kept.isEmpty()) {
        QStringList ids;
        for (const items::OrganizationItem &item : kept) {
            ids.append(item.id);
        }
        answer = m_source.rows(ids, m_basis);
    } else if (!m_found.isEmpty()) {
        answer = QtFuture::makeReadyFuture(domain::Result<OrganizationsSource::Rows>(
            m_found.mid(firstRowOf(page), billing::organizationPageRows)));
    } else {
        billing::OrganizationSlice slice;
        const int anchor = page / pagesToAnAnchor;
        if (anchor < m_outline.anchors.size()) {
            slice.from = m_outline.anchors.at(anchor);
        }
        if (anchor + 1 < m_outline.anchors.size()) {
            slice.until = m_outline.anchors.at(anchor + 1);
        }
        slice.skip = (page % pagesToAnAnchor) * billing::organizationPageRows;
        slice.limit = std::min(
            billing::organizationPageRows, m_model->rowCount() - page * billing::organizationPageRows);
        answer = m_source.page(m_shown, m_basis, slice);
    }
    concurrency::whenDone(answer, this,
        [this, page, generation = m_generation](const domain::Result<OrganizationsSource::Rows> &result) {
            --m_pagesUnderWay;
            if (generation == m_generation) {
                takePage(page, result);
            }
            readWishes();
        });
}

void OrganizationsPresenter::takePage(int page, const domain::Result<OrganizationsSource::Rows> &result)
{
    if (!result) {
        m_model->forgetRequest(page);
        return;
    }
    QList<items::OrganizationItem> items = itemsOf(*result, m_basis);
    const QList<items::OrganizationItem> kept = m_model->page(page);
    if (m_placed.contains(page) && !kept.isEmpty()) {
        // Read by id: in the places they had, and what is no more as it was.
        QList<items::OrganizationItem> renewed = kept;
        for (items::OrganizationItem &item : renewed) {
            const auto found = std::find_if(
                items.cbegin(), items.cend(), [&](const auto &other) { return other.id == item.id; });
            item = found == items.cend() ? item : *found;
        }
        items = renewed;
    }
    m_placed.insert(page);
    m_model->setPage(page, items);
}

void OrganizationsPresenter::setState(ListState state)
{
    m_state = state;
    Q_EMIT stateChanged();
    announceSettled();
}

void OrganizationsPresenter::announceSettled()
{
    const bool now = settled();
    if (now != m_wasSettled) {
        m_wasSettled = now;
        Q_EMIT settledChanged(now);
    }
}

} // namespace billhook::organizations
