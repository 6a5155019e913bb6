#pragma once

#include "services/sandbox/engine/calendar.h"

#include <string>
#include <string_view>

namespace billhook::sandbox {

/** Stripe-Signature for exactly these bytes: `t=<at>,v1=<hex HMAC-SHA256 of "<at>.<body>">`, keyed with the
 * whole secret. */
std::string signatureHeader(std::string_view secret, Seconds at, std::string_view body);

} // namespace billhook::sandbox
