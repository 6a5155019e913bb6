#pragma once

#include "app/common/commandline.h"

#include <cstdint>
#include <optional>
#include <string>

namespace billhook::sandbox {

/** What `billhook-sandbox serve` is asked for. */
struct ServeSettings
{
    std::string where; ///< HOST:PORT
    std::string folder; ///< where everything is kept; empty: forgotten at the end
    std::optional<std::uint64_t> faultSeed;

    /** Adds the command, which writes to `settings`; these must live until the line is read. */
    static void addTo(app::Options options, ServeSettings &settings);
};

/** `billhook-sandbox serve`: speaks Stripe's API until stopped. */
app::ExitCode runServe(const ServeSettings &settings);

} // namespace billhook::sandbox
