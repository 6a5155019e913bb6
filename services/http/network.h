#pragma once

#include <string_view>

namespace billhook::http {

/** Whether an address is meant by "10.0.0.7" or lies in "10.0.0.0/8"; IPv4 and IPv6. What is neither covers
 * nothing. */
bool covers(std::string_view network, std::string_view address);

} // namespace billhook::http
