#pragma once

#include "services/http/message.h"
#include "services/sandbox/engine/refusal.h"
#include "services/sandbox/engine/store.h"

#include <optional>
#include <string>

namespace billhook::sandbox {

/**
 * Why a request's key does not do, if so. The key stands in `Authorization: Bearer KEY` or is the user of
 * Basic; only test keys are good here. Any sk_test_ key may do everything, an rk_test_ key what the table of
 * keys gives it: `permissions` by resource (`products`), `read` or `write`, `*` for all. A key that is
 * `revoked` may nothing.
 */
std::optional<Refusal> refuseKey(const http::Request &request, const Store &store);

} // namespace billhook::sandbox
