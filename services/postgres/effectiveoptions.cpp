#include "services/postgres/effectiveoptions.h"

#include <libpq-fe.h>

#include <memory>

namespace billhook::postgres {

namespace {

using Written = std::vector<std::pair<std::string, std::string>>;
using Options = std::map<std::string, std::string, std::less<>>;

/** libpq resolves options only when it connects, and stops before it looks any host up where one has a value
 * that does not exist: that one is the price. */
Options resolvedBut(const char *unasked, const Written &written)
{
    std::vector<const char *> keys{ unasked };
    std::vector<const char *> values{ "-" };
    for (const auto &[key, value] : written) {
        if (key != unasked) {
            keys.push_back(key.c_str());
            values.push_back(value.c_str());
        }
    }
    keys.push_back(nullptr);
    values.push_back(nullptr);
    const std::unique_ptr<PGconn, decltype(&PQfinish)> refused(
        PQconnectStartParams(keys.data(), values.data(), /*expand_dbname=*/0), &PQfinish);
    const std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)> options(
        PQconninfo(refused.get()), &PQconninfoFree);
    Options resolved;
    for (const PQconninfoOption *option = options.get(); option != nullptr && option->keyword != nullptr;
         ++option) {
        if (option->val != nullptr && *option->val != '\0' && std::string(option->keyword) != unasked) {
            resolved.emplace(option->keyword, option->val);
        }
    }
    return resolved;
}

} // namespace

std::optional<Options> effectiveOptions(const Written &written)
{
    constexpr const char *first = "target_session_attrs";
    constexpr const char *second = "ssl_min_protocol_version";
    Options all = resolvedBut(first, written);
    const Options others = resolvedBut(second, written);
    if (!all.contains("sslmode")
        || !others.contains("sslmode")) { // it always has a value once all is resolved
        return std::nullopt;
    }
    all.insert(others.begin(), others.end());
    return all;
}

} // namespace billhook::postgres
