#pragma once

#include "services/stripeclient/request.h"

namespace billhook::stripeclient {

Request retrieveAccount(); ///< the one the key belongs to

} // namespace billhook::stripeclient
