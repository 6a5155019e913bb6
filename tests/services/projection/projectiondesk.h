#pragma once

#include "services/projection/eventqueue.h"
#include "tests/support/postgresfixture.h"

#include <QTest>

#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace QTest {

/** So that a failed comparison shows the texts. */
template <> inline char *toString(const std::string &text)
{
    return qstrdup(text.c_str());
}

} // namespace QTest

namespace billhook::support {

/** A database of its own with an event queue that is worked off on demand. Failures end the test executable.
 */
class ProjectionDesk final
{
public:
    using Event = std::pair<std::string, std::string>; ///< id, JSON

    void renew(); ///< an empty database
    void clear(); ///< the same database, emptied: quicker

    /** Stores events as the webhook endpoint does, in one transaction. */
    void deliver(const std::vector<Event> &events);

    /** Works until nothing is left to do now. */
    void project();

    /** Stores and projects each batch in turn. */
    void play(const std::vector<std::vector<Event>> &batches);

    std::string digest();
    std::string sql(const QString &text);
    std::string url();
    void crash() { m_postgres.kill(); }
    void recover() { m_postgres.start(); }
    projection::EventQueue &queue() { return *m_queue; }

private:
    void ensurePartition(postgres::Pipeline &pipeline, std::optional<std::int64_t> created);

    PostgresFixture m_postgres;
    std::set<std::int64_t> m_days; ///< since 1970, whose months have a partition
    std::unique_ptr<projection::EventQueue> m_queue;
};

} // namespace billhook::support
