// The bulk half of a connection: COPY, and statements sent ahead in libpq's pipeline mode, from the first
// post() to settle().
#include "services/observability/crashpoint.h"
#include "services/postgres/connection.h"
#include "services/postgres/sqlerror.h"

#include <utility>

namespace billhook::postgres {

using domain::Result;

Result<void> Connection::copy(const std::string &sql, std::string_view data, Deadline deadline)
{
    const std::string what = sql.substr(0, sql.find('('));
    if (!alive() || PQsendQuery(m_connection.get(), sql.c_str()) == 0) {
        return lost(what);
    }
    auto ready = flush(what, deadline);
    if (ready) {
        ready = awaitAnswer(what, deadline);
    }
    if (!ready) {
        return ready;
    }
    const PgResult begun(PQgetResult(m_connection.get()), &PQclear);
    if (begun && PQresultStatus(begun.get()) == PGRES_COPY_IN) {
        const auto sent = sendCopyData(data, deadline);
        if (!sent) {
            return sent.error();
        }
    } else if (begun) {
        const auto error = sqlError(sqlStateOf(begun.get()), what, PQresultErrorMessage(begun.get()));
        static_cast<void>(collect(what, deadline));
        return error;
    }
    auto done = collect(what, deadline);
    return done ? Result<void>() : done.error();
}

Result<void> Connection::sendCopyData(std::string_view data, Deadline deadline)
{
    constexpr std::size_t most = 1U << 18U; // libpq keeps a copy of what is not sent yet
    constexpr std::string_view endMark("\xFF\xFF", 2);
    while (!data.empty()) {
        const auto part = data.substr(0, most);
        if (PQputCopyData(m_connection.get(), part.data(), static_cast<int>(part.size())) != 1) {
            return lost("COPY");
        }
        auto flushed = flush("COPY", deadline);
        if (!flushed) {
            return flushed;
        }
        data.remove_prefix(part.size());
    }
    if (PQputCopyData(m_connection.get(), endMark.data(), static_cast<int>(endMark.size())) != 1
        || PQputCopyEnd(m_connection.get(), nullptr) != 1) {
        return lost("COPY");
    }
    return flush("COPY", deadline);
}

Result<void> Connection::post(const std::string &name, const PgParameters &parameters)
{
    const bool ready = alive() && (!m_posted.empty() || PQenterPipelineMode(m_connection.get()) == 1);
    const bool sent = ready
        && PQsendQueryPrepared(m_connection.get(), name.c_str(), static_cast<int>(parameters.values.size()),
               parameters.values.data(), parameters.lengths.data(), parameters.formats.data(), 0)
            == 1
        && PQsendFlushRequest(m_connection.get()) == 1; // each answer comes when it is there
    // What the server does not take yet goes with what is posted next, or with settle().
    if (!sent || PQflush(m_connection.get()) < 0) {
        return lost(name);
    }
    m_posted.push_back(name);
    observability::crashPoint("statement_sent");
    return {};
}

Result<void> Connection::settle(std::chrono::milliseconds limit)
{
    const auto posted = std::exchange(m_posted, {});
    if (posted.empty()) {
        return {};
    }
    if (PQpipelineSync(m_connection.get()) == 0) {
        return lost(posted.back());
    }
    Result<void> done;
    for (const auto &name : posted) {
        auto settled = settleOne(name, std::chrono::steady_clock::now() + limit);
        if (done) {
            done = std::move(settled);
        }
        if (!alive()) {
            return done;
        }
    }
    auto ready = awaitAnswer(posted.back(), std::chrono::steady_clock::now() + limit);
    if (!ready) {
        return ready;
    }
    const PgResult end(PQgetResult(m_connection.get()), &PQclear);
    if (PQresultStatus(end.get()) != PGRES_PIPELINE_SYNC || PQexitPipelineMode(m_connection.get()) == 0) {
        return lost(posted.back());
    }
    return done;
}

/** One answer and its end mark. Fine where it was skipped because of an earlier failure. */
Result<void> Connection::settleOne(const std::string &what, Deadline deadline)
{
    auto ready = awaitAnswer(what, deadline);
    if (!ready) {
        return ready;
    }
    PgResult answer(PQgetResult(m_connection.get()), &PQclear);
    Result<void> done;
    if (PQresultStatus(answer.get()) != PGRES_PIPELINE_ABORTED) {
        const auto judged = judge(std::move(answer), what);
        done = judged ? Result<void>() : judged.error();
    }
    if (alive()) {
        const PgResult endMark(PQgetResult(m_connection.get()), &PQclear);
    }
    return done;
}

} // namespace billhook::postgres
