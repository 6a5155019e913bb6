#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace billhook::postgres {

/**
 * What libpq would go by for these keywords and values: they themselves, then the service they name, the
 * environment and its own defaults. Without the keywords that nothing sets. Nothing where libpq can't tell,
 * as with a service that is in no file. No host is looked up or spoken to.
 */
std::optional<std::map<std::string, std::string, std::less<>>> effectiveOptions(
    const std::vector<std::pair<std::string, std::string>> &written);

} // namespace billhook::postgres
