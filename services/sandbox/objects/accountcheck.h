#pragma once

#include "services/sandbox/objects/objectkind.h"

#include <string>
#include <vector>

namespace billhook::sandbox {

/**
 * What is wrong with an account, one sentence a fault; empty: its invariants hold. Invoices add up, a
 * subscription has one period and one price an item, references lead somewhere, and the newest event of an
 * object tells it as it is.
 */
std::vector<std::string> faultsOf(const Transaction &transaction);

} // namespace billhook::sandbox
