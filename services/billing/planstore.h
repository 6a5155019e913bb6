#pragma once

#include "models/domain/plan.h"
#include "models/domain/result.h"

#include <string>
#include <vector>

namespace billhook::postgres {
class Session;
} // namespace billhook::postgres

namespace billhook::billing {

/** Plans as they are in the database. The session has prepared the area "plans". */
class PlanStore final
{
public:
    explicit PlanStore(postgres::Session &session);

    domain::Result<std::vector<domain::Plan>> list(); ///< hidden ones too, newest first
    domain::Result<domain::Plan> read(const std::string &idOrSlug); ///< NotFound

private:
    domain::Result<std::vector<domain::Plan>> find(const std::string &word);

    postgres::Session &m_session;
};

} // namespace billhook::billing
