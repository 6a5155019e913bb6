#include "services/projection/payingspells.h"

namespace billhook::projection {

void PayingSpells::add(const std::string &customer, std::int64_t eff, std::string_view kind)
{
    m_begun[customer][eff] += currenciesBegun(kind);
}

void PayingSpells::addTo(CounterSteps &steps, Sign sign) const
{
    for (const auto &[customer, begun] : m_begun) {
        std::int64_t paid = 0;
        for (const auto &[eff, change] : begun) {
            const bool before = paid > 0;
            paid += change;
            const bool after = paid > 0;
            steps.addCustomers(
                eff, static_cast<std::int64_t>(after) - static_cast<std::int64_t>(before), sign);
        }
    }
}

} // namespace billhook::projection
