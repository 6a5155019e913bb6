#pragma once

#include "services/sandbox/objects/objectkind.h"

namespace billhook::sandbox {

/** The old view of a recurring price; its documents are prices. */
const ObjectKind &planKind();

} // namespace billhook::sandbox
