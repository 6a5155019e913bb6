#pragma once

#include "services/sandbox/delivery/webhookline.h"
#include "services/sandbox/engine/eventwriter.h"

#include <atomic>
#include <chrono>
#include <cstddef>
#include <functional>
#include <string>
#include <vector>

namespace billhook::sandbox {

struct DeliveryOptions
{
    int connections = 8;
    std::chrono::milliseconds requestDeadline{ 15'000 };
    std::chrono::seconds giveUpAfter{ 600 }; ///< since the last success
    std::chrono::seconds giveUpWithoutSuccess{ 60 }; ///< when nothing was ever accepted
    std::chrono::seconds giveUpWithoutAnswer{ 20 }; ///< when nobody ever answered
};

struct DeliveryResult
{
    std::size_t delivered = 0; ///< answered 2xx
    std::size_t retries = 0;
    bool everAnswered = false; ///< false: nobody ever answered there
    int lastStatus = 0; ///< the last answer that was not 2xx
    std::string lastFailure;
    bool stopped = false; ///< by the stop flag
};

/**
 * Sends signed webhooks as Stripe does: whatever is not answered 2xx is signed and sent again, with back-off,
 * until it is, or until the options say that it is hopeless.
 */
class Delivery final
{
public:
    using Progress = std::function<void(std::size_t delivered)>; ///< from any of the sending threads

    Delivery(DeliveryTarget target, DeliveryOptions options, const std::atomic<bool> &stop);

    /** Sends events[order[0]], events[order[1]], ... over all connections; returns when all are done. */
    DeliveryResult send(const std::vector<StripeEvent> &events, const std::vector<std::size_t> &order,
        const Progress &progress);

private:
    DeliveryTarget m_target;
    DeliveryOptions m_options;
    const std::atomic<bool> &m_stop;
};

} // namespace billhook::sandbox
