#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>

namespace billhook::observability {

/**
 * A testing hook: places, mostly beside a commit, where a test may have the process killed. Only a process
 * that was started with BILLHOOK_CRASH_POINT=name or =name:n in its environment ends there, by SIGKILL, at
 * the n-th pass; the variable is read once, before main(), and nothing else can set it (no settings file, no
 * request). In every other process a crash point costs one comparison with a constant. Any thread.
 */
inline constexpr std::array crashPointNames{
    std::string_view("statement_sent"), ///< over libpq, the answer not read: the outcome is unknown
    std::string_view("commit_sent"), ///< the same of a COMMIT
    std::string_view("ingest_before_insert"),
    std::string_view("ingest_after_commit"), ///< stored, but nobody was told
    std::string_view("ingest_after_answers"), ///< the projector was not woken
    std::string_view("ingest_after_partition"),
    std::string_view("ingest_before_single"),
    std::string_view("projection_after_claim"),
    std::string_view("projection_after_facts"),
    std::string_view("projection_before_commit"),
    std::string_view("projection_after_commit"),
    std::string_view("attempt_before_commit"),
    std::string_view("attempt_after_commit"),
    std::string_view("single_before_claim"),
    std::string_view("single_after_commit"),
    std::string_view("failure_before_commit"),
    std::string_view("failure_after_commit"),
    std::string_view("quarantine_before_commit"),
    std::string_view("fold_before_commit"),
    std::string_view("fold_after_commit"),
    std::string_view("notify_before_commit"),
    std::string_view("notify_after_commit"),
    std::string_view("replay_before_commit"),
    std::string_view("replay_after_commit"),
    std::string_view("rebuild_before_commit"),
    std::string_view("rebuild_after_commit"),
    std::string_view("migration_before_commit"),
    std::string_view("migration_after_commit"),
    std::string_view("directory_before_commit"),
    std::string_view("directory_after_commit"),
    std::string_view("linking_before_commit"),
    std::string_view("linking_after_commit"),
    std::string_view("rates_before_write"),
    std::string_view("rates_after_write"),
    std::string_view("operation_before_commit"), ///< the intention, with all its steps
    std::string_view("operation_before_claim"), ///< kept
    std::string_view("operation_after_claim"),
    std::string_view("step_before_call"), ///< kept as sent, but not sent
    std::string_view("step_after_call"), ///< Stripe has answered, nothing of it is kept
    std::string_view("step_after_keep"),
    std::string_view("operation_before_end"), ///< every step is done
    std::string_view("operation_after_end"),
    std::string_view("adoption_before_write"),
    std::string_view("adoption_after_write"),
};

/** One of crashPointNames; a name that is not there does not compile. */
class CrashPoint final
{
public:
    consteval CrashPoint(const char *name)
        : m_index(std::find(crashPointNames.begin(), crashPointNames.end(), std::string_view(name))
            - crashPointNames.begin())
    {
        if (m_index == static_cast<std::ptrdiff_t>(crashPointNames.size())) {
            throw "not in crashPointNames";
        }
    }

    std::ptrdiff_t index() const { return m_index; }

private:
    std::ptrdiff_t m_index;
};

namespace crash {

extern const std::ptrdiff_t armed; ///< index of the point that kills; -1: none
void pass(); ///< counts passes of the armed point; does not return from the n-th

} // namespace crash

inline void crashPoint(CrashPoint point)
{
    if (point.index() == crash::armed) [[unlikely]] {
        crash::pass();
    }
}

} // namespace billhook::observability
