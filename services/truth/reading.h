#pragma once

#include "models/domain/result.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>

namespace billhook::truth {

/** How this program reads facts: raised, with a migration that notes it for a database without any, whenever
 * events say something else than before. */
inline constexpr std::int64_t factsReading = 2;

/** What a replay did to the figures: minor units a year by currency, counted in MRR x 12. */
struct MovedFigures
{
    struct Figure
    {
        std::int64_t before = 0;
        std::int64_t after = 0;
    };
    std::size_t events = 0; ///< projected anew
    std::map<std::string, Figure> byCurrency;
};

/** Whether the facts behind the mirror were read by a program that read them otherwise, and what to do about
 * it. */
class Reading final
{
public:
    explicit Reading(std::string url);

    domain::Result<bool> isStale() const;

    /** Replays everything and tells by how much figures moved. */
    domain::Result<MovedFigures> renew() const;

private:
    std::string m_url;
};

} // namespace billhook::truth
