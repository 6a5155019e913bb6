#pragma once

#include "services/http/message.h"

#include <vector>

namespace billhook::api {

/** The contract as JSON and its two pages; all from this host. */
std::vector<http::Route> docsRoutes();

} // namespace billhook::api
