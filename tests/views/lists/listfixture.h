#pragma once

#include "models/domain/organizationrow.h"
#include "models/items/organizationcolumns.h"
#include "services/concurrency/cancellation.h"
#include "views/lists/listpresenter.h"

#include <QPromise>
#include <QTest>

#include <algorithm>
#include <deque>
#include <memory>

namespace billhook::tests {

using namespace Qt::StringLiterals;

/** A list of organizations whose openings and outlines answer when told. */
class ListFixture final
{
public:
    template <typename T> using Promise = std::shared_ptr<QPromise<domain::Result<T>>>;
    template <typename T> struct Asked
    {
        domain::ListQuery query;
        Promise<T> promise;
    };

    template <typename T> static Promise<T> started()
    {
        auto promise = std::make_shared<QPromise<domain::Result<T>>>();
        promise->start();
        return promise;
    }
    template <typename T> static void finish(const Promise<T> &promise, const domain::Result<T> &result)
    {
        promise->addResult(result);
        promise->finish();
    }
    static billing::ListBasis basis();
    static domain::ListRows rows(qint64 first, qint64 count, const QString &suffix = {});
    static billing::ListOutline outline(qint64 count);

    billing::ListReader reader();
    static items::PagedTable *model();
    void answerOpening(qint64 count); ///< the oldest, with as many rows as a page has
    void answerOutline(qint64 count); ///< the oldest
    void ready(lists::ListPresenter &presenter, qint64 count);

    std::deque<Asked<billing::ListOpening>> openings;
    std::deque<Asked<billing::ListOutline>> outlines;
    QList<domain::ListSlice> slices;
    QList<QStringList> renewed;
    QList<QStringList> summed;
    int cancels = 0;
};

inline billing::ListBasis ListFixture::basis()
{
    billing::ListBasis made;
    made.zone = u"UTC"_s;
    made.today = QDate(2026, 11, 22);
    made.converter = billing::Converter(u"usd"_s);
    return made;
}

inline domain::ListRows ListFixture::rows(qint64 first, qint64 count, const QString &suffix)
{
    domain::ListRows made;
    for (qint64 number = first; number < first + count; ++number) {
        domain::OrganizationRow row;
        row.id = u"id%1"_s.arg(number);
        row.name = u"Row %1%2"_s.arg(number).arg(suffix);
        row.status = u"active"_s;
        row.currency = u"usd"_s;
        made.append(domain::ListRow::of(row));
    }
    return made;
}

inline billing::ListOutline ListFixture::outline(qint64 count)
{
    billing::ListOutline made;
    made.sum.count = count;
    made.sum.headline.currency = u"usd"_s;
    made.sum.parts = { { u"eur"_s, 1'200, 1 }, { u"usd"_s, 12'000, count - 1 } };
    for (qint64 row = 0; row < count; row += domain::listAnchorRows) {
        made.anchors.append({ { QString::number(row) }, QString::number(row) });
    }
    return made;
}

inline items::PagedTable *ListFixture::model()
{
    return new items::PagedTableModel<domain::OrganizationRow>(items::organizationColumns());
}

inline billing::ListReader ListFixture::reader()
{
    billing::ListReader made;
    made.open = [this](const domain::ListQuery &query, const concurrency::Cancellation &) {
        openings.push_back({ query, started<billing::ListOpening>() });
        return openings.back().promise->future();
    };
    made.outline = [this](const billing::ListReading &reading, const concurrency::Cancellation &) {
        outlines.push_back({ reading.query, started<billing::ListOutline>() });
        return outlines.back().promise->future();
    };
    made.page = [this](const billing::ListReading &, const domain::ListSlice &slice) {
        slices.append(slice);
        const qint64 first = (slice.from ? slice.from->key.first().toLongLong() : 0) + slice.skip;
        return QtFuture::makeReadyFuture(domain::Result<domain::ListRows>(rows(first, slice.limit)));
    };
    made.rows = [this](const billing::ListReading &, const QStringList &ids) {
        renewed.append(ids);
        return QtFuture::makeReadyFuture(
            domain::Result<domain::ListRows>(rows(0, ids.size() - 1, u" renewed"_s)));
    };
    made.sum
        = [this](const billing::ListReading &, const QStringList &ids, const concurrency::Cancellation &) {
              summed.append(ids);
              billing::ConvertedSum sum;
              sum.count = ids.size();
              sum.parts = { { u"usd"_s, 1'200 * ids.size(), ids.size() } };
              return QtFuture::makeReadyFuture(domain::Result<billing::ConvertedSum>(sum));
          };
    made.cancel = [this](const concurrency::Cancellation &) { ++cancels; };
    return made;
}

inline void ListFixture::answerOpening(qint64 count)
{
    const auto asked = openings.front();
    openings.pop_front();
    billing::ListOpening opening;
    opening.reading = { asked.query, basis() };
    opening.values = { { u"status"_s, { u"active"_s, u"past_due"_s } }, { u"plan"_s, { {}, u"Team"_s } },
        { u"currency"_s, { u"eur"_s, u"usd"_s } } };
    opening.rows = rows(0, std::min<qint64>(count, domain::listPageRows));
    finish(asked.promise, domain::Result<billing::ListOpening>(opening));
}

inline void ListFixture::answerOutline(qint64 count)
{
    const auto asked = outlines.front();
    outlines.pop_front();
    finish(asked.promise, domain::Result<billing::ListOutline>(outline(count)));
}

inline void ListFixture::ready(lists::ListPresenter &presenter, qint64 count)
{
    QTRY_COMPARE(openings.size(), 1U);
    answerOpening(count);
    QTRY_COMPARE(outlines.size(), 1U);
    answerOutline(count);
    QTRY_VERIFY(presenter.settled());
}
} // namespace billhook::tests
