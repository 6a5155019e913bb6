#include "services/observability/crashpoint.h"

#include <atomic>
#include <charconv>
#include <csignal>
#include <cstdlib>

namespace billhook::observability {

namespace {

std::string_view wish()
{
    const char *value = std::getenv("BILLHOOK_CRASH_POINT"); // before main(): no other thread is there yet
    return value == nullptr ? std::string_view() : std::string_view(value);
}

std::ptrdiff_t wishedIndex()
{
    const std::string_view name = wish().substr(0, wish().find(':'));
    const auto *const found = std::find(crashPointNames.begin(), crashPointNames.end(), name);
    return found == crashPointNames.end() ? -1 : found - crashPointNames.begin();
}

int wishedPasses()
{
    const std::string_view text = wish();
    const auto colon = text.find(':');
    int passes = 1;
    if (colon != std::string_view::npos) {
        std::from_chars(text.data() + colon + 1, text.data() + text.size(), passes);
    }
    return passes;
}

std::atomic<int> passesLeft{ wishedPasses() };

} // namespace

const std::ptrdiff_t crash::armed = wishedIndex();

void crash::pass()
{
    if (passesLeft.fetch_sub(1) == 1) {
        static_cast<void>(std::raise(SIGKILL));
    }
}

} // namespace billhook::observability
