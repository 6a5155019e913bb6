#include "services/stripeclient/retry.h"

#include <algorithm>
#include <charconv>

namespace billhook::stripeclient {

bool mayRetry(const std::optional<Answer> &answer)
{
    if (!answer) {
        return true;
    }
    if (answer->shouldRetry) {
        return *answer->shouldRetry;
    }
    return answer->status == 409 || answer->status >= 500;
}

std::chrono::milliseconds retryDelay(
    int retry, std::chrono::milliseconds first, int permille, const std::optional<Answer> &answer)
{
    const auto longest = 10 * first;
    auto delay = first;
    for (int step = 1; step < retry && delay < longest; ++step) {
        delay *= 2;
    }
    delay = std::max(first, std::min(delay, longest) * permille / 1000);
    if (answer && answer->retryAfter) {
        return std::max<std::chrono::milliseconds>(delay, *answer->retryAfter);
    }
    return delay;
}

std::optional<std::chrono::seconds> readRetryAfter(std::string_view header)
{
    constexpr int longest = 60;
    int seconds = 0;
    const auto [end, failure] = std::from_chars(header.data(), header.data() + header.size(), seconds);
    if (failure != std::errc() || end != header.data() + header.size() || seconds < 0 || seconds > longest) {
        return {};
    }
    return std::chrono::seconds(seconds);
}

} // namespace billhook::stripeclient
