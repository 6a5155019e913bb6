#pragma once

#include "app/daemon/settings.h"

namespace billhook::app {

/**
 * Receives webhooks and projects them until SIGINT or SIGTERM; the exit code. Nothing acknowledged is lost by
 * the stop and no accepted request is dropped.
 */
int serve(const Settings &settings);

} // namespace billhook::app
