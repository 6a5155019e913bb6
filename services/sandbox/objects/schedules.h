#pragma once

#include "services/sandbox/objects/objectkind.h"

namespace billhook::sandbox {

const ObjectKind &scheduleKind();

/** When its phase changes next; none when it is over. */
std::optional<Seconds> nextOfSchedule(const Transaction &transaction, const QJsonObject &schedule);
/** Goes on to the next phase, or ends as `end_behavior` says. */
void advanceSchedule(Transaction &transaction, const QJsonObject &schedule);

} // namespace billhook::sandbox
