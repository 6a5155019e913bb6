#pragma once

#include "services/sandbox/engine/random.h"

#include <cstddef>
#include <vector>

namespace billhook::sandbox {

struct SendingOptions
{
    bool inOrder = false;
    bool duplicates = true;
    std::size_t window = 300; ///< how far an event may be moved from its place
};

/** Which event is sent when: indexes 0..count-1, each at least once, mixed up locally, some twice. */
std::vector<std::size_t> sendingOrder(std::size_t count, const SendingOptions &options, Random random);

} // namespace billhook::sandbox
