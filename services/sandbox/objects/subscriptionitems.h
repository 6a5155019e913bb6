#pragma once

#include "services/sandbox/objects/objectkind.h"

namespace billhook::sandbox {

const ObjectKind &subscriptionItemKind();

} // namespace billhook::sandbox
