#include "services/sandbox/engine/transaction.h"

#include "services/sandbox/engine/apishape.h"
#include "services/sandbox/engine/jsonvalues.h"
#include "services/sandbox/engine/tables.h"

#include <QJsonArray>

#include <algorithm>
#include <utility>

namespace billhook::sandbox {

using namespace Qt::StringLiterals;

namespace {

constexpr std::size_t mostEvents = 20'000; ///< the newest stay; Stripe lists 30 days
constexpr Seconds eventLife = 30 * dayLength;
constexpr Seconds answerLife = dayLength;

bool wants(const QJsonObject &endpoint, const QString &type)
{
    const auto enabled = endpoint.value(u"enabled_events"_s).toArray();
    return endpoint.value(u"status"_s).toString() == u"enabled"_s
        && std::any_of(enabled.begin(), enabled.end(), [&type](const QJsonValue &entry) {
               const auto wanted = entry.toString();
               return wanted == u"*"_s || wanted == type
                   || (wanted.endsWith(u'*') && type.startsWith(wanted.chopped(1)));
           });
}

} // namespace

Transaction::Transaction(Engine &engine, Origin origin, ApiShape shape)
    : m_engine(engine)
    , m_origin(std::move(origin))
    , m_shape(std::move(shape))
    , m_now(engine.clock.now())
{ }

std::string Transaction::newId(const std::string &prefix, std::size_t length)
{
    return prefix + "_" + m_engine.ids.letters(length);
}

std::optional<QJsonObject> Transaction::find(const std::string &table, const std::string &id) const
{
    const auto own = m_latest.find({ table, id });
    if (own != m_latest.end()) {
        return m_writes[own->second].body;
    }
    const auto *kept = m_engine.store.find(table, id);
    return kept == nullptr ? std::nullopt : std::optional<QJsonObject>(*kept);
}

std::vector<QJsonObject> Transaction::all(const std::string &table) const
{
    std::vector<QJsonObject> documents;
    for (auto index = m_writes.size(); index-- > 0;) {
        const auto &write = m_writes[index];
        const bool newest = write.table == table && m_latest.at({ table, write.id }) == index;
        if (newest && write.body && m_engine.store.find(table, write.id) == nullptr) {
            documents.push_back(*write.body);
        }
    }
    m_engine.store.newestFirst(table, [&](const QJsonObject &kept) {
        if (const auto current = find(table, textAt(kept, u"id"_s))) {
            documents.push_back(*current);
        }
        return true;
    });
    return documents;
}

std::optional<QJsonObject> Transaction::first(
    const std::string &table, const std::function<bool(const QJsonObject &)> &wanted) const
{
    const auto documents = all(table);
    const auto found = std::find_if(documents.begin(), documents.end(), wanted);
    return found == documents.end() ? std::nullopt : std::optional<QJsonObject>(*found);
}

void Transaction::put(const std::string &table, const QJsonObject &document)
{
    write({ table, textAt(document, u"id"_s), document });
}

void Transaction::remove(const std::string &table, const std::string &id)
{
    write({ table, id, std::nullopt });
}

void Transaction::write(Write write)
{
    m_latest[{ write.table, write.id }] = m_writes.size();
    m_writes.push_back(std::move(write));
}

void Transaction::tell(const std::string &type, const QJsonObject &object, const QJsonObject &previous)
{
    QJsonObject data{ { u"object"_s, object } };
    if (!previous.isEmpty()) {
        data.insert(u"previous_attributes"_s, previous);
    }
    const QJsonObject request{ { u"id"_s, textOrNull(m_origin.requestId) },
        { u"idempotency_key"_s, textOrNull(m_origin.idempotencyKey) } };
    QJsonObject event{ { u"id"_s, text(newId("evt")) }, { u"object"_s, u"event"_s },
        { u"api_version"_s, text(newestShape().version) }, { u"created"_s, number(m_now) },
        { u"data"_s, data }, { u"livemode"_s, false }, { u"pending_webhooks"_s, 0 },
        { u"request"_s, request }, { u"type"_s, text(type) } };
    if (m_now != m_engine.clock.now()) { // a test clock's: how long it is kept goes by the real one
        event.insert(u"_told"_s, number(m_engine.clock.now()));
    }
    put(table::event, event);
    announce(event);
}

void Transaction::adopt(const QJsonObject &event, Announce announcement)
{
    if (find(table::event, textAt(event, u"id"_s))) {
        return;
    }
    put(table::event, event);
    if (announcement == Announce::ToEndpoints) {
        announce(event);
    }
}

void Transaction::announce(const QJsonObject &event)
{
    for (const auto &endpoint : all(table::endpoint)) {
        if (wants(endpoint, event.value(u"type"_s).toString())) {
            enqueue(event, endpoint);
        }
    }
}

void Transaction::enqueue(const QJsonObject &event, const QJsonObject &endpoint)
{
    int copies = 1;
    std::int64_t due = m_engine.clock.milliseconds();
    bool withheld = false;
    for (const auto &fault : m_engine.faults.forWebhook(textAt(event, u"type"_s))) {
        copies += fault.kind == FaultKind::WebhookTwice ? 1 : 0;
        due += fault.kind == FaultKind::WebhookLate ? fault.milliseconds : 0;
        withheld |= fault.kind == FaultKind::WebhookWithheld;
    }
    for (int copy = 0; copy < copies; ++copy) {
        put(table::delivery,
            { { u"id"_s, text(newId("whd")) }, { u"event"_s, event.value(u"id"_s) },
                { u"endpoint"_s, endpoint.value(u"id"_s) }, { u"attempts"_s, 0 }, { u"due"_s, number(due) },
                { u"created"_s, number(m_engine.clock.now()) }, { u"withheld"_s, withheld } });
    }
}

domain::Result<void> Transaction::commit(Journal::Sync sync)
{
    if (!m_writes.empty()) {
        forgetOld();
        m_engine.quietUntil = 0;
    }
    m_latest.clear();
    return m_engine.store.commit(std::exchange(m_writes, {}), sync);
}

void Transaction::forgetOld()
{
    const auto now = m_engine.clock.now();
    const auto events = m_engine.store.count(table::event);
    auto surplus = events > mostEvents ? events - mostEvents : 0;
    m_engine.store.oldestFirst(table::event, [&](const QJsonObject &event) {
        const auto created = event.value(u"created"_s).toInteger();
        const bool old = event.value(u"_told"_s).toInteger(created) < now - eventLife;
        if (old || surplus > 0) {
            remove(table::event, textAt(event, u"id"_s));
            surplus -= surplus > 0 ? 1 : 0;
            return true;
        }
        return false;
    });
    m_engine.store.oldestFirst(table::answer, [&](const QJsonObject &answer) {
        const bool old = answer.value(u"created"_s).toInteger() < now - answerLife;
        if (old) {
            remove(table::answer, textAt(answer, u"id"_s));
        }
        return old;
    });
}

} // namespace billhook::sandbox
