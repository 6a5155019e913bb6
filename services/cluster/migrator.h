#pragma once

#include "services/cluster/migration.h"

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace billhook::cluster {

/** Whom a migration tells how far it is, and what ends it early; both may be absent. */
struct MigrationWatch
{
    std::function<void(const std::string &what)> progress; ///< "applying V0007", in the migrating thread
    const std::atomic<bool> *stop
        = nullptr; ///< Timeout soon after it is true; what was under way is rolled back
};

struct MigrationReport
{
    int version = 0; ///< the schema's now
    int applied = 0; ///< migrations this run applied
    bool settled
        = true; ///< owners, grants and policies are as the migrations left them, the login has its groups
};

/**
 * Brings a database to this program's schema: groups, schema, owners and grants that a restore lost, then
 * each missing migration in a transaction of its own. Programs that start at once take turns; the later ones
 * find the work done. Configuration when the server is older than PostgreSQL 15 or not UTF-8, the schema is
 * newer than the program, or an applied migration is not the one known here. A login without the owner's
 * rights is enough where nothing is missing.
 */
class Migrator final
{
public:
    explicit Migrator(std::string url);
    Migrator(std::string url, std::vector<Migration> migrations);
    Migrator(const Migrator &) = delete;
    Migrator &operator=(const Migrator &) = delete;
    ~Migrator();

    void watchedBy(MigrationWatch watch);

    domain::Result<MigrationReport> run();

    enum class Look
    {
        Versions,
        Rights ///< also whether it is settled
    };
    /** Asks only. The report's `applied` is the number of migrations that are missing. Forbidden where the
     * login may not read the schema. */
    domain::Result<MigrationReport> inspect(Look look = Look::Versions);

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace billhook::cluster
