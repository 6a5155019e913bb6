#pragma once

#include <string>
#include <string_view>

namespace billhook::http {

/** The id a client gave its request where it is sane (1 to 64 letters, digits, '-', '_' and '.'), else a new
 * one. Any thread. */
std::string requestId(std::string_view given);

} // namespace billhook::http
