#include "services/observability/log.h"

#include "services/observability/json.h"
#include "services/observability/redaction.h"

#include <spdlog/logger.h>
#include <spdlog/sinks/base_sink.h>
#include <spdlog/sinks/stdout_sinks.h>

#include <chrono>
#include <cstdlib>
#include <exception>
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

} // namespace

class Log::Private final
{
public:
    Private(LogLevel least, spdlog::sink_ptr sink, bool forJournal)
        : logger("billhook", std::move(sink))
        , journal(forJournal)
    {
        logger.set_pattern("%v");
        logger.set_level(spdlogLevel(least));
    }

    spdlog::logger logger;
    bool journal;
};

Log::Log(LogLevel least)
    : d(std::make_unique<Private>(
        least, std::make_shared<spdlog::sinks::stdout_sink_mt>(), std::getenv("JOURNAL_STREAM") != nullptr))
{ }

Log::Log(LogLevel least, Sink sink)
    : d(std::make_unique<Private>(least, std::make_shared<CallbackSink>(std::move(sink)), false))
{ }

Log::~Log() = default;

void Log::write(LogLevel level, std::string_view event, Fields fields)
{
    if (!d->logger.should_log(spdlogLevel(level))) {
        return;
    }
    const auto now
        = std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now());
    std::string line;
    line.reserve(256);
    if (d->journal) {
        line += journalPriority(level);
    }
    line.append(R"({"ts":")").append(formatInstant(now.time_since_epoch().count()));
    line.append(R"(","level":")").append(nameOf(level)).append(R"(","event":)");
    appendJsonString(line, redact(event));
    for (const auto &field : fields) {
        line += ',';
        appendJsonString(line, field.key);
        line += ':';
        appendValue(line, field);
    }
    line += '}';
    d->logger.log(spdlogLevel(level), spdlog::string_view_t(line.data(), line.size()));
}

} // namespace billhook::observability
