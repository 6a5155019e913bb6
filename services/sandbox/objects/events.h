#pragma once

#include "services/sandbox/objects/objectkind.h"

namespace billhook::sandbox {

const ObjectKind &eventKind();

} // namespace billhook::sandbox
