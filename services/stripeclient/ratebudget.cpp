#include "services/stripeclient/ratebudget.h"

#include <algorithm>

namespace billhook::stripeclient {

namespace {

constexpr int liveLimit = 100; ///< requests a second of one account
constexpr int testLimit = 25;
constexpr int endpointLimit = 25;

TokenBucket bucketWithin(int limit)
{
    const int burst = limit / 5;
    return { limit - burst, burst };
}

} // namespace

TokenBucket::TokenBucket(int perSecond, int burst)
    : m_interval(Clock::duration(std::chrono::seconds(1)) / perSecond)
    , m_tolerance(m_interval * (burst - 1))
{ }

TokenBucket::Clock::duration TokenBucket::wait(Clock::time_point now) const
{
    return std::max(Clock::duration::zero(), m_full - m_tolerance - now);
}

void TokenBucket::take(Clock::time_point now)
{
    m_full = std::max(m_full, now) + m_interval;
}

RateBudget::RateBudget(bool livemode)
    : m_account(bucketWithin(livemode ? liveLimit : testLimit))
{ }

TokenBucket::Clock::duration RateBudget::tryTake(
    const std::string &endpoint, TokenBucket::Clock::time_point now)
{
    TokenBucket &bucket = m_endpoints.try_emplace(endpoint, bucketWithin(endpointLimit)).first->second;
    const auto wait = std::max(m_account.wait(now), bucket.wait(now));
    if (wait == TokenBucket::Clock::duration::zero()) {
        m_account.take(now);
        bucket.take(now);
    }
    return wait;
}

} // namespace billhook::stripeclient
