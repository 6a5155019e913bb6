#pragma once

#include "models/domain/money.h"
#include "models/domain/plan.h"
#include "models/domain/result.h"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace billhook::postgres {
class Session;
} // namespace billhook::postgres

namespace billhook::billing {

/** What present subscribers (active, trialing or past due) make of a plan. */
struct PlanFigures
{
    std::int64_t subscribers = 0; ///< subscriptions
    std::int64_t mrr = 0; ///< minor units of the default price's currency; others are not in it
};

/** A plan with its figures, as lists of staff show it. */
struct SoldPlan
{
    domain::Plan plan;
    PlanFigures figures;
};

/** A stretch of the list of plans, newest first. */
struct PlanPage
{
    bool hiddenToo = false;
    std::string after{}; ///< id of the last plan before; empty: from the beginning
    int limit = 1'000;
};

/** Plans as they are in the database. The session has prepared the area "plans". */
class PlanStore final
{
public:
    explicit PlanStore(postgres::Session &session);

    domain::Result<std::vector<domain::Plan>> list(); ///< hidden ones too, newest first
    domain::Result<std::vector<domain::Plan>> page(const PlanPage &page);
    domain::Result<std::vector<SoldPlan>> listSold(); ///< hidden ones too, newest first
    domain::Result<domain::Plan> read(const std::string &idOrSlug); ///< NotFound

    /** By the plans' ids, of one or of all; reads every subscription of theirs. */
    domain::Result<std::map<std::string, PlanFigures>> figures(const std::string &plan = {});

private:
    domain::Result<std::vector<domain::Plan>> find(const std::string &word, const PlanPage &page);

    postgres::Session &m_session;
};

} // namespace billhook::billing
