#pragma once

#include "services/projection/countersteps.h"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace billhook::projection {

/** When customers pay in any currency at all, from all their current movements in all currencies. */
class PayingSpells final
{
public:
    /** `eff`: UTC seconds. */
    void add(const std::string &customer, std::int64_t eff, std::string_view kind);

    /** The counter `customers`: each customer counts once while any of its currencies pays. */
    void addTo(CounterSteps &steps, Sign sign) const;

private:
    /** By customer and second: the currencies that begin to pay less those that end. */
    std::map<std::string, std::map<std::int64_t, std::int64_t>> m_begun;
};

} // namespace billhook::projection
