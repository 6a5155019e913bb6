#include "views/overview/overviewpresenter.h"

#include "services/concurrency/whendone.h"

#include <algorithm>
#include <utility>

namespace billhook::overview {

namespace {

using domain::Area;
using domain::Areas;

constexpr std::array allParts{ Part::Revenue, Part::Counters, Part::FailedPayments, Part::ExpiringSoon };

Areas areasOf(Part part)
{
    switch (part) {
    case Part::Revenue:
        return { Area::Revenue };
    case Part::Counters:
        return { Area::Revenue, Area::Subscriptions, Area::Invoices };
    case Part::FailedPayments:
        return { Area::Invoices, Area::Customers, Area::Organizations };
    case Part::ExpiringSoon:
        return { Area::Subscriptions, Area::Customers, Area::Organizations, Area::Catalog };
    }
    return {};
}

} // namespace

OverviewPresenter::OverviewPresenter(OverviewSource source, QObject *parent)
    : QObject(parent)
    , m_source(std::move(source))
{ }

bool OverviewPresenter::settled() const
{
    return started() && std::all_of(m_slots.cbegin(), m_slots.cend(), [](const Slot &slot) {
        return !slot.reading && slot.state != PartState::Loading;
    });
}

QString OverviewPresenter::failure() const
{
    const auto *const failed = std::find_if(
        m_slots.begin(), m_slots.end(), [](const Slot &slot) { return slot.state == PartState::Failed; });
    return failed == m_slots.end() ? QString() : QString::fromStdString(failed->error.message);
}

bool OverviewPresenter::empty() const
{
    const bool complete = std::all_of(
        m_slots.cbegin(), m_slots.cend(), [](const Slot &slot) { return slot.state == PartState::Ready; });
    return complete && m_revenue->empty && m_counters->trialing.now == 0
        && m_counters->atRiskInvoices.now == 0 && m_counters->unknown.count() == 0
        && m_failedPayments->rows.isEmpty() && m_expiringSoon->sum.count == 0;
}

void OverviewPresenter::setRange(const domain::RangeChoice &range)
{
    if (started() && range == m_range) {
        return;
    }
    m_range = range;
    ++m_generation;
    for (const Part part : allParts) {
        // The panels do not depend on the range; they are read with the first one only.
        const bool ofRange = part == Part::Revenue || part == Part::Counters;
        if (ofRange || m_generation == 1) {
            slot(part).state = has(part) ? PartState::Refreshing : PartState::Loading;
            read(part);
            Q_EMIT partChanged(part);
        }
    }
}

void OverviewPresenter::refresh()
{
    if (!started()) {
        setRange(m_range);
        return;
    }
    for (const Part part : allParts) {
        read(part);
    }
}

void OverviewPresenter::retry(Part part)
{
    if (!has(part)) {
        slot(part).state = PartState::Loading;
        slot(part).error = {};
        Q_EMIT partChanged(part);
    }
    read(part);
}

void OverviewPresenter::applyChanges(const domain::Areas &areas)
{
    if (!started()) {
        return;
    }
    for (const Part part : allParts) {
        if (areas.intersects(areasOf(part))) {
            read(part);
        }
    }
}

void OverviewPresenter::read(Part part)
{
    if (slot(part).reading) {
        slot(part).again = true;
        return;
    }
    slot(part).reading = true;
    slot(part).generation = m_generation;
    start(part);
    announceSettled();
}

void OverviewPresenter::start(Part part)
{
    switch (part) {
    case Part::Revenue:
        follow(part, m_source.revenue(m_range), &OverviewPresenter::m_revenue);
        break;
    case Part::Counters:
        follow(part, m_source.counters(m_range), &OverviewPresenter::m_counters);
        break;
    case Part::FailedPayments:
        follow(part, m_source.failedPayments(), &OverviewPresenter::m_failedPayments);
        break;
    case Part::ExpiringSoon:
        follow(part, m_source.expiringSoon(), &OverviewPresenter::m_expiringSoon);
        break;
    }
}

template <typename T>
void OverviewPresenter::follow(
    Part part, const QFuture<domain::Result<T>> &future, std::optional<T> OverviewPresenter::*value)
{
    concurrency::whenDone(future, this, [this, part, value](domain::Result<T> result) {
        const bool current
            = slot(part).generation == m_generation || !(part == Part::Revenue || part == Part::Counters);
        if (!result) {
            finish(part, &result.error(), current);
            return;
        }
        if (current) {
            this->*value = std::move(result).value();
        }
        finish(part, nullptr, current);
    });
}

void OverviewPresenter::finish(Part part, const domain::Error *error, bool current)
{
    Slot &slot = this->slot(part);
    slot.reading = false;
    const bool outdated = std::exchange(slot.again, false);
    if (error != nullptr) {
        slot.error = *error;
        slot.state = PartState::Failed;
    } else if (current) {
        slot.error = {};
        slot.state = PartState::Ready;
    }
    if (outdated) {
        read(part);
    }
    Q_EMIT partChanged(part);
    announceSettled();
}

bool OverviewPresenter::has(Part part) const
{
    switch (part) {
    case Part::Revenue:
        return m_revenue.has_value();
    case Part::Counters:
        return m_counters.has_value();
    case Part::FailedPayments:
        return m_failedPayments.has_value();
    case Part::ExpiringSoon:
        return m_expiringSoon.has_value();
    }
    return false;
}

bool OverviewPresenter::outdated(Part part) const
{
    return state(part) == PartState::Refreshing || state(part) == PartState::Failed;
}

std::optional<domain::RangeChoice> OverviewPresenter::choiceOf(Part part) const
{
    if (part == Part::Revenue && m_revenue) {
        return m_revenue->choice;
    }
    return part == Part::Counters && m_counters ? std::optional(m_counters->choice) : std::nullopt;
}

bool OverviewPresenter::isOfSameRange(Part left, Part right) const
{
    const auto one = choiceOf(left);
    const auto other = choiceOf(right);
    return !one || !other || *one == *other;
}

std::optional<domain::Error> OverviewPresenter::commonFailure() const
{
    std::optional<domain::Error> common;
    for (const Part part : allParts) {
        if (has(part)) {
            return std::nullopt;
        }
        if (state(part) != PartState::Failed) {
            continue; // it will say the same, or lift this
        }
        if (common && common->message != slot(part).error.message) {
            return std::nullopt;
        }
        common = slot(part).error;
    }
    return common;
}

void OverviewPresenter::announceSettled()
{
    const bool now = settled();
    if (now != m_wasSettled) {
        m_wasSettled = now;
        Q_EMIT settledChanged(now);
    }
}

} // namespace billhook::overview
