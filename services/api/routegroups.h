#pragma once

#include "services/api/route.h"

#include <vector>

namespace billhook::api {

// One file a group.
std::vector<ApiRoute> directoryRoutes();
std::vector<ApiRoute> invoiceRoutes();
std::vector<ApiRoute> operationRoutes();
std::vector<ApiRoute> planRoutes();
std::vector<ApiRoute> worklistRoutes();

} // namespace billhook::api
