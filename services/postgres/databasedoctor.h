#pragma once

#include <memory>
#include <string>
#include <vector>

namespace billhook::postgres {

/** One thing that was looked at. */
struct Finding
{
    enum class Level
    {
        Ok,
        Warning,
        Error
    };
    Level level = Level::Ok;
    std::string title; ///< what was found, one sentence
    std::string advice; ///< what to do; empty when all is well
};

/**
 * Looks at a database for `billhookd doctor`: reachable, version, encoding, schema, groups, settings that
 * endanger what was acknowledged, clock, free connections. Changes nothing. Blocking, a few seconds at most.
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

} // namespace billhook::postgres
