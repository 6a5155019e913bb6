#pragma once

#include "models/domain/result.h"

namespace billhook::postgres {

class ConnectionUrl;

/**
 * Holds a URL whose judged options are the effective ones to what design.md asks of a network: TLS that knows
 * the server (sslmode=verify-full) and a login that never hands the password over. Sets what the URL leaves
 * open. Hosts that stay on this machine (sockets, loopback addresses, "localhost") need neither.
 * Configuration where it asks for less.
 */
domain::Result<void> holdToTransportPolicy(ConnectionUrl &url);

} // namespace billhook::postgres
