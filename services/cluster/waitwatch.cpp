#include "services/cluster/waitwatch.h"

#include "services/postgres/connection.h"
#include "services/postgres/statementcatalog.h"

#include <chrono>
#include <utility>

namespace billhook::cluster {

using namespace std::chrono_literals;

namespace {

constexpr auto pause = 500ms;

postgres::Deadline soon()
{
    return std::chrono::steady_clock::now() + 5s;
}

} // namespace

WaitWatch::WaitWatch(const postgres::ConnectionUrl &url, std::int64_t pid, Told told)
    : m_told(std::move(told))
{
    if (m_told) {
        m_thread = std::thread([this, url, pid] { look(url, pid); });
    }
}

WaitWatch::~WaitWatch()
{
    {
        const std::scoped_lock lock(m_mutex);
        m_ended = true;
    }
    m_end.notify_all();
    if (m_thread.joinable()) {
        m_thread.join();
    }
}

bool WaitWatch::endedWithin(std::chrono::milliseconds pause)
{
    std::unique_lock lock(m_mutex);
    return m_end.wait_for(lock, pause, [this] { return m_ended; });
}

/** What can't be asked is not told: the migration's own end says what went wrong. */
void WaitWatch::look(const postgres::ConnectionUrl &url, std::int64_t pid)
{
    const auto sql = postgres::sqlOf("cluster/find_holder");
    std::unique_ptr<postgres::Connection> connection;
    std::string last;
    while (!endedWithin(pause)) {
        if (!connection || !connection->alive()) {
            auto opened = postgres::Connection::open(url, soon());
            connection = opened ? std::move(*opened) : nullptr;
        }
        auto holder = connection && sql ? connection->query(*sql, { std::to_string(pid) }, soon())
                                        : domain::Result<postgres::PgResult>(domain::Error{});
        if (holder && PQntuples(holder->get()) > 0) {
            const std::string what = PQgetvalue(holder->get(), 0, 0);
            if (std::exchange(last, what) != what) {
                m_told(what);
            }
        }
    }
}

} // namespace billhook::cluster
