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

void showProgress(std::size_t done, std::size_t all)
{
    std::cerr << done << " of " << all << " events\n";
}

} // namespace billhook::daemon
