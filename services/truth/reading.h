#pragma once

#include "models/domain/result.h"

#include <cstdint>
#include <string>

namespace billhook::truth {

/** How this program reads facts: raised, with a migration that notes it for a database without any, whenever
 * events say something else than before. */
inline constexpr std::int64_t factsReading = 2;

/** Whether the facts behind the mirror were read by a program that read them otherwise: then a replay of
 * everything brings the figures to what the events say now. */
domain::Result<bool> isReadingStale(const std::string &url);

} // namespace billhook::truth
