#include "app/common/secrecy.h"

#include <sys/prctl.h>
#include <sys/resource.h>

#include <cstdlib>
#include <cstring>

namespace billhook::app {

void keepMemorySecret()
{
    prctl(PR_SET_DUMPABLE, 0);
    const rlimit none{ 0, 0 };
    setrlimit(RLIMIT_CORE, &none);
}

std::string takeFromEnvironment(const char *name)
{
    char *value = std::getenv(name);
    if (value == nullptr) {
        return {};
    }
    std::string taken(value);
    explicit_bzero(value, taken.size());
    unsetenv(name);
    return taken;
}

} // namespace billhook::app
