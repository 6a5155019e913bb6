#pragma once

#include "models/domain/listquery.h"
#include "models/domain/result.h"
#include "services/billing/converter.h"
#include "services/billing/dashboard.h"
#include "services/concurrency/cancellation.h"

#include <QDate>
#include <QFuture>
#include <QList>
#include <QMap>
#include <QString>
#include <QStringList>

#include <functional>
#include <optional>

namespace billhook::postgres {
struct ListSpec;
class Row;
class Session;
} // namespace billhook::postgres

namespace billhook::billing {

class Database;

/** What the rows of a list are made with, at one moment. */
struct ListBasis
{
    QString zone; ///< days are counted in it
    QDate today; ///< in it
    Converter converter{ QString() };
    QString
        factors; ///< JSON for the statements, one for each currency there is; empty in lists without money
};

/** A list as it is in the database: what it is read from, and how one of its rows is made. */
struct ListDefinition
{
    const postgres::ListSpec &spec;
    std::function<domain::ListRow(const postgres::Row &, const ListBasis &)> row;
    QString whole{}; ///< statement: currency and amount of the company, some of which stands in no row
};

/** What was opened; later reads of the same list go on with it. */
struct ListReading
{
    domain::ListQuery query;
    ListBasis basis;
};

/** How a query is paged, and what all its rows come to. */
struct ListOutline
{
    QList<domain::ListAnchor> anchors; ///< of the rows 0, listAnchorRows, 2 x listAnchorRows ...
    ConvertedSum sum; ///< annual; its count is the exact number of rows
    qint64 hidden = 0; ///< rows that are left out unless asked for
    ConvertedSum apart{}; ///< annual, of the company and in no row; only where nothing is filtered
};

/** What a query shows at once, before its rows have been counted. */
struct ListOpening
{
    ListReading reading;
    QMap<QString, QStringList> values; ///< to filter by, those that there are, by filter
    domain::ListRows rows; ///< the first page; all of them when there is an outline
    std::optional<ListOutline> outline; ///< without anchors, when a text found few
};

/**
 * A list: first rows at once, an outline in the background, then pages by their keys. Each call starts one
 * background read.
 */
struct ListReader
{
    template <typename T> using Answer = QFuture<domain::Result<T>>;

    std::function<Answer<ListOpening>(const domain::ListQuery &, const concurrency::Cancellation &)> open;
    std::function<Answer<ListOutline>(const ListReading &, const concurrency::Cancellation &)> outline;
    std::function<Answer<domain::ListRows>(const ListReading &, const domain::ListSlice &)> page;
    /** These as they are now, in any order; those that are no more are left out. */
    std::function<Answer<domain::ListRows>(const ListReading &, const QStringList &ids)> rows;
    /** Annual, exact, as the database has them now. */
    std::function<Answer<ConvertedSum>(
        const ListReading &, const QStringList &ids, const concurrency::Cancellation &)>
        sum;
    std::function<void(const concurrency::Cancellation &)> cancel;
};

/** The database and the definition must outlive it. */
ListReader readerOf(Database &database, const ListDefinition &list);

// The same in the calling thread, over a session with the area "dashboard".
domain::Result<ListOpening> readOpening(
    postgres::Session &session, const ListDefinition &list, const domain::ListQuery &query);
domain::Result<ListOutline> readOutline(
    postgres::Session &session, const ListDefinition &list, const ListReading &reading);
domain::Result<domain::ListRows> readPage(postgres::Session &session, const ListDefinition &list,
    const ListReading &reading, const domain::ListSlice &slice);
domain::Result<domain::ListRows> readRows(postgres::Session &session, const ListDefinition &list,
    const ListReading &reading, const QStringList &ids);
domain::Result<ConvertedSum> readSum(postgres::Session &session, const ListDefinition &list,
    const ListReading &reading, const QStringList &ids);

} // namespace billhook::billing
