#include "services/truth/reading.h"

#include "services/postgres/pipeline.h"
#include "services/truth/rebuild.h"
#include "services/truth/replay.h"

#include <utility>

namespace billhook::truth {

using domain::Result;

namespace {

Result<std::map<std::string, std::int64_t>> sumFigures(const std::string &url)
{
    postgres::Pipeline pipeline(truthOptions(url));
    const auto rows = pipeline.run("truth/sum_figures");
    if (!rows) {
        return rows.error();
    }
    std::map<std::string, std::int64_t> figures;
    for (int row = 0; row < rows->count(); ++row) {
        figures.emplace(rows->text(row, 0), rows->integer(row, 1));
    }
    return figures;
}

} // namespace

Reading::Reading(std::string url)
    : m_url(std::move(url))
{ }

Result<bool> Reading::isStale() const
{
    postgres::Pipeline pipeline(truthOptions(m_url));
    const auto rows = pipeline.run("truth/read_reading");
    if (!rows) {
        return rows.error();
    }
    return rows->integer(0, 0) < factsReading;
}

Result<MovedFigures> Reading::renew() const
{
    const auto before = sumFigures(m_url);
    if (!before) {
        return before.error();
    }
    const auto replayed = Replay(m_url).all();
    if (!replayed) {
        return replayed.error();
    }
    const auto after = sumFigures(m_url);
    if (!after) {
        return after.error();
    }
    MovedFigures moved;
    moved.events = replayed->events;
    for (const auto &[currency, annual] : *before) {
        moved.byCurrency[currency].before = annual;
    }
    for (const auto &[currency, annual] : *after) {
        moved.byCurrency[currency].after = annual;
    }
    return moved;
}

} // namespace billhook::truth
