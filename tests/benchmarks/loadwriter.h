#pragma once

#include "models/domain/result.h"
#include "services/postgres/pipeline.h"
#include "services/projection/projection.h"
#include "tests/benchmarks/loadcompany.h"

#include <cstdint>
#include <string>
#include <vector>

namespace billhook::benchmarks {

/** Writes parts of a company over one connection, each in a transaction of its own. One thread at a time. */
class LoadWriter final
{
public:
    /** `known`: when everything is said to have been received, UTC microseconds. */
    LoadWriter(const std::string &url, std::int64_t known);

    static postgres::PipelineOptions options(const std::string &url);

    domain::Result<void> writeCatalog(const LoadCompany &company);
    domain::Result<void> writeOrganizations(const std::vector<LoadOrganization> &organizations);

    /** What only everything together tells: rollups and counters folded, the desktops told. */
    domain::Result<void> finish();

private:
    domain::Result<void> copyDirectory(const std::vector<LoadOrganization> &organizations);
    domain::Result<void> copyEvents(const std::vector<LoadEvent> &events);
    domain::Result<void> project(const std::vector<LoadEvent> &events);
    domain::Result<void> run(const char *statement, const postgres::Parameters &parameters = {});

    postgres::Pipeline m_pipeline;
    projection::Projection m_projection;
    std::int64_t m_known;
};

} // namespace billhook::benchmarks
