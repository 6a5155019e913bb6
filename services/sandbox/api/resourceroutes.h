#pragma once

#include "services/sandbox/api/apiroutes.h"
#include "services/sandbox/objects/objectkind.h"

#include <vector>

namespace billhook::sandbox {

/** The calls of one kind of object: those of create, list, search, retrieve, update and delete that it has.
 */
std::vector<ApiRoute> resourceRoutes(const ObjectKind &kind);

} // namespace billhook::sandbox
