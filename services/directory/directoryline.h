#pragma once

#include "models/domain/result.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace billhook::directory {

/**
 * What the lines of a directory file say. Ids are UUIDs in their usual form; instants are UTC milliseconds.
 * Without a value a field stays as it is known; an empty text empties it. A line that removes has ids only.
 */
struct OrganizationLine
{
    std::string id;
    std::string name;
    std::optional<std::string> slug; ///< of a new one: made from the name
    std::optional<std::string> country;
    std::optional<std::string> stripeCustomerId;
    std::optional<bool> archived; ///< the file may also say "active"
    std::optional<std::int64_t> createdAt;
    bool removed = false;
};

struct UserLine
{
    std::string id;
    std::string email;
    std::optional<std::string> name;
    std::optional<bool> active; ///< of a new one: true
    std::optional<std::int64_t> createdAt;
    bool removed = false;
};

struct MembershipLine
{
    std::string organizationId;
    std::string userId;
    std::string role; ///< owner, admin, member
    std::optional<std::string> state; ///< active, invited; of a new one: active
    std::optional<std::int64_t> createdAt;
    bool removed = false;
};

struct ProjectLine
{
    std::string id;
    std::string organizationId;
    std::string name;
    std::optional<std::int64_t> createdAt;
    bool removed = false;
};

using DirectoryLine = std::variant<OrganizationLine, UserLine, MembershipLine, ProjectLine>;

/** Reads one JSON object. InvalidInput with a sentence for the person who wrote the file, also for a
 * field that is not known. */
domain::Result<DirectoryLine> readDirectoryLine(std::string_view text);

} // namespace billhook::directory
