#pragma once

#include "models/domain/result.h"
#include "views/widgets/stateview.h"

namespace billhook::shell {

// What stands where nothing can be shown: what is wrong by the kind of the failure, and its own sentence.
widgets::StateText failureState(const domain::Error &error);

} // namespace billhook::shell
