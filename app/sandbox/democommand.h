#pragma once

#include "app/sandbox/demosettings.h"

namespace billhook::sandbox {

/** `billhook-sandbox demo`: sends the invented company's history. */
app::ExitCode runDemo(const DemoSettings &settings);

} // namespace billhook::sandbox
