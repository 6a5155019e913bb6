#pragma once

#include "models/domain/result.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace billhook::directory {

/** What the lines of a directory file say. Ids are UUIDs in their usual form; instants are UTC milliseconds.
 */
struct OrganizationLine
{
    std::string id;
    std::string name;
    std::optional<std::string> country;
    std::optional<std::string> stripeCustomerId;
    bool archived = false;
    std::optional<std::int64_t> createdAt;
};

struct UserLine
{
    std::string id;
    std::string email;
    std::string name;
    std::optional<std::int64_t> createdAt;
};

struct MembershipLine
{
    std::string organizationId;
    std::string userId;
    std::string role; ///< owner, admin, member
    std::string state; ///< active, invited
    std::optional<std::int64_t> createdAt;
};

struct ProjectLine
{
    std::string id;
    std::string organizationId;
    std::string name;
    std::optional<std::int64_t> createdAt;
};

using DirectoryLine = std::variant<OrganizationLine, UserLine, MembershipLine, ProjectLine>;

/** Reads one JSON object. InvalidInput with a sentence for the person who wrote the file. Unknown fields are
 * ignored. */
domain::Result<DirectoryLine> readDirectoryLine(std::string_view text);

} // namespace billhook::directory
