#pragma once

#include "services/http/message.h"
#include "services/sandbox/engine/transaction.h"

namespace billhook::sandbox {

/**
 * What a test or the demo does to the sandbox itself, in JSON, with any sk_test_ key:
 *   POST /sandbox/faults   {"add": [{"kind", "times", ...}], "seed": N, "permille": {kind: N}}; GET; DELETE
 *   POST /sandbox/keys     {"key": "rk_test_...", "permissions": {"products": "read"}, "revoked": false}
 *   POST /sandbox/clock    {"advance": seconds}
 *   POST /sandbox/release  sends the webhooks that were withheld
 *   POST /sandbox/history  {"objects": [...], "events": [...], "announce": true}: what has happened elsewhere
 *   GET  /sandbox/state    how much of everything there is
 * With the engine's mutex held.
 */
http::Response controlAnswer(Engine &engine, const http::Request &request);

} // namespace billhook::sandbox
