#include "views/lists/listpages.h"

#include "services/concurrency/whendone.h"

#include <algorithm>
#include <utility>

namespace billhook::lists {

using domain::listPageRows;
using domain::ListRow;
using domain::ListRows;

namespace {

constexpr int pagesAtOnce = 2;
constexpr int mostWishes = 8; ///< a screen shows two or three pages; what was scrolled past is not read
constexpr int pagesToAnAnchor = domain::listAnchorRows / listPageRows;

ListRows pageOf(const ListRows &rows, int page)
{
    return rows.mid(qsizetype{ page } * listPageRows, listPageRows);
}

/** The rows in the places they had, renewed; what is no more stays as it was. */
ListRows renewed(ListRows kept, const ListRows &read)
{
    for (ListRow &row : kept) {
        const auto found = std::find_if(
            read.cbegin(), read.cend(), [&](const ListRow &other) { return other.id == row.id; });
        if (found != read.cend()) {
            row = *found;
        }
    }
    return kept;
}

} // namespace

ListPages::ListPages(billing::ListReader reader, items::PagedTable &model, QObject *parent)
    : QObject(parent)
    , m_reader(std::move(reader))
    , m_model(model)
{
    connect(&model, &items::PagedTable::pageWanted, this, &ListPages::wish);
}

void ListPages::restart(const billing::ListOpening &opening, int count)
{
    ++m_generation;
    m_reading = opening.reading;
    m_anchors.reset();
    m_found = opening.outline ? opening.rows : ListRows();
    m_wishes.clear();
    m_placed.clear();
    m_model.reset(count);
    const auto first = static_cast<int>(opening.rows.size());
    const int pages = (first + listPageRows - 1) / listPageRows;
    for (int page = 0; page < std::min(pages, mostWishes); ++page) {
        m_placed.insert(page);
        m_model.setPage(page, pageOf(opening.rows, page));
    }
    if (opening.outline) {
        m_anchors.emplace();
    }
}

void ListPages::setAnchors(const QList<domain::ListAnchor> &anchors)
{
    if (!m_anchors) {
        m_placed.remove(m_model.rowCount() / listPageRows); // the last page may have had no room to fill
    }
    m_anchors = anchors;
    QMetaObject::invokeMethod(this, &ListPages::readWishes, Qt::QueuedConnection);
}

void ListPages::forgetPlaces()
{
    m_placed.clear();
}

/** Asked for while painting: the read must not start, and the model not change, inside that. */
void ListPages::wish(int page)
{
    m_wishes.append(page);
    if (m_wishes.size() > mostWishes) {
        m_model.forgetRequest(m_wishes.takeFirst());
    }
    QMetaObject::invokeMethod(this, &ListPages::readWishes, Qt::QueuedConnection);
    Q_EMIT settledChanged();
}

void ListPages::readWishes()
{
    QList<int> waiting;
    while (!m_wishes.isEmpty() && m_underWay < pagesAtOnce) {
        const int page = m_wishes.takeLast();
        if (!m_anchors && page >= pagesToAnAnchor) {
            waiting.prepend(page);
        } else {
            readPage(page);
        }
    }
    m_wishes = waiting + m_wishes;
    Q_EMIT settledChanged();
}

void ListPages::readPage(int page)
{
    ++m_underWay;
    concurrency::whenDone(answerFor(page), this,
        [this, page, generation = m_generation](const domain::Result<ListRows> &result) {
            --m_underWay;
            if (generation == m_generation) {
                takePage(page, result);
            }
            readWishes();
        });
}

billing::ListReader::Answer<ListRows> ListPages::answerFor(int page) const
{
    const ListRows kept = m_model.page(page);
    if (m_placed.contains(page) && !kept.isEmpty()) {
        QStringList ids;
        for (const ListRow &row : kept) {
            ids.append(row.id);
        }
        return m_reader.rows(m_reading, ids);
    }
    if (!m_found.isEmpty()) {
        return QtFuture::makeReadyFuture(domain::Result<ListRows>(pageOf(m_found, page)));
    }
    domain::ListSlice slice;
    const QList<domain::ListAnchor> anchors = m_anchors.value_or(QList<domain::ListAnchor>());
    const int anchor = page / pagesToAnAnchor;
    if (anchor < anchors.size()) {
        slice.from = anchors.at(anchor);
    }
    if (anchor + 1 < anchors.size()) {
        slice.until = anchors.at(anchor + 1);
    }
    slice.skip = (page % pagesToAnAnchor) * listPageRows;
    slice.limit = std::min(listPageRows, m_model.rowCount() - page * listPageRows);
    return m_reader.page(m_reading, slice);
}

void ListPages::takePage(int page, const domain::Result<ListRows> &result)
{
    if (!result) {
        m_model.forgetRequest(page);
        return;
    }
    const ListRows kept = m_model.page(page);
    const bool again = m_placed.contains(page) && !kept.isEmpty();
    m_placed.insert(page);
    m_model.setPage(page, again ? renewed(kept, *result) : *result);
}

} // namespace billhook::lists
