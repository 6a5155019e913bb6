#pragma once

#include <chrono>
#include <string>
#include <unordered_map>

namespace billhook::stripeclient {

/** Requests that may go out: `burst` at once, then `perSecond`. */
class TokenBucket final
{
public:
    using Clock = std::chrono::steady_clock;

    TokenBucket(int perSecond, int burst);

    Clock::duration wait(Clock::time_point now) const; ///< until a token is there; 0: now
    void take(Clock::time_point now);

private:
    Clock::duration m_interval;
    Clock::duration m_tolerance;
    Clock::time_point m_full; ///< when all tokens will be back
};

/**
 * What Stripe allows one account, and every single endpoint of it, in a second. Each is used to four fifths
 * with the rest as a burst, so that no second ever sees more than the limit. One thread at a time.
 */
class RateBudget final
{
public:
    explicit RateBudget(bool livemode);

    /** Takes one request to the endpoint ("POST /v1/products"), or tells after how long to ask again. */
    TokenBucket::Clock::duration tryTake(const std::string &endpoint, TokenBucket::Clock::time_point now);

private:
    TokenBucket m_account;
    std::unordered_map<std::string, TokenBucket> m_endpoints;
};

} // namespace billhook::stripeclient
