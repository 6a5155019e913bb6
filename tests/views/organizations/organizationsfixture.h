#pragma once

#include "services/concurrency/cancellation.h"
#include "views/organizations/organizationspresenter.h"

#include <QPromise>
#include <QTest>

#include <algorithm>
#include <deque>
#include <memory>

namespace billhook::tests {

using namespace Qt::StringLiterals;

/** A source of organizations whose openings and outlines answer when told. */
class OrganizationsFixture final
{
public:
    template <typename T> using Promise = std::shared_ptr<QPromise<domain::Result<T>>>;
    template <typename T> struct Asked
    {
        billing::OrganizationQuery query;
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
    static billing::OrganizationBasis basis();
    static organizations::OrganizationsSource::Rows rows(
        qint64 first, qint64 count, const QString &suffix = {});
    static billing::OrganizationOutline outline(qint64 count);

    organizations::OrganizationsSource source();
    void answerOpening(qint64 count); ///< the oldest, with as many rows as a page has
    void answerOutline(qint64 count); ///< the oldest
    void ready(organizations::OrganizationsPresenter &presenter, qint64 count);

    std::deque<Asked<billing::OrganizationOpening>> openings;
    std::deque<Asked<billing::OrganizationOutline>> outlines;
    QList<billing::OrganizationSlice> slices;
    QList<QStringList> renewed;
    QList<QStringList> summed;
    int cancels = 0;
};

inline billing::OrganizationBasis OrganizationsFixture::basis()
{
    billing::OrganizationBasis made;
    made.zone = u"UTC"_s;
    made.today = QDate(2026, 11, 22);
    made.converter = billing::Converter(u"usd"_s);
    made.statuses = { u"active"_s, u"past_due"_s };
    made.plans = { {}, u"Team"_s };
    made.currencies = { u"eur"_s, u"usd"_s };
    return made;
}

inline organizations::OrganizationsSource::Rows OrganizationsFixture::rows(
    qint64 first, qint64 count, const QString &suffix)
{
    organizations::OrganizationsSource::Rows made;
    for (qint64 number = first; number < first + count; ++number) {
        billing::OrganizationRow row;
        row.id = u"id%1"_s.arg(number);
        row.name = u"Row %1%2"_s.arg(number).arg(suffix);
        row.status = u"active"_s;
        row.currency = u"usd"_s;
        made.append(row);
    }
    return made;
}

inline billing::OrganizationOutline OrganizationsFixture::outline(qint64 count)
{
    billing::OrganizationOutline made;
    made.sum.count = count;
    made.sum.headline.currency = u"usd"_s;
    made.sum.parts = { { u"eur"_s, 1'200, 1 }, { u"usd"_s, 12'000, count - 1 } };
    for (qint64 row = 0; row < count; row += billing::organizationAnchorRows) {
        made.anchors.append({ {}, row, QString::number(row) });
    }
    return made;
}

inline organizations::OrganizationsSource OrganizationsFixture::source()
{
    using Rows = organizations::OrganizationsSource::Rows;
    organizations::OrganizationsSource made;
    made.open = [this](const billing::OrganizationQuery &query, const concurrency::Cancellation &) {
        openings.push_back({ query, started<billing::OrganizationOpening>() });
        return openings.back().promise->future();
    };
    made.outline = [this](const billing::OrganizationQuery &query, const billing::OrganizationBasis &,
                       const concurrency::Cancellation &) {
        outlines.push_back({ query, started<billing::OrganizationOutline>() });
        return outlines.back().promise->future();
    };
    made.page = [this](const billing::OrganizationQuery &, const billing::OrganizationBasis &,
                    const billing::OrganizationSlice &slice) {
        slices.append(slice);
        const qint64 first = (slice.from ? slice.from->number : 0) + slice.skip;
        return QtFuture::makeReadyFuture(domain::Result<Rows>(rows(first, slice.limit)));
    };
    made.rows = [this](const QStringList &ids, const billing::OrganizationBasis &) {
        renewed.append(ids);
        return QtFuture::makeReadyFuture(domain::Result<Rows>(rows(0, ids.size() - 1, u" renewed"_s)));
    };
    made.sum = [this](const QStringList &ids, const billing::OrganizationBasis &,
                   const concurrency::Cancellation &) {
        summed.append(ids);
        billing::ConvertedSum sum;
        sum.count = ids.size();
        sum.parts = { { u"usd"_s, 1'200 * ids.size(), ids.size() } };
        return QtFuture::makeReadyFuture(domain::Result<billing::ConvertedSum>(sum));
    };
    made.cancel = [this](const concurrency::Cancellation &) { ++cancels; };
    return made;
}

inline void OrganizationsFixture::answerOpening(qint64 count)
{
    const auto asked = openings.front();
    openings.pop_front();
    billing::OrganizationOpening opening;
    opening.basis = basis();
    opening.rows = rows(0, std::min<qint64>(count, billing::organizationPageRows));
    finish(asked.promise, domain::Result<billing::OrganizationOpening>(opening));
}

inline void OrganizationsFixture::answerOutline(qint64 count)
{
    const auto asked = outlines.front();
    outlines.pop_front();
    finish(asked.promise, domain::Result<billing::OrganizationOutline>(outline(count)));
}

inline void OrganizationsFixture::ready(organizations::OrganizationsPresenter &presenter, qint64 count)
{
    QTRY_COMPARE(openings.size(), 1U);
    answerOpening(count);
    QTRY_COMPARE(outlines.size(), 1U);
    answerOutline(count);
    QTRY_VERIFY(presenter.settled());
}
} // namespace billhook::tests
