#pragma once

#include "services/sandbox/objects/objectkind.h"

namespace billhook::sandbox {

const ObjectKind &testClockKind();

} // namespace billhook::sandbox
