#include "services/directory/ratesimport.h"

#include "services/directory/csvreader.h"
#include "services/directory/directorybatch.h"
#include "services/directory/importfile.h"
#include "services/directory/rateline.h"
#include "services/observability/crashpoint.h"
#include "services/postgres/pipeline.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <utility>
#include <vector>

namespace billhook::directory {

using domain::ErrorKind;
using domain::Result;
using postgres::Parameters;
using postgres::Pipeline;

namespace {

constexpr int attempts = 5;

using Texts = std::vector<std::optional<std::string>>;

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
        CsvReader reader(file->stream());
        const bool any = reader.next();
        const auto header = RateHeader::read(any ? reader.fields() : std::vector<std::string>{});
        if (reader.failed()) {
            return ImportFile::unreadable();
        }
        if (!header) {
            return header.error();
        }
        auto done = readLines(reader, *header);
        if (done && m_report.changed > 0) {
            done = announceChange(m_pipeline, { domain::Area::Revenue });
        }
        if (!done) {
            return done.error();
        }
        return m_report;
    }

private:
    struct Known
    {
        std::int64_t line = 0;
        std::string rate;
        std::string source;
    };

    Result<void> readLines(CsvReader &reader, const RateHeader &header)
    {
        while (reader.next()) {
            ++m_report.lines;
            take(reader, header);
            if (m_rates.size() >= m_batchLines) {
                m_report.bytes = reader.bytes();
                auto written = write();
                if (!written) {
                    return written;
                }
            }
        }
        if (reader.failed()) {
            return ImportFile::unreadable();
        }
        m_report.bytes = reader.bytes();
        return write();
    }

    void take(const CsvReader &reader, const RateHeader &header)
    {
        if (!reader.problem().empty()) {
            reject(reader.line(), reader.problem());
            return;
        }
        auto line = header.readLine(reader.fields());
        if (!line) {
            reject(reader.line(), line.error().message);
            return;
        }
        const auto [known, isNew] = m_known.try_emplace(line->day + line->from + line->to,
            Known{ .line = reader.line(), .rate = line->rate, .source = line->source });
        if (isNew) {
            add(*line);
        } else if (known->second.rate != line->rate || known->second.source != line->source) {
            reject(reader.line(),
                "line " + std::to_string(known->second.line)
                    + " gives another rate for the same day and currencies");
            return;
        }
        ++m_report.rates;
    }

    void add(RateLine &line)
    {
        m_days.emplace_back(std::move(line.day));
        m_from.emplace_back(std::move(line.from));
        m_to.emplace_back(std::move(line.to));
        m_rates.emplace_back(std::move(line.rate));
        m_sources.emplace_back(std::move(line.source));
    }

    Result<void> write()
    {
        if (!m_rates.empty()) {
            Parameters parameters;
            parameters.texts(m_days).texts(m_from).texts(m_to).texts(m_rates).texts(m_sources);
            observability::crashPoint("rates_before_write");
            auto rows = m_pipeline.run("directory/upsert_rates", parameters);
            for (int attempt = 1; attempt < attempts && !rows && rows.error().kind == ErrorKind::Overloaded;
                 ++attempt) {
                rows = m_pipeline.run("directory/upsert_rates", parameters);
            }
            if (!rows) {
                return rows.error();
            }
            observability::crashPoint("rates_after_write");
            m_report.changed += rows->affected();
        }
        for (Texts *column : { &m_days, &m_from, &m_to, &m_rates, &m_sources }) {
            column->clear();
        }
        if (m_observer.progress) {
            m_observer.progress(m_report);
        }
        return {};
    }

    void reject(std::int64_t number, std::string reason)
    {
        ++m_report.badLines;
        if (m_observer.badLine) {
            m_observer.badLine({ .line = number, .reason = std::move(reason) });
        }
    }

    Pipeline &m_pipeline;
    const ImportObserver &m_observer;
    std::size_t m_batchLines;
    std::map<std::string, Known> m_known; ///< by day and currencies
    Texts m_days;
    Texts m_from;
    Texts m_to;
    Texts m_rates;
    Texts m_sources;
    ImportReport m_report;
};

} // namespace

RatesImport::RatesImport(Pipeline &pipeline, int batchLines)
    : m_pipeline(pipeline)
    , m_batchLines(batchLines)
{ }

Result<ImportReport> RatesImport::run(const std::string &path, const ImportObserver &observer)
{
    return Run(m_pipeline, observer, static_cast<std::size_t>(std::max(m_batchLines, 1))).import(path);
}

} // namespace billhook::directory
