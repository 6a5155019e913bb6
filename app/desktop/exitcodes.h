#pragma once

#include "models/domain/result.h"

namespace billhook::desktop {

inline constexpr int exitDone = 0;
inline constexpr int exitFailed = 1;
inline constexpr int exitMisused = 2; ///< wrong usage or configuration
inline constexpr int exitUnreachable = 3; ///< the database

constexpr int exitCodeOf(domain::ErrorKind kind)
{
    switch (kind) {
    case domain::ErrorKind::Unavailable:
    case domain::ErrorKind::Timeout:
    case domain::ErrorKind::Overloaded:
        return exitUnreachable;
    case domain::ErrorKind::Configuration:
    case domain::ErrorKind::Forbidden:
    case domain::ErrorKind::InvalidInput:
        return exitMisused;
    case domain::ErrorKind::NotFound:
    case domain::ErrorKind::Conflict:
    case domain::ErrorKind::Internal:
        return exitFailed;
    }
    return exitFailed;
}

} // namespace billhook::desktop
