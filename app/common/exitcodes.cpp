#include "app/common/exitcodes.h"

namespace billhook::app {

ExitCode exitCodeOf(const domain::Error &error)
{
    switch (error.kind) {
    case domain::ErrorKind::Configuration:
    case domain::ErrorKind::Forbidden: // the login is not the right one
        return ExitCode::Usage;
    case domain::ErrorKind::Unavailable:
    case domain::ErrorKind::Timeout:
        return ExitCode::Unreachable;
    case domain::ErrorKind::InvalidInput:
    case domain::ErrorKind::NotFound:
    case domain::ErrorKind::Conflict:
    case domain::ErrorKind::Overloaded:
    case domain::ErrorKind::Internal:
        return ExitCode::Failed;
    }
    return ExitCode::Failed;
}

} // namespace billhook::app
