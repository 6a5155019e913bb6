#include "app/daemon/console.h"

#include <iostream>

namespace billhook::daemon {

app::ExitCode reported(const domain::Error &error)
{
    std::cerr << "billhookd: " << error.message << '\n';
    if (!error.detail.empty()) {
        std::cerr << "  detail: " << error.detail << '\n';
    }
    return app::exitCodeOf(error);
}

} // namespace billhook::daemon
