#pragma once

#include "models/domain/result.h"

#include <string>

namespace billhook::access {

/**
 * The URL that a daemon serves with. Where the given one's login is a superuser's on a server that others
 * reach, that is a login of its own, made here, which may take on the daemon's and the API's group and
 * nothing else: what finds its way into a statement can then do no more. Its password follows from the
 * superuser's, so that all daemons know it and nothing is kept. Configuration, with the statements to run,
 * where the server does not let that login in. Blocking, a few seconds at most; after the schema is there.
 */
domain::Result<std::string> urlToServeWith(const std::string &url);

} // namespace billhook::access
