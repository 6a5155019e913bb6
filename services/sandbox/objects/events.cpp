#include "services/sandbox/objects/events.h"

#include "services/sandbox/engine/jsonvalues.h"
#include "services/sandbox/engine/tables.h"

namespace billhook::sandbox {

using namespace Qt::StringLiterals;

namespace {

int waitingFor(const QJsonObject &event, const Look &look)
{
    int waiting = 0;
    look.transaction.visit(table::delivery, [&](const QJsonObject &delivery) {
        waiting += delivery.value(u"event"_s) == event.value(u"id"_s) ? 1 : 0;
        return true;
    });
    return waiting;
}

/** An event never changes its shape; only how many webhooks wait for it does. */
QJsonObject present(const QJsonObject &event, const Look &look)
{
    auto shown = event;
    shown.insert(u"pending_webhooks"_s, waitingFor(event, look));
    return shown;
}

bool fitsType(const QJsonObject &event, const QString &wanted, const Look & /*look*/)
{
    const auto type = event.value(u"type"_s).toString();
    return wanted.endsWith(u'*') ? type.startsWith(wanted.chopped(1)) : type == wanted;
}

bool fitsDelivery(const QJsonObject &event, const QString &wanted, const Look &look)
{
    return (waitingFor(event, look) == 0) == booleanOf(wanted.toStdString());
}

} // namespace

const ObjectKind &eventKind()
{
    static const ObjectKind kind{ .object = "event",
        .table = table::event,
        .path = "/v1/events",
        .fields = {},
        .filters = { { "type", "type", fitsType }, { "types", "type", fitsType },
            { "delivery_success", "pending_webhooks", fitsDelivery } },
        .references = {},
        .includable = {},
        .searchable = {},
        .present = present };
    return kind;
}

} // namespace billhook::sandbox
