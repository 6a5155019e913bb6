#pragma once

#include "models/analytics/profile.h"
#include "models/domain/result.h"

#include <chrono>
#include <string>

namespace billhook::truth {

/** What `billhookd digest` prints: the same line for the same events, whatever their order, batches and
 * duplicates. */
class Digest final
{
public:
    enum class Scope
    {
        State,
        Mirror
    }; ///< with and without the revenue history
    enum class Basis
    {
        All,
        EventsOnly
    }; ///< EventsOnly rebuilds without observations, in a transaction it rolls back

    Digest(std::string url, analytics::Profile profile = analytics::Profile::StripeDefault);

    /** Waits until nothing is left to be projected. Timeout says how much was left; events in quarantine do
     * not count. */
    domain::Result<void> wait(std::chrono::seconds atMost) const;

    /** "<hash in hex> <number of observations>" */
    domain::Result<std::string> line(Scope scope, Basis basis) const;

private:
    std::string m_url;
    analytics::Profile m_profile;
};

} // namespace billhook::truth
