#include "views/organizations/organizationspresenter.h"

#include "services/concurrency/whendone.h"

#include <QTimeZone>

#include <array>
#include <chrono>
#include <utility>

namespace billhook::organizations {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using items::OrganizationTableModel;

namespace {

constexpr std::chrono::milliseconds typingPause = 150ms;

billing::OrganizationSort sortOf(OrganizationTableModel::Column column)
{
    switch (column) {
    case OrganizationTableModel::Column::Name:
        return billing::OrganizationSort::Name;
    case OrganizationTableModel::Column::Status:
        return billing::OrganizationSort::Status;
    case OrganizationTableModel::Column::Plan:
        return billing::OrganizationSort::Plan;
    case OrganizationTableModel::Column::Mrr:
        return billing::OrganizationSort::Mrr;
    case OrganizationTableModel::Column::BilledIn:
        return billing::OrganizationSort::Currency;
    case OrganizationTableModel::Column::Members:
        return billing::OrganizationSort::Members;
    case OrganizationTableModel::Column::NextRenewal:
        return billing::OrganizationSort::Renewal;
    case OrganizationTableModel::Column::Count:
        break;
    }
    return billing::OrganizationSort::Name;
}

items::OrganizationItem itemOf(
    const billing::OrganizationRow &row, const QString &reporting, const QTimeZone &zone)
{
    items::OrganizationItem item;
    item.id = row.id;
    item.name = row.name;
    item.status = row.status;
    item.plan = row.plan;
    item.quantity = row.quantity;
    item.currency = row.currency;
    item.annual = row.annual;
    item.reportingCurrency = reporting;
    item.reportingAnnual
        = row.currency.isEmpty() && row.annual == 0 ? std::optional<qint64>(0) : row.reportingAnnual;
    item.members = row.members;
    item.nextRenewal = row.nextRenewal.isValid() ? row.nextRenewal.toTimeZone(zone).date() : QDate();
    return item;
}

} // namespace

OrganizationsPresenter::OrganizationsPresenter(OrganizationsSource source, QObject *parent)
    : QObject(parent)
    , m_source(std::move(source))
    , m_model(new OrganizationTableModel(billing::organizationPageRows, this))
{
    m_pause.setSingleShot(true);
    connect(&m_pause, &QTimer::timeout, this, &OrganizationsPresenter::readOutline);
    connect(m_model, &OrganizationTableModel::sortRequested, this, &OrganizationsPresenter::setSort);
    connect(m_model, &OrganizationTableModel::pageWanted, this, &OrganizationsPresenter::takeWish);
}

bool OrganizationsPresenter::settled() const
{
    return (m_state == ListState::Ready || m_state == ListState::Failed) && m_pagesUnderWay == 0
        && !m_pause.isActive();
}

void OrganizationsPresenter::start()
{
    if (m_generation == 0) {
        readOutline();
    }
}

void OrganizationsPresenter::refresh()
{
    readOutline();
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

void OrganizationsPresenter::setSort(OrganizationTableModel::Column column, Qt::SortOrder order)
{
    const billing::OrganizationSort sort = sortOf(column);
    const bool descending = order == Qt::DescendingOrder;
    if (sort != m_query.sort || descending != m_query.descending) {
        m_query.sort = sort;
        m_query.descending = descending;
        if (m_generation > 0) {
            readOutline();
        }
    }
}

void OrganizationsPresenter::readOutline()
{
    m_pause.stop();
    ++m_generation;
    m_source.cancelOutline();
    setState(m_state == ListState::Ready || m_state == ListState::Refreshing ? ListState::Refreshing
                                                                             : ListState::Loading);
    concurrency::whenDone(m_source.outline(m_query), this,
        [this, generation = m_generation](domain::Result<billing::OrganizationOutline> result) {
            takeOutline(std::move(result), generation);
        });
}

void OrganizationsPresenter::takeOutline(domain::Result<billing::OrganizationOutline> result, int generation)
{
    if (generation != m_generation) {
        return;
    }
    if (result) {
        show(*result);
        setState(ListState::Ready);
        return;
    }
    if (result.error().kind == domain::ErrorKind::Timeout && m_state == ListState::Refreshing) {
        // The cancel meant for the query before met this one.
        m_state = ListState::Loading;
        readOutline();
        return;
    }
    m_error = QString::fromStdString(result.error().message);
    setState(ListState::Failed);
}

void OrganizationsPresenter::show(const billing::OrganizationOutline &outline)
{
    const bool same
        = outline.query == m_outline.query && m_model->rowCount() == static_cast<int>(outline.sum.count);
    m_outline = outline;
    m_arrivals = 0;
    m_error.clear();
    m_model->setReportingCurrency(outline.sum.headline.currency);
    if (same) {
        m_model->invalidate();
    } else {
        m_model->reset(static_cast<int>(outline.sum.count));
    }
    // The first page is wanted whether or not a view has painted yet.
    m_model->index(0, 0).data();
}

void OrganizationsPresenter::applyChanges(const QSet<QString> &areas)
{
    static const QSet<QString> shown{ u"organizations"_s, u"subscriptions"_s, u"customers"_s, u"revenue"_s };
    if (m_state == ListState::Failed) {
        readOutline();
    } else if (m_state == ListState::Ready && areas.intersects(shown)) {
        check();
    }
}

void OrganizationsPresenter::check()
{
    if (std::exchange(m_checking, true)) {
        m_checkAgain = true;
        return;
    }
    concurrency::whenDone(m_source.outline(m_query), this,
        [this, generation = m_generation](domain::Result<billing::OrganizationOutline> result) {
            takeCheck(std::move(result), generation);
        });
}

void OrganizationsPresenter::takeCheck(domain::Result<billing::OrganizationOutline> result, int generation)
{
    m_checking = false;
    if (generation == m_generation && result) {
        m_arrivals = result->sum.count - m_outline.sum.count;
        m_newer = std::move(result).value();
        if (m_arrivals == 0) {
            show(m_newer);
        }
        Q_EMIT stateChanged();
    }
    if (std::exchange(m_checkAgain, false) && m_state == ListState::Ready) {
        check();
    }
}

void OrganizationsPresenter::showArrivals()
{
    if (m_arrivals != 0) {
        ++m_generation;
        show(m_newer);
        Q_EMIT stateChanged();
    }
}

/** Asked for while painting: the read must not start, and the model not change, inside that. */
void OrganizationsPresenter::takeWish(int page)
{
    ++m_pagesUnderWay;
    QMetaObject::invokeMethod(
        this, [this, page, generation = m_generation] { readPage(page, generation); }, Qt::QueuedConnection);
}

void OrganizationsPresenter::readPage(int page, int generation)
{
    if (generation != m_generation || page >= m_outline.anchors.size()) {
        --m_pagesUnderWay;
        announceSettled();
        return;
    }
    announceSettled();
    concurrency::whenDone(m_source.page(m_outline.query, m_outline.anchors.at(page)), this,
        [this, page, generation](domain::Result<QList<billing::OrganizationRow>> result) {
            takePage(page, std::move(result), generation);
        });
}

void OrganizationsPresenter::takePage(
    int page, domain::Result<QList<billing::OrganizationRow>> result, int generation)
{
    --m_pagesUnderWay;
    if (generation == m_generation) {
        if (result) {
            const QTimeZone zone(m_outline.zone.toLatin1());
            QList<items::OrganizationItem> rows;
            for (const billing::OrganizationRow &row : *result) {
                rows.append(itemOf(row, m_outline.sum.headline.currency, zone));
            }
            m_model->setPage(page, rows);
        } else {
            m_model->forgetRequest(page);
        }
    }
    announceSettled();
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
