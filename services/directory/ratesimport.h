#pragma once

#include "models/domain/result.h"
#include "services/directory/importreport.h"

#include <string>

namespace billhook::postgres {
class Pipeline;
} // namespace billhook::postgres

namespace billhook::directory {

/**
 * Reads daily exchange rates from a CSV file (RFC 4180) whose first line names the columns date, from, to,
 * rate and source in any order: units of `to` for one unit of `from`, in major units. Repeating it is safe; a
 * rate that is known already is corrected. Bad lines are reported and left out, good ones kept. Two different
 * rates for one day and pair in one file: the first counts, the other is bad.
 *
 * The pipeline has the area "directory" and the role billhook_daemon or billhook_admin. One thread at a time;
 * blocks until done.
 */
class RatesImport final
{
public:
    explicit RatesImport(postgres::Pipeline &pipeline, int batchLines = 5'000);
    RatesImport(const RatesImport &) = delete;
    RatesImport &operator=(const RatesImport &) = delete;
    ~RatesImport() = default;

    /**
     * NotFound when there is no such file, InvalidInput without the header, the database's error when it went
     * away: what was committed before is kept, and the file can be imported again.
     */
    domain::Result<ImportReport> run(const std::string &path, const ImportObserver &observer = {});

private:
    postgres::Pipeline &m_pipeline;
    int m_batchLines;
};

} // namespace billhook::directory
