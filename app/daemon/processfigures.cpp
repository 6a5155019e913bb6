#include "app/daemon/processfigures.h"

#include <unistd.h>

#include <ctime>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace billhook::daemon {

std::int64_t residentBytes()
{
    std::int64_t whole = 0;
    std::int64_t resident = 0;
    std::ifstream("/proc/self/statm") >> whole >> resident;
    return resident * sysconf(_SC_PAGESIZE);
}

double processorSeconds()
{
    timespec spent{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &spent);
    return static_cast<double>(spent.tv_sec) + static_cast<double>(spent.tv_nsec) / 1e9;
}

std::int64_t openDescriptors()
{
    std::error_code unknown;
    const std::filesystem::directory_iterator all("/proc/self/fd", unknown);
    return std::distance(begin(all), end(all));
}

} // namespace billhook::daemon
