#include "services/directory/directoryimport.h"

#include "services/directory/directorybatch.h"
#include "services/directory/importfile.h"
#include "services/directory/linereader.h"
#include "services/observability/crashpoint.h"
#include "services/postgres/pipeline.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace billhook::directory {

using domain::Error;
using domain::ErrorKind;
using domain::Result;
using postgres::Parameters;
using postgres::Pipeline;
using postgres::Rows;

namespace {

constexpr int attempts = 5;
constexpr std::int64_t customersAtOnce = 5'000;

/** Whether smaller batches could tell good lines from bad: the database answered, and refused. */
bool refusesContent(const Error &error)
{
    return error.kind == ErrorKind::Conflict || error.kind == ErrorKind::InvalidInput
        || error.kind == ErrorKind::Internal;
}

std::string reasonOf(const Error &error)
{
    return error.kind == ErrorKind::Conflict ? "another organization holds the same \"stripe_customer_id\""
                                             : "the database refused the line: " + error.message;
}

bool isAboutOthers(const DirectoryLine &line)
{
    return std::holds_alternative<MembershipLine>(line) || std::holds_alternative<ProjectLine>(line);
}

enum class Reading
{
    Only, ///< of a pipe
    FirstOfTwo,
    Second, ///< of lines that named something unknown
};

/** One run over one file. */
class Run final
{
public:
    Run(Pipeline &pipeline, const ImportObserver &observer, std::size_t batchLines)
        : m_pipeline(pipeline)
        , m_observer(observer)
        , m_batchLines(batchLines)
    { }

    Result<ImportReport> import(const std::string &path)
    {
        auto file = ImportFile::open(path);
        if (!file) {
            return file.error();
        }
        m_report.totalBytes = file->size();
        m_reading = file->canBeReadAgain() ? Reading::FirstOfTwo : Reading::Only;
        auto done = readLines(*file, [this](const LineReader &reader) { take(reader); });
        if (done && !m_dangling.empty()) {
            done = readAgain(path);
        }
        if (done) {
            done = linkCustomers();
        }
        if (done) {
            done = announce();
        }
        if (!done) {
            return done.error();
        }
        return m_report;
    }

private:
    template <typename Take> Result<void> readLines(ImportFile &file, Take take)
    {
        LineReader reader(file.stream());
        while (reader.next()) {
            take(reader);
            if (m_batch.size() >= m_batchLines) {
                m_report.bytes = std::max(m_report.bytes, reader.bytes());
                auto written = write();
                if (!written) {
                    return written;
                }
            }
        }
        if (reader.failed()) {
            return ImportFile::unreadable();
        }
        m_report.bytes = std::max(m_report.bytes, reader.bytes());
        return write();
    }

    void take(const LineReader &reader)
    {
        const std::string_view text = reader.text();
        if (text.find_first_not_of(" \t") == std::string_view::npos) {
            return;
        }
        ++m_report.lines;
        if (reader.tooLong()) {
            reject(reader.number(), "the line is longer than 1 MiB");
            return;
        }
        auto line = readDirectoryLine(text);
        if (!line) {
            reject(reader.number(), line.error().message);
            return;
        }
        m_batch.push_back({ .number = reader.number(), .line = std::move(*line) });
    }

    /**
     * Lines that named something unknown get a second chance once the whole file is in. Every later line of
     * their kinds is written again after them, so that the last line about a thing still counts.
     */
    Result<void> readAgain(const std::string &path)
    {
        auto file = ImportFile::open(path);
        if (!file) {
            return file.error();
        }
        std::sort(m_dangling.begin(), m_dangling.end());
        m_reading = Reading::Second;
        return readLines(*file, [this](const LineReader &reader) {
            if (reader.number() < m_dangling.front() || reader.tooLong()) {
                return;
            }
            auto line = readDirectoryLine(reader.text());
            if (line && isAboutOthers(*line)) {
                m_batch.push_back({ .number = reader.number(), .line = std::move(*line) });
            }
        });
    }

    Result<void> write()
    {
        auto written = writeLines(m_batch);
        m_batch.clear();
        if (written && m_observer.progress) {
            m_observer.progress(m_report);
        }
        return written;
    }

    /** Halves what the database refuses until the bad line stands alone. */
    Result<void> writeLines(std::span<const NumberedLine> lines)
    {
        if (lines.empty()) {
            return {};
        }
        auto result = writeBatch(m_pipeline, lines);
        if (result) {
            settle(lines, *result);
            return {};
        }
        if (!refusesContent(result.error())) {
            return result.error();
        }
        if (lines.size() == 1) {
            reject(lines.front().number, reasonOf(result.error()));
            return {};
        }
        const std::size_t half = lines.size() / 2;
        auto first = writeLines(lines.first(half));
        return first ? writeLines(lines.subspan(half)) : first;
    }

    void settle(std::span<const NumberedLine> lines, const BatchResult &result)
    {
        m_report.changed += result.changed;
        for (const NumberedLine &line : lines) {
            count(line, 1);
        }
        for (const Dangling &dangling : result.dangling) {
            const auto line = std::lower_bound(lines.begin(), lines.end(), dangling.number,
                [](const NumberedLine &candidate, std::int64_t number) { return candidate.number < number; });
            count(*line, -1);
            if (m_reading == Reading::FirstOfTwo) {
                m_dangling.push_back(dangling.number);
            } else {
                reject(dangling.number, "\"" + dangling.missing + "_id\" names no known " + dangling.missing);
            }
        }
    }

    /** In the second reading most lines are old acquaintances. */
    bool isNews(std::int64_t number) const
    {
        return m_reading != Reading::Second
            || std::binary_search(m_dangling.begin(), m_dangling.end(), number);
    }

    void count(const NumberedLine &numbered, std::int64_t by)
    {
        const DirectoryLine &line = numbered.line;
        if (!isNews(numbered.number)) {
            return;
        }
        if (std::holds_alternative<OrganizationLine>(line)) {
            m_report.organizations += by;
        } else if (std::holds_alternative<UserLine>(line)) {
            m_report.users += by;
        } else if (std::holds_alternative<MembershipLine>(line)) {
            m_report.memberships += by;
        } else {
            m_report.projects += by;
        }
    }

    void reject(std::int64_t number, std::string reason)
    {
        if (!isNews(number)) {
            return;
        }
        ++m_report.badLines;
        if (m_observer.badLine) {
            m_observer.badLine({ .line = number, .reason = std::move(reason) });
        }
    }

    Result<void> linkCustomers()
    {
        auto settled = awaitCustomers();
        if (!settled) {
            return settled;
        }
        std::optional<std::string> after = std::string();
        while (after) {
            auto reached = linkStretch(*after);
            for (int attempt = 1;
                 attempt < attempts && !reached && reached.error().kind == ErrorKind::Overloaded; ++attempt) {
                reached = linkStretch(*after);
            }
            if (!reached) {
                return reached.error();
            }
            after = std::move(*reached);
        }
        return {};
    }

    /** A customer being written just now was linked by what was known when its transaction looked. */
    Result<void> awaitCustomers()
    {
        auto rows = m_pipeline.run("directory/await_customers");
        return rows ? Result<void>() : Result<void>(rows.error());
    }

    /** The customer it got to; nothing at the end. */
    Result<std::optional<std::string>> linkStretch(const std::string &after)
    {
        postgres::Transaction transaction(m_pipeline);
        if (!transaction.begun()) {
            return transaction.begun().error();
        }
        Parameters parameters;
        parameters.text(after).bigint(customersAtOnce);
        auto rows = m_pipeline.run("directory/link_customers", parameters);
        auto refreshed = rows ? refresh(*rows) : Result<void>(rows.error());
        if (!refreshed) {
            return refreshed.error();
        }
        observability::crashPoint("linking_before_commit");
        auto committed = transaction.commit();
        if (!committed) {
            return committed.error();
        }
        observability::crashPoint("linking_after_commit");
        m_report.linkedCustomers += rows->integer(0, 1);
        return rows->isNull(0, 0) ? std::optional<std::string>() : std::string(rows->text(0, 0));
    }

    Result<void> refresh(const Rows &linked)
    {
        if (linked.isNull(0, 2)) {
            return {};
        }
        Parameters parameters;
        parameters.text("{" + std::string(linked.text(0, 2)) + "}");
        auto rows = m_pipeline.run("directory/refresh_organizations", parameters);
        return rows ? Result<void>() : Result<void>(rows.error());
    }

    Result<void> announce()
    {
        if (m_report.changed == 0 && m_report.linkedCustomers == 0) {
            return {};
        }
        const auto folded = m_pipeline.run("directory/fold_user_counts");
        if (!folded) {
            return folded.error();
        }
        domain::Areas areas{ domain::Area::Organizations, domain::Area::Users };
        if (m_report.linkedCustomers > 0) {
            areas.insert(domain::Area::Customers);
        }
        return announceChange(m_pipeline, areas);
    }

    Pipeline &m_pipeline;
    const ImportObserver &m_observer;
    std::size_t m_batchLines;
    std::vector<NumberedLine> m_batch;
    std::vector<std::int64_t> m_dangling; ///< lines that wait for the second reading, sorted once it begins
    Reading m_reading = Reading::Only;
    ImportReport m_report;
};

} // namespace

DirectoryImport::DirectoryImport(Pipeline &pipeline, int batchLines)
    : m_pipeline(pipeline)
    , m_batchLines(batchLines)
{ }

Result<ImportReport> DirectoryImport::run(const std::string &path, const ImportObserver &observer)
{
    return Run(m_pipeline, observer, static_cast<std::size_t>(std::max(m_batchLines, 1))).import(path);
}

} // namespace billhook::directory
