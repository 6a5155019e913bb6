#pragma once

#include "models/domain/area.h"
#include "models/domain/daterange.h"
#include "services/billing/dashboard.h"
#include "views/overview/overviewsource.h"

#include <QObject>
#include <QString>

#include <array>
#include <cstdint>
#include <optional>

namespace billhook::overview {

/** What is read, and fails, by itself. */
enum class Part : std::uint8_t
{
    Revenue, ///< MRR, ARR, the line and the movements
    Counters, ///< subscribers, trials, at risk; with Revenue also ARPC
    FailedPayments,
    ExpiringSoon
};
inline constexpr std::size_t partCount = 4;

enum class PartState : std::uint8_t
{
    Loading, ///< nothing to show yet
    Ready,
    Refreshing, ///< shown, but for another range: a newer answer is on its way
    Failed
};

/**
 * Decides what the overview reads and when: everything for a new range, only what a change touched otherwise.
 * One read of a part is under way at a time; what changes meanwhile is read once more afterwards. What was
 * shown stays until it is replaced.
 */
class OverviewPresenter final : public QObject
{
    Q_OBJECT

public:
    explicit OverviewPresenter(OverviewSource source, QObject *parent = nullptr);

    const domain::RangeChoice &range() const { return m_range; }
    PartState state(Part part) const { return slot(part).state; }
    /** For people; empty unless the last read failed. */
    QString error(Part part) const { return QString::fromStdString(slot(part).error.message); }
    bool has(Part part) const; ///< something of it is shown
    bool outdated(Part part) const; ///< what is shown may be wrong: the newest answer is missing
    /** True for parts without a range, too. */
    bool isOfSameRange(Part left, Part right) const;
    /** What keeps every part from being shown, when it is one and the same. */
    std::optional<domain::Error> commonFailure() const;
    bool settled() const; ///< every part has been answered, none is being read
    QString failure() const; ///< why a part could not be read; empty when all could

    // What was read last; nothing before the first answer.
    const std::optional<billing::RevenueFigures> &revenue() const { return m_revenue; }
    const std::optional<billing::CounterFigures> &counters() const { return m_counters; }
    const std::optional<billing::FailedPayments> &failedPayments() const { return m_failedPayments; }
    const std::optional<billing::ExpiringSoon> &expiringSoon() const { return m_expiringSoon; }

    /** Everything has been read and there is nothing: no movement, no trial, no invoice. */
    bool empty() const;

public Q_SLOTS:
    void setRange(const billhook::domain::RangeChoice &range); ///< reads everything
    void refresh(); ///< reads everything again, in place
    void retry(billhook::overview::Part part);
    /** Re-reads the parts that show something of these areas. */
    void applyChanges(const billhook::domain::Areas &areas);

Q_SIGNALS:
    void partChanged(billhook::overview::Part part);
    void settledChanged(bool settled);

private:
    struct Slot
    {
        PartState state = PartState::Loading;
        domain::Error error;
        bool reading = false;
        bool again = false; ///< something changed while it was being read
        int generation = 0; ///< of the range that is being read
    };

    Slot &slot(Part part) { return m_slots.at(static_cast<std::size_t>(part)); }
    const Slot &slot(Part part) const { return m_slots.at(static_cast<std::size_t>(part)); }
    bool started() const { return m_generation > 0; }
    void read(Part part);
    void start(Part part);
    template <typename T>
    void follow(
        Part part, const QFuture<domain::Result<T>> &future, std::optional<T> OverviewPresenter::*value);
    void finish(Part part, const domain::Error *error, bool current);
    std::optional<domain::RangeChoice> choiceOf(Part part) const;
    void announceSettled();

    OverviewSource m_source;
    domain::RangeChoice m_range;
    int m_generation = 0;
    bool m_wasSettled = false;
    std::array<Slot, partCount> m_slots;
    std::optional<billing::RevenueFigures> m_revenue;
    std::optional<billing::CounterFigures> m_counters;
    std::optional<billing::FailedPayments> m_failedPayments;
    std::optional<billing::ExpiringSoon> m_expiringSoon;
};

} // namespace billhook::overview
