#pragma once

#include <string>
#include <vector>

namespace billhook::sandbox {

/** `billhook-sandbox serve`: speaks Stripe's API until stopped. The exit code. */
int runServe(const std::vector<std::string> &words);

} // namespace billhook::sandbox
