#pragma once

#include "services/sandbox/company/company.h"
#include "services/sandbox/delivery/delivery.h"

namespace billhook::sandbox {

struct LiveOptions
{
    int eventsPerSecond = 1;
    int connections = 8;
};

/** Lets the company live in real time until the stop flag is set. The exit code. */
int runLive(Company &company, const DeliveryTarget &target, const LiveOptions &options);

} // namespace billhook::sandbox
