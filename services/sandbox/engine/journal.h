#pragma once

#include "models/domain/result.h"

#include <cstddef>
#include <functional>
#include <string>

namespace billhook::sandbox {

/**
 * An append-only file of checked lines in a folder that one process owns. What append() has returned is on
 * the disk; a line cut off by a crash is dropped at the next opening. One thread at a time.
 */
class Journal final
{
public:
    using Line = std::function<bool(const std::string &text)>; ///< false: not understood

    enum class Sync
    {
        Now, ///< on the disk before append() returns
        Later, ///< with the next one that is; a crash may lose it
    };

    Journal() = default;
    Journal(const Journal &) = delete;
    Journal &operator=(const Journal &) = delete;
    ~Journal();

    /** Takes the folder, made if missing, and reads every line to `line`, oldest first. */
    domain::Result<void> open(const std::string &folder, const Line &line);

    domain::Result<void> append(const std::string &text, Sync sync);

    /** Replaces all lines by those that `write` hands to its argument, at once or not at all. */
    domain::Result<void> rewrite(
        const std::function<void(const std::function<void(const std::string &)> &)> &write);

    std::size_t size() const { return m_size; } ///< bytes

private:
    domain::Result<void> read(const Line &line);
    std::string path() const { return m_folder + "/journal"; }

    std::string m_folder;
    std::size_t m_size = 0;
    int m_file = -1;
    int m_lock = -1;
};

} // namespace billhook::sandbox
