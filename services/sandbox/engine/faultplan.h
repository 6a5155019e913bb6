#pragma once

#include "services/sandbox/engine/random.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace billhook::sandbox {

enum class FaultKind
{
    Latency, ///< the answer, and the effect, come later
    RateLimit, ///< 429
    ErrorBefore, ///< an error status; nothing was done
    ErrorAfter, ///< 500 although it was done; replayed for its Idempotency-Key
    DropBefore, ///< the connection is closed without an answer; nothing was done
    DropAfter, ///< the same, but it was done
    Truncate, ///< done, and the answer's body ends in its middle
    WebhookTwice,
    WebhookLate, ///< behind those that come after it
    WebhookWithheld, ///< until it is released
};

/** The kind of that name (latency, rate_limit, error_before, ...), if there is one. */
std::optional<FaultKind> faultKindOf(const std::string &name);
std::vector<std::string> faultNames();
bool isWebhookFault(FaultKind kind);

/** One thing that goes wrong, and for what. */
struct Fault
{
    FaultKind kind = FaultKind::ErrorBefore;
    int skip = 0; ///< matching ones that go well first
    int times = 1;
    std::string method; ///< empty: any
    std::string path; ///< the beginning of a call's path, or of an event's type; empty: any
    int status = 500; ///< ErrorBefore
    std::string type = "api_error"; ///< ErrorBefore
    std::string code; ///< ErrorBefore
    std::string shouldRetry; ///< "true" or "false": sent as Stripe-Should-Retry
    std::string retryAfter; ///< sent as Retry-After
    int milliseconds = 1'000; ///< Latency, WebhookLate
};

/** What goes wrong next: single faults that were asked for, and chance from a seed. One thread at a time. */
class FaultPlan final
{
public:
    void add(const Fault &fault) { m_asked.push_back(fault); }
    /** From here on each kind happens so many times in a thousand; the same seed, the same faults. */
    void chance(std::uint64_t seed, std::map<FaultKind, int> permille);
    void clear();
    std::size_t waiting() const { return m_asked.size(); } ///< asked for and not used up

    std::vector<Fault> forCall(const std::string &method, const std::string &path);
    std::vector<Fault> forWebhook(const std::string &eventType);

private:
    std::vector<Fault> next(bool webhook, const std::string &method, const std::string &path);

    std::vector<Fault> m_asked;
    std::map<FaultKind, int> m_permille;
    Random m_random{ 0 };
};

} // namespace billhook::sandbox
