#pragma once

#include "app/sandbox/statelink.h"
#include "services/sandbox/company/company.h"
#include "services/sandbox/delivery/delivery.h"

#include <functional>
#include <vector>

namespace billhook::sandbox {

/** Takes what happens and brings it where it belongs; gives up only when the stop flag is set. */
using LiveSink = std::function<void(const std::vector<StripeEvent> &)>;

/** Straight to one endpoint. */
LiveSink sendingTo(const DeliveryTarget &target, int connections);
/** Into the sandbox that serves a state; it tells its endpoints. `state` must outlive the sink. */
LiveSink recordingIn(StateLink &state);

/** Lets the company live in real time until the stop flag is set. */
void runLive(Company &company, int eventsPerSecond, const LiveSink &sink);

} // namespace billhook::sandbox
