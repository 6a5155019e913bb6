#pragma once

#include "models/domain/result.h"

#include <string>
#include <vector>

namespace billhook::postgres {
class Connection;
} // namespace billhook::postgres

namespace billhook::cluster {

/** Something that is open to logins that are not our own. */
struct Door
{
    std::string name; ///< "public_create"
    bool serious = false; ///< else advice
    std::string title; ///< one sentence
    std::string statement; ///< that shuts it, as it is to be run by whoever may
};

/** The open ones, as this login sees them, serious ones first. Asks only. */
domain::Result<std::vector<Door>> openDoors(postgres::Connection &connection);
domain::Result<std::vector<Door>> openDoorsOf(const std::string &url); ///< on a connection of its own

/** Shuts those that are Billhook's own affair: its owner may end sessions of people, its schema's functions
 * are nobody's but those they are granted to; on the private cluster also what would be others' elsewhere.
 * What this login may not do stays open. */
void shutOwnDoors(postgres::Connection &connection);

/** What pg_hba.conf lets in over a network that it should not; empty, too, where this login may not see it.
 */
std::vector<std::string> openHosts(postgres::Connection &connection);

} // namespace billhook::cluster
