#pragma once

#include "app/daemon/settings.h"

namespace billhook::app {

/**
 * Checks the settings, the database and Stripe, prints a line each with what to do, and returns the exit
 * code: 0 when nothing is wrong (warnings allowed), 1 on an error, 2 and 3 as everywhere. Runs an event loop
 * for Stripe's answer.
 */
int doctor(const Settings &settings);

} // namespace billhook::app
