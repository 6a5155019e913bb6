#pragma once

#include "services/sandbox/engine/calendar.h"

#include <cstddef>
#include <optional>
#include <vector>

namespace billhook::sandbox {

enum class TaskKind
{
    SignUp,
    TrialWillEnd,
    TrialEnd,
    Upcoming,
    Renew,
    Collect,
    Retry,
    NewCard,
    ExpireIncomplete,
    Decide,
    GiveNotice,
    SeasonEnd,
    Comeback,
    Resume,
    ResumeCollection,
    Reinstate,
};

struct Task
{
    Seconds at = 0;
    TaskKind kind = TaskKind::Decide;
    std::size_t subscription = 0; ///< index in Account::subscriptions, where the kind needs one
};

/** What is going to happen to one customer, in order of time; equal times in the order added. */
class Agenda final
{
public:
    void add(Seconds at, TaskKind kind, std::size_t subscription = 0);

    /** The next task when it is due at `now`; it is removed. */
    std::optional<Task> takeDue(Seconds now);
    std::optional<Seconds> next() const;

private:
    std::vector<Task> m_tasks;
};

} // namespace billhook::sandbox
