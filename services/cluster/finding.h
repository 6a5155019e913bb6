#pragma once

#include <string>
#include <utility>

namespace billhook::cluster {

/** One thing that was looked at. */
struct Finding
{
    enum class Level
    {
        Ok,
        Warning,
        Error,
        Unreachable, ///< an error, too: it could not be asked
    };
    Level level = Level::Ok;
    std::string title; ///< what was found, one sentence
    std::string advice; ///< what to do; empty when all is well

    static Finding ok(std::string title) { return { Level::Ok, std::move(title), {} }; }
    static Finding warning(std::string title, std::string advice)
    {
        return { Level::Warning, std::move(title), std::move(advice) };
    }
    static Finding unreachable(std::string title, std::string advice)
    {
        return { Level::Unreachable, std::move(title), std::move(advice) };
    }
    static Finding bad(std::string title, std::string advice)
    {
        return { Level::Error, std::move(title), std::move(advice) };
    }
};

} // namespace billhook::cluster
