#pragma once

#include "services/sandbox/company/company.h"

#include <string>

namespace billhook::sandbox {

/** The company's own data as JSON lines for `billhookd directory import`; after Company::history(). */
std::string directoryLines(const Company &company);

} // namespace billhook::sandbox
