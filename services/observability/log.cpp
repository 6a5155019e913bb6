#include "services/observability/log.h"

#include "services/observability/json.h"
#include "services/observability/linewriter.h"
#include "services/observability/redaction.h"

#include <spdlog/logger.h>
#include <spdlog/sinks/base_sink.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <mutex>
#include <utility>

namespace billhook::observability {

namespace {

constexpr std::size_t maxTextBytes = 2048;

class CallbackSink final : public spdlog::sinks::base_sink<std::mutex>
{
public:
    explicit CallbackSink(Log::Sink callback)
        : m_sink(std::move(callback))
    { }

protected:
    void sink_it_(const spdlog::details::log_msg &message) override
    {
        m_sink({ message.payload.data(), message.payload.size() });
    }
    void flush_() override { }

private:
    Log::Sink m_sink;
};

bool forJournal()
{
    return std::getenv("JOURNAL_STREAM") != nullptr;
}

spdlog::level::level_enum spdlogLevel(LogLevel level)
{
    switch (level) {
    case LogLevel::Debug:
        return spdlog::level::debug;
    case LogLevel::Info:
        return spdlog::level::info;
    case LogLevel::Warning:
        return spdlog::level::warn;
    case LogLevel::Error:
        break;
    }
    return spdlog::level::err;
}

std::string_view nameOf(LogLevel level)
{
    switch (level) {
    case LogLevel::Debug:
        return "debug";
    case LogLevel::Info:
        return "info";
    case LogLevel::Warning:
        return "warning";
    case LogLevel::Error:
        break;
    }
    return "error";
}

std::string_view journalPriority(LogLevel level)
{
    switch (level) {
    case LogLevel::Debug:
        return "<7>";
    case LogLevel::Info:
        return "<6>";
    case LogLevel::Warning:
        return "<4>";
    case LogLevel::Error:
        break;
    }
    return "<3>";
}

void appendValue(std::string &line, const LogField &field)
{
    if (const auto *number = std::get_if<std::int64_t>(&field.value)) {
        line += std::to_string(*number);
    } else if (const auto *truth = std::get_if<bool>(&field.value)) {
        line += *truth ? "true" : "false";
    } else if (isSecretName(field.key)) {
        line += R"("***")";
    } else {
        // Redacted before it is cut: a cut secret would no longer be recognised.
        auto text = redact(std::get<std::string_view>(field.value));
        if (text.size() > maxTextBytes) {
            text.resize(maxTextBytes);
            text += "...";
        }
        appendJsonString(line, text);
    }
}

std::string beginningOf(LogLevel level, std::string_view event, bool journal)
{
    const auto now
        = std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now());
    std::string line(journal ? journalPriority(level) : std::string_view());
    line.reserve(256);
    line.append(R"({"ts":")").append(formatInstant(now.time_since_epoch().count()));
    line.append(R"(","level":")").append(nameOf(level)).append(R"(","event":)");
    appendJsonString(line, redact(event));
    return line;
}

std::string droppedLine(std::uint64_t count)
{
    return beginningOf(LogLevel::Warning, "log_lines_dropped", forJournal()) + R"(,"count":)"
        + std::to_string(count) + '}';
}

} // namespace

class Log::Private final
{
public:
    Private(LogLevel least, std::unique_ptr<LineWriter> lines, Log::Sink sink)
        : writer(std::move(lines))
        , logger("billhook", std::make_shared<CallbackSink>(std::move(sink)))
        , journal(writer && forJournal())
    {
        logger.set_pattern("%v");
        logger.set_level(spdlogLevel(least));
    }

    std::unique_ptr<LineWriter> writer; ///< to standard output
    spdlog::logger logger;
    bool journal;
};

Log::Log(LogLevel least)
{
    auto writer = std::make_unique<LineWriter>(STDOUT_FILENO, droppedLine);
    auto sink = [&lines = *writer](std::string_view line) { lines.write(line); };
    d = std::make_unique<Private>(least, std::move(writer), std::move(sink));
}

Log::Log(LogLevel least, Sink sink)
    : d(std::make_unique<Private>(least, nullptr, std::move(sink)))
{ }

Log::~Log() = default;

void Log::write(LogLevel level, std::string_view event, Fields fields)
{
    if (!d->logger.should_log(spdlogLevel(level))) {
        return;
    }
    auto line = beginningOf(level, event, d->journal);
    for (const auto &field : fields) {
        line += ',';
        appendJsonString(line, field.key);
        line += ':';
        appendValue(line, field);
    }
    line += '}';
    d->logger.log(spdlogLevel(level), spdlog::string_view_t(line.data(), line.size()));
}

std::uint64_t Log::dropped() const
{
    return d->writer ? d->writer->dropped() : 0;
}

void Log::reopen()
{
    if (d->writer) {
        d->writer->reopen();
    }
}

} // namespace billhook::observability
