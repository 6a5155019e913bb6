#pragma once

#include "models/domain/listquery.h"
#include "services/postgres/listspec.h"
#include "services/postgres/session.h"

#include <QDate>
#include <QString>
#include <QStringList>

namespace billhook::postgres {

/** A statement made for a list, to be run once with these bindings. Its name stands for its text. */
struct ListStatement
{
    QString name;
    QString sql;
    Bindings bindings;
};

/** What a typed text looks like. */
enum class Sought
{
    Nothing,
    Piece, ///< of a name
    Number, ///< of something else: what ListSearch::numberPrefix begins
    Id
};

/** What statements depend on beside the query. */
struct ListMoment
{
    /// JSON array of {currency, factor}: minor units of the reporting currency for one minor unit, decimal
    /// text or null. Orders that are not converted do without.
    QString factors{};
    QString zone{}; ///< of the days, an IANA name
    QDate today{}; ///< in it
};

/**
 * The SQL of one query of a list, made of its ListSpec. Texts of people are always bound, never part of the
 * SQL. `spec` must outlive it.
 */
class ListStatements final
{
public:
    ListStatements(const ListSpec &spec, const domain::ListQuery &query, ListMoment moment);

    Sought sought() const { return m_sought; }
    /** Few enough to be found at once may be what it finds. A short number is the beginning of them all. */
    bool mayBeFound() const;

    ListStatement page(const domain::ListSlice &slice) const; ///< columns: id and the spec's
    ListStatement anchors() const; ///< columns: key0, key1 ..., id; of each listAnchorRows-th row
    /** All that the text finds; columns: found (how many, before the filters), id (NULL: none are left) ...
     */
    ListStatement found() const;
    ListStatement rows(const QStringList &ids) const; ///< in no order
    ListStatement sums() const; ///< columns: currency, amount, count
    ListStatement sumsOf(const QStringList &ids) const;
    ListStatement hidden() const; ///< column: count; of what the filters leave out unless asked
    ListStatement values(const ListFilter &filter) const; ///< column: value

    int keyCount() const; ///< of an anchor

private:
    QList<ListKey> keys() const;
    QString condition(ListStatement &statement) const;
    QString boundValue(const ListFilter &filter) const;
    QString reached(const QString &anchor, const QStringList &values) const;
    int firstCompared() const;
    QString direction() const;
    QString ordering() const;
    QString nameOf(const QString &what) const;
    ListStatement convertedPage(const domain::ListSlice &slice) const;
    ListStatement convertedAnchors() const;
    QString convertedText(const char *text, const QString &filter) const;
    void bindSought(ListStatement &statement) const;

    const ListSpec &m_spec;
    domain::ListQuery m_query;
    const ListOrder &m_order;
    ListMoment m_moment;
    Sought m_sought = Sought::Nothing;
    QString m_piece;
    QString m_otherPiece;
    QString m_number;
    QString m_id;
};

} // namespace billhook::postgres
