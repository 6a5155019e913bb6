#pragma once

#include "services/cluster/finding.h"
#include "services/postgres/connection.h"

#include <vector>

namespace billhook::cluster {

/** Who of the URL's hosts is the primary, who a standby, who is away; nothing where it names one host only.
 * Blocking, 2 s for each host at most. */
std::vector<Finding> hostFindings(const postgres::ConnectionUrl &url);

/** Whether commits wait for standbys, and whether those are there; nothing where there are none. */
std::vector<Finding> standbyFindings(postgres::Connection &primary);

} // namespace billhook::cluster
