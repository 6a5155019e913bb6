#pragma once

#include <cstdint>
#include <functional>
#include <string>

namespace billhook::directory {

/** A line that was left out, and why, for the person who wrote the file. */
struct BadLine
{
    std::int64_t line = 0; ///< from 1
    std::string reason;
};

/** What an import has done so far or, at its end, altogether. */
struct ImportReport
{
    std::int64_t bytes = 0; ///< read so far
    std::int64_t totalBytes = 0; ///< of the file; 0 when it can't be told (a pipe)
    std::int64_t lines = 0; ///< with content, good and bad
    std::int64_t organizations = 0; ///< good lines of each kind, changed or not
    std::int64_t users = 0;
    std::int64_t memberships = 0;
    std::int64_t projects = 0;
    std::int64_t rates = 0;
    std::int64_t changed = 0; ///< rows that are different now; 0 when a file is imported a second time
    std::int64_t linkedCustomers = 0; ///< customers that belong to another organization now
    std::int64_t badLines = 0;
};

/** Both may be empty. Called in the importing thread. */
struct ImportObserver
{
    std::function<void(const BadLine &)> badLine;
    std::function<void(const ImportReport &)> progress; ///< after each committed batch
};

} // namespace billhook::directory
