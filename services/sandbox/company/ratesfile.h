#pragma once

#include "services/sandbox/engine/calendar.h"

#include <cstdint>
#include <string>

namespace billhook::sandbox {

/** Daily rates EUR and JPY to USD as CSV (date,from,to,rate,source), slowly moving, both days included. */
std::string ratesCsv(std::uint64_t seed, Seconds first, Seconds last);

} // namespace billhook::sandbox
