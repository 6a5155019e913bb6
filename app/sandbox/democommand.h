#pragma once

#include <string>
#include <vector>

namespace billhook::sandbox {

/** `billhook-sandbox demo`: sends the invented company's history. The exit code. */
int runDemo(const std::vector<std::string> &words);

} // namespace billhook::sandbox
