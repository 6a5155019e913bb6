#include "services/sandbox/engine/eventwriter.h"

#include "services/sandbox/engine/jsonvalues.h"

#include <utility>

namespace billhook::sandbox {

using namespace Qt::StringLiterals;

EventWriter::EventWriter(Random ids, ApiRollout rollout)
    : m_ids(ids)
    , m_rollout(rollout)
{
    beginAutomatic();
}

std::string EventWriter::newId(const std::string &prefix, std::size_t length)
{
    return prefix + "_" + m_ids.letters(length);
}

void EventWriter::beginRequest()
{
    m_request = { { u"id"_s, text(newId("req", 14)) }, { u"idempotency_key"_s, text(m_ids.uuid()) } };
}

void EventWriter::beginAutomatic()
{
    m_request = { { u"id"_s, null() }, { u"idempotency_key"_s, null() } };
}

void EventWriter::write(const std::string &type, Seconds at, const QJsonObject &object)
{
    writeData(type, at, { { u"object"_s, object } });
}

void EventWriter::writeUpdate(
    const std::string &type, Seconds at, const QJsonObject &before, const QJsonObject &after)
{
    const auto previous = previousAttributes(before, after);
    if (!previous.isEmpty()) {
        writeData(type, at, { { u"object"_s, after }, { u"previous_attributes"_s, previous } });
    }
}

std::vector<StripeEvent> EventWriter::take()
{
    return std::exchange(m_events, {});
}

void EventWriter::writeData(const std::string &type, Seconds at, const QJsonObject &data)
{
    const auto id = newId("evt");
    const QJsonObject event{ { u"id"_s, text(id) }, { u"object"_s, u"event"_s },
        { u"api_version"_s, text(shapeAt(at).version) }, { u"created"_s, number(at) }, { u"data"_s, data },
        { u"livemode"_s, false }, { u"pending_webhooks"_s, 1 }, { u"request"_s, m_request },
        { u"type"_s, text(type) } };
    m_events.push_back({ id, type, at, compact(event) });
}

} // namespace billhook::sandbox
