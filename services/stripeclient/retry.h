#pragma once

#include "services/stripeclient/answer.h"

#include <chrono>
#include <optional>

namespace billhook::stripeclient {

/**
 * Whether the same call may be sent again, in the order of the official clients: no answer, then what Stripe
 * asks for, then conflict and failures of Stripe's own. A 429 alone is no.
 */
bool mayRetry(const std::optional<Answer> &answer);

/**
 * How long to wait before retry number `retry` (1, 2, ...): `first` doubled each time up to ten times
 * `first`, of that a share of `permille` (500..1000), never less than `first`; but at least what the answer
 * asked for.
 */
std::chrono::milliseconds retryDelay(
    int retry, std::chrono::milliseconds first, int permille, const std::optional<Answer> &answer);

/** A Retry-After header: an integer of at most 60 seconds; nothing else counts. */
std::optional<std::chrono::seconds> readRetryAfter(std::string_view header);

} // namespace billhook::stripeclient
