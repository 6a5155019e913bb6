#pragma once

#include "services/sandbox/engine/apishape.h"
#include "services/sandbox/engine/random.h"

#include <QJsonObject>

#include <string>
#include <vector>

namespace billhook::sandbox {

struct StripeEvent
{
    std::string id;
    std::string type;
    Seconds created = 0;
    std::string body; ///< the bytes to sign and send
};

/** Turns changes of one customer's objects into Stripe events, in the shape the customer's endpoint has by
 * then. */
class EventWriter final
{
public:
    EventWriter(Random ids, ApiRollout rollout);

    std::string newId(const std::string &prefix, std::size_t length = 24);
    const ApiShape &shapeAt(Seconds at) const { return m_rollout.at(at); }
    Random &random() { return m_ids; }
    /** Ids drawn from here on come from another stream, so that two live runs never give the same one. */
    void switchIds(std::uint64_t stream) { m_ids = m_ids.fork(stream); }

    /** The events that follow come from one API request of the company's own programs. */
    void beginRequest();
    /** The events that follow come from Stripe's own clockwork: no request id. */
    void beginAutomatic();

    void write(const std::string &type, Seconds at, const QJsonObject &object);
    /** As write(), with previous_attributes; nothing when the objects are equal. */
    void writeUpdate(
        const std::string &type, Seconds at, const QJsonObject &before, const QJsonObject &after);

    /** The events since the last call, in the order written. */
    std::vector<StripeEvent> take();

private:
    void writeData(const std::string &type, Seconds at, const QJsonObject &data);

    Random m_ids;
    ApiRollout m_rollout;
    QJsonObject m_request;
    std::vector<StripeEvent> m_events;
};

} // namespace billhook::sandbox
