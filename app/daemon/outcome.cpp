#include "app/daemon/outcome.h"

#include <iostream>

namespace billhook::app {

ExitCode exitCodeOf(const domain::Error &error)
{
    switch (error.kind) {
    case domain::ErrorKind::Configuration:
        return ExitCode::Usage;
    case domain::ErrorKind::Unavailable:
    case domain::ErrorKind::Timeout:
        return ExitCode::Unreachable;
    case domain::ErrorKind::InvalidInput:
    case domain::ErrorKind::NotFound:
    case domain::ErrorKind::Conflict:
    case domain::ErrorKind::Forbidden:
    case domain::ErrorKind::Overloaded:
    case domain::ErrorKind::Internal:
        return ExitCode::Failed;
    }
    return ExitCode::Failed;
}

ExitCode reported(const domain::Error &error)
{
    std::cerr << "billhookd: " << error.message << '\n';
    if (!error.detail.empty()) {
        std::cerr << "  detail: " << error.detail << '\n';
    }
    return exitCodeOf(error);
}

} // namespace billhook::app
