#pragma once

#include "models/analytics/timeline.h"
#include "services/projection/revisions.h"

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <tuple>

namespace billhook::projection {

/** +1 for steps that come, -1 for steps that go. */
enum class Sign : std::int8_t
{
    Remove = -1,
    Add = 1
};

/**
 * Differences of the step functions of the `counter` table, summed by name, currency and second. Adding what
 * is new and removing what stood leaves exactly the change.
 */
class CounterSteps final
{
public:
    struct Key
    {
        std::string name; ///< customers, paying, subscribed, trialing, at_risk
        std::string currency; ///< empty for customers, who count once whatever they pay in
        std::int64_t eff = 0; ///< UTC seconds

        friend bool operator<(const Key &left, const Key &right)
        {
            return std::tie(left.name, left.currency, left.eff)
                < std::tie(right.name, right.currency, right.eff);
        }
    };

    struct Change
    {
        std::int64_t amount = 0; ///< minor units, a year for all but at_risk
        std::int64_t count = 0;
    };

    /** subscribed (in MRR) and trialing of one subscription; `revisions` by eff. */
    void addSubscription(std::span<const Revision> revisions, Sign sign);

    /** at_risk of one invoice. */
    void addInvoice(std::span<const analytics::TimelineEntry> timeline, Sign sign);

    /** A movement: paying changes by one when a customer starts or stops paying in that currency. */
    void addMovement(
        std::string_view kind, const std::string &currency, std::int64_t eff, std::int64_t amount, Sign sign);

    /** customers: so many more pay from `eff` on, whatever they pay in. */
    void addCustomers(std::int64_t eff, std::int64_t count, Sign sign);

    /** What is not zero. */
    std::map<Key, Change> changes() const;

private:
    void add(std::string_view name, const std::string &currency, std::int64_t eff, Change change, Sign sign);

    std::map<Key, Change> m_changes;
};

/** 1 where the movement begins to pay in its currency, -1 where it ends that, else 0. */
std::int64_t currenciesBegun(std::string_view kind);

/** Whether the invoice waits for money after a failed attempt. */
bool isAtRisk(const domain::State &invoice);

} // namespace billhook::projection
