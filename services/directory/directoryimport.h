#pragma once

#include "models/domain/result.h"
#include "services/directory/importreport.h"

#include <string>

namespace billhook::postgres {
class Pipeline;
} // namespace billhook::postgres

namespace billhook::directory {

/**
 * Reads the SaaS's own organizations, users, memberships and projects from a file of JSON lines into the
 * database, in batches. Repeating it is safe: lines replace what is known under their id. Bad lines are
 * reported and left out, good ones kept; memberships and projects may stand before what they name. At the end
 * customers are linked to the organizations they name or are named by.
 *
 * The pipeline has the area "directory" and the role billhook_directory; its deadline should allow for a
 * minute. One thread at a time; blocks until done.
 */
class DirectoryImport final
{
public:
    explicit DirectoryImport(postgres::Pipeline &pipeline, int batchLines = 5'000);
    DirectoryImport(const DirectoryImport &) = delete;
    DirectoryImport &operator=(const DirectoryImport &) = delete;
    ~DirectoryImport() = default;

    /**
     * NotFound when there is no such file, the database's error when it went away: what was committed before
     * is kept, and the file can be imported again. A file with bad lines is no error: see
     * ImportReport::badLines.
     */
    domain::Result<ImportReport> run(const std::string &path, const ImportObserver &observer = {});

private:
    postgres::Pipeline &m_pipeline;
    int m_batchLines;
};

} // namespace billhook::directory
