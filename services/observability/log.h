#pragma once

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>

namespace billhook::observability {

enum class LogLevel
{
    Debug,
    Info,
    Warning,
    Error
};

/** One key with its value. Views only: lives as long as the call it is written in. */
struct LogField
{
    LogField(std::string_view fieldKey, std::string_view text)
        : key(fieldKey)
        , value(text)
    { }
    LogField(std::string_view fieldKey, const char *text)
        : key(fieldKey)
        , value(std::string_view(text))
    { }
    LogField(std::string_view fieldKey, const std::string &text)
        : key(fieldKey)
        , value(std::string_view(text))
    { }
    LogField(std::string_view fieldKey, bool truth)
        : key(fieldKey)
        , value(truth)
    { }
    template <typename Number, typename = std::enable_if_t<std::is_integral_v<Number>>>
    LogField(std::string_view fieldKey, Number number)
        : key(fieldKey)
        , value(std::int64_t{ number })
    { }

    std::string_view key; ///< snake_case; ts, level and event are taken
    std::variant<std::string_view, std::int64_t, bool> value;
};

/**
 * Structured log: one JSON object a line with ts (UTC), level, event (a stable snake_case name) and the
 * fields. Texts are redacted and cut at 2 KiB. Any thread; nobody waits for who reads it: lines for which
 * there is no room are left out, and a line "log_lines_dropped" says how many.
 */
class Log final
{
public:
    using Fields = std::initializer_list<LogField>;
    using Sink = std::function<void(std::string_view line)>;

    /** To standard output, written by a thread of its own; with systemd's <N> priorities when JOURNAL_STREAM
     * is set. */
    explicit Log(LogLevel least = LogLevel::Info);
    /** To `sink`, one call a line without its end, one at a time. */
    Log(LogLevel least, Sink sink);
    Log(const Log &) = delete;
    Log &operator=(const Log &) = delete;
    ~Log();

    void debug(std::string_view event, Fields fields = {}) { write(LogLevel::Debug, event, fields); }
    void info(std::string_view event, Fields fields = {}) { write(LogLevel::Info, event, fields); }
    void warning(std::string_view event, Fields fields = {}) { write(LogLevel::Warning, event, fields); }
    void error(std::string_view event, Fields fields = {}) { write(LogLevel::Error, event, fields); }
    void write(LogLevel level, std::string_view event, Fields fields);

    std::uint64_t dropped() const; ///< lines, since the start
    void reopen(); ///< standard output, where it is a file that may have been moved away

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace billhook::observability
