#pragma once

#include "services/sandbox/api/apiroutes.h"

namespace billhook::sandbox {

/** The id of the one account a sandbox has. */
extern const std::string accountId;

/** The account itself and its balance. */
std::vector<ApiRoute> accountRoutes();

} // namespace billhook::sandbox
