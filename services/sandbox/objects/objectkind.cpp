#include "services/sandbox/objects/objectkind.h"

#include "services/sandbox/engine/jsonvalues.h"
#include "services/sandbox/objects/coupons.h"
#include "services/sandbox/objects/events.h"
#include "services/sandbox/objects/plans.h"
#include "services/sandbox/objects/prices.h"
#include "services/sandbox/objects/products.h"
#include "services/sandbox/objects/webhookendpoints.h"

#include <algorithm>

namespace billhook::sandbox {

const std::vector<const ObjectKind *> &objectKinds()
{
    static const std::vector<const ObjectKind *> kinds{ &productKind(), &priceKind(), &planKind(),
        &couponKind(), &eventKind(), &webhookEndpointKind() };
    return kinds;
}

const ObjectKind *kindNamed(const std::string &object)
{
    const auto &kinds = objectKinds();
    const auto found = std::find_if(
        kinds.begin(), kinds.end(), [&object](const ObjectKind *kind) { return kind->object == object; });
    return found == kinds.end() ? nullptr : *found;
}

std::optional<QJsonObject> findObject(
    const Transaction &transaction, const ObjectKind &kind, const std::string &id)
{
    auto document = transaction.find(kind.table, id);
    const bool ours = document && (kind.belongs == nullptr || kind.belongs(*document));
    return ours ? document : std::nullopt;
}

QJsonObject shown(const ObjectKind &kind, const QJsonObject &document, const Look &look)
{
    auto object = kind.present == nullptr ? document : kind.present(document, look);
    for (const auto *names : { &kind.includable, &kind.onceOnly }) {
        for (const auto &name : *names) {
            object.remove(QString::fromStdString(name));
        }
    }
    return object;
}

void tell(
    Transaction &transaction, const ObjectKind &kind, const std::string &type, const QJsonObject &document)
{
    transaction.tell(type, shown(kind, document, { transaction, newestShape() }));
}

void tellChange(Transaction &transaction, const ObjectKind &kind, const std::string &type,
    const QJsonObject &before, const QJsonObject &after)
{
    const Look look{ transaction, newestShape() };
    const auto now = shown(kind, after, look);
    const auto previous = previousAttributes(shown(kind, before, look), now);
    if (!previous.isEmpty()) {
        transaction.tell(type, now, previous);
    }
}

} // namespace billhook::sandbox
