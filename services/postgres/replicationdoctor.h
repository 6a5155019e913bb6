#pragma once

#include "services/postgres/connection.h"
#include "services/postgres/finding.h"

#include <vector>

namespace billhook::postgres {

/** Who of the URL's hosts is the primary, who a standby, who is away; nothing where it names one host only.
 * Blocking, 2 s for each host at most. */
std::vector<Finding> hostFindings(const ConnectionUrl &url);

/** Whether commits wait for standbys, and whether those are there; nothing where there are none. */
std::vector<Finding> standbyFindings(Connection &primary);

} // namespace billhook::postgres
