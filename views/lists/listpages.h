#pragma once

#include "models/domain/result.h"
#include "models/items/pagedtablemodel.h"
#include "services/billing/listreader.h"

#include <QList>
#include <QObject>
#include <QSet>

#include <optional>

namespace billhook::lists {

/**
 * Reads the pages that the view asks the model for, the latest wish first. A page whose rows are known is
 * read again by their ids, so that rows never move by themselves.
 */
class ListPages final : public QObject
{
    Q_OBJECT

public:
    ListPages(billing::ListReader reader, items::PagedTable &model, QObject *parent);

    bool settled() const { return m_underWay == 0 && m_wishes.isEmpty(); }

    /** Other rows, `count` of them: the first are there, or all that were found. */
    void restart(const billing::ListOpening &opening, int count);
    /** Where pages start. Without anchors only what is near the start can be read; the rest waits for them.
     */
    void setAnchors(const QList<domain::ListAnchor> &anchors);
    /** The rows may lie elsewhere: pages are read by their place again. */
    void forgetPlaces();

Q_SIGNALS:
    void settledChanged();

private:
    void wish(int page);
    void readWishes();
    void readPage(int page);
    billing::ListReader::Answer<domain::ListRows> answerFor(int page) const;
    void takePage(int page, const domain::Result<domain::ListRows> &result);

    billing::ListReader m_reader;
    items::PagedTable &m_model;
    billing::ListReading m_reading;
    std::optional<QList<domain::ListAnchor>> m_anchors;
    domain::ListRows m_found; ///< all rows, when a text found few
    QList<int> m_wishes; ///< the latest last
    QSet<int> m_placed; ///< pages whose rows are known
    int m_generation = 0;
    int m_underWay = 0;
};

} // namespace billhook::lists
