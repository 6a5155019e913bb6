#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace billhook::observability {

/** Appends a quoted JSON string: control characters escaped, bytes that are not UTF-8 replaced by U+FFFD. */
void appendJsonString(std::string &out, std::string_view text);

/** "2026-11-22T13:00:00.123Z" of UTC milliseconds. */
std::string formatInstant(std::int64_t milliseconds);

} // namespace billhook::observability
