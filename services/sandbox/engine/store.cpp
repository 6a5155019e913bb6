#include "services/sandbox/engine/store.h"

#include "services/sandbox/engine/jsonvalues.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>

namespace billhook::sandbox {

using namespace Qt::StringLiterals;

namespace {

constexpr std::size_t leastCompaction = 32U << 20U; ///< bytes of journal

// A line is {"w": [[table, id, body or null], ...]}.

std::string lineOf(const std::vector<Write> &writes)
{
    QJsonArray rows;
    for (const auto &write : writes) {
        rows.append(
            QJsonArray{ text(write.table), text(write.id), write.body ? QJsonValue(*write.body) : null() });
    }
    return compact(QJsonObject{ { u"w"_s, rows } });
}

} // namespace

domain::Result<void> Store::open(const std::string &folder)
{
    auto opened = m_journal.open(folder, [this](const std::string &line) { return read(line); });
    if (!opened) {
        return opened;
    }
    m_durable = true;
    m_compactAt = leastCompaction;
    return m_journal.size() > m_compactAt ? compact() : domain::Result<void>();
}

bool Store::read(const std::string &line)
{
    const auto rows = QJsonDocument::fromJson(QByteArray::fromStdString(line)).object().value(u"w"_s);
    for (const auto &entry : rows.toArray()) {
        const auto row = entry.toArray();
        const auto body = row.at(2);
        apply({ row.at(0).toString().toStdString(), row.at(1).toString().toStdString(),
            body.isObject() ? std::optional<QJsonObject>(body.toObject()) : std::nullopt });
    }
    return rows.isArray();
}

domain::Result<void> Store::commit(const std::vector<Write> &writes, Journal::Sync sync)
{
    if (writes.empty()) {
        return {};
    }
    if (m_durable) {
        if (auto kept = m_journal.append(lineOf(writes), sync); !kept) {
            return kept;
        }
    }
    for (const auto &write : writes) {
        apply(write);
    }
    if (m_durable && m_journal.size() > m_compactAt && !compact()) {
        m_compactAt *= 2; // the long journal still holds everything
    }
    return {};
}

void Store::apply(const Write &write)
{
    auto &table = m_tables[write.table];
    const auto found = table.documents.find(write.id);
    if (!write.body) {
        if (found != table.documents.end()) {
            table.order.erase(found->second.first);
            table.documents.erase(found);
        }
        return;
    }
    if (found != table.documents.end()) {
        found->second.second = *write.body;
        return;
    }
    const Place place{ write.body->value(u"created"_s).toInteger(), ++m_sequence };
    table.order.emplace(place, write.id);
    table.documents.emplace(write.id, std::pair{ place, *write.body });
}

domain::Result<void> Store::compact()
{
    std::map<std::uint64_t, Write> all;
    for (const auto &[name, table] : m_tables) {
        for (const auto &[id, document] : table.documents) {
            all.emplace(document.first.sequence, Write{ name, id, document.second });
        }
    }
    auto done = m_journal.rewrite([&all](const auto &line) {
        for (const auto &[sequence, write] : all) {
            line(lineOf({ write }));
        }
    });
    m_compactAt = std::max(leastCompaction, m_journal.size() * 2);
    return done;
}

const QJsonObject *Store::find(const std::string &table, const std::string &id) const
{
    const auto place = m_tables.find(table);
    if (place == m_tables.end()) {
        return nullptr;
    }
    const auto found = place->second.documents.find(id);
    return found == place->second.documents.end() ? nullptr : &found->second.second;
}

std::size_t Store::count(const std::string &table) const
{
    const auto place = m_tables.find(table);
    return place == m_tables.end() ? 0 : place->second.documents.size();
}

void Store::newestFirst(const std::string &table, const Visit &visit) const
{
    const auto place = m_tables.find(table);
    if (place == m_tables.end()) {
        return;
    }
    const auto &documents = place->second.documents;
    const auto &order = place->second.order;
    std::all_of(order.rbegin(), order.rend(),
        [&](const auto &entry) { return visit(documents.at(entry.second).second); });
}

void Store::oldestFirst(const std::string &table, const Visit &visit) const
{
    const auto place = m_tables.find(table);
    if (place == m_tables.end()) {
        return;
    }
    const auto &documents = place->second.documents;
    const auto &order = place->second.order;
    std::all_of(order.begin(), order.end(),
        [&](const auto &entry) { return visit(documents.at(entry.second).second); });
}

} // namespace billhook::sandbox
