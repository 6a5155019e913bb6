#pragma once

#include "models/domain/result.h"
#include "services/sandbox/engine/calendar.h"
#include "services/sandbox/engine/journal.h"

#include <QJsonObject>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace billhook::sandbox {

/** One document of a table put, or removed when there is no body. */
struct Write
{
    std::string table;
    std::string id;
    std::optional<QJsonObject> body;
};

/**
 * Everything a sandbox knows: documents by table and id, in memory and in a journal. Writes that belong
 * together are one line of it, so that a crash leaves all of them or none. One thread at a time.
 */
class Store final
{
public:
    /** A sandbox that forgets everything with its process. */
    Store() = default;

    /** Reads the folder's state; every later commit is kept there. Call it first, once. */
    domain::Result<void> open(const std::string &folder);

    /** Puts all of them, or none when the disk refuses. */
    domain::Result<void> commit(const std::vector<Write> &writes, Journal::Sync sync);

    /** The document, valid until the next commit; none when there is none. */
    const QJsonObject *find(const std::string &table, const std::string &id) const;
    std::size_t count(const std::string &table) const;

    using Visit = std::function<bool(const QJsonObject &)>; ///< false: enough
    /** Newest `created` first, among equals the one put last. */
    void newestFirst(const std::string &table, const Visit &visit) const;
    void oldestFirst(const std::string &table, const Visit &visit) const;

private:
    struct Place
    {
        Seconds created = 0;
        std::uint64_t sequence = 0; ///< of its first put
        auto operator<=>(const Place &) const = default;
    };
    struct Table
    {
        std::unordered_map<std::string, std::pair<Place, QJsonObject>> documents;
        std::map<Place, std::string> order;
    };

    void apply(const Write &write);
    bool read(const std::string &line);
    domain::Result<void> compact();

    std::map<std::string, Table> m_tables;
    std::uint64_t m_sequence = 0;
    Journal m_journal;
    bool m_durable = false;
    std::size_t m_compactAt = 0;
};

} // namespace billhook::sandbox
