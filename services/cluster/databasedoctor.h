#pragma once

#include "services/cluster/finding.h"

#include <memory>
#include <string>
#include <vector>

namespace billhook::cluster {

/**
 * Looks at a database for `billhookd doctor`: reachable, version, encoding, schema, groups, settings that
 * endanger what was acknowledged, clock, free connections, standbys. Changes nothing. Blocking, a few seconds
 * at most.
 */
class DatabaseDoctor final
{
public:
    explicit DatabaseDoctor(std::string url);
    DatabaseDoctor(const DatabaseDoctor &) = delete;
    DatabaseDoctor &operator=(const DatabaseDoctor &) = delete;
    ~DatabaseDoctor();

    std::vector<Finding> examine();

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace billhook::cluster
