#include "services/sandbox/objects/objectkind.h"

#include "services/sandbox/engine/jsonvalues.h"
#include "services/sandbox/objects/collection.h"
#include "services/sandbox/objects/coupons.h"
#include "services/sandbox/objects/customers.h"
#include "services/sandbox/objects/discounts.h"
#include "services/sandbox/objects/events.h"
#include "services/sandbox/objects/invoiceitems.h"
#include "services/sandbox/objects/invoices.h"
#include "services/sandbox/objects/paymentintents.h"
#include "services/sandbox/objects/paymentmethods.h"
#include "services/sandbox/objects/payments.h"
#include "services/sandbox/objects/plans.h"
#include "services/sandbox/objects/prices.h"
#include "services/sandbox/objects/products.h"
#include "services/sandbox/objects/refunds.h"
#include "services/sandbox/objects/schedules.h"
#include "services/sandbox/objects/sessions.h"
#include "services/sandbox/objects/setupintents.h"
#include "services/sandbox/objects/subscriptionitems.h"
#include "services/sandbox/objects/subscriptions.h"
#include "services/sandbox/objects/testclocks.h"
#include "services/sandbox/objects/webhookendpoints.h"

#include <algorithm>

namespace billhook::sandbox {

using namespace Qt::StringLiterals;

const std::vector<const ObjectKind *> &objectKinds()
{
    static const std::vector<const ObjectKind *> kinds{ &productKind(), &priceKind(), &planKind(),
        &couponKind(), &eventKind(), &webhookEndpointKind(), &customerKind(), &balanceTransactionKind(),
        &paymentMethodKind(), &testClockKind(), &discountKind(), &subscriptionKind(), &subscriptionItemKind(),
        &invoiceKind(), &invoiceItemKind(), &invoicePaymentKind(), &paymentIntentKind(), &chargeKind(),
        &refundKind(), &setupIntentKind(), &scheduleKind(), &checkoutSessionKind(), &portalSessionKind() };
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
    for (const auto &name : object.keys()) {
        if (name.startsWith(u'_')) {
            object.remove(name);
        }
    }
    for (const auto *names : { &kind.includable, &kind.onceOnly }) {
        for (const auto &name : *names) {
            object.remove(QString::fromStdString(name));
        }
    }
    return object;
}

std::string clockOf(const Transaction &transaction, const QJsonObject &object)
{
    if (object.value(u"object"_s).toString() == u"test_helpers.test_clock"_s) {
        return textAt(object, u"id"_s);
    }
    if (const auto own = textAt(object, u"test_clock"_s); !own.empty()) {
        return own;
    }
    for (const auto *owner : { "customer", "subscription", "invoice", "charge", "payment_intent" }) {
        if (const auto found = transaction.find(owner, textAt(object, QString::fromLatin1(owner)))) {
            return clockOf(transaction, *found);
        }
    }
    return "";
}

Seconds timeOf(const Transaction &transaction, const std::string &clock)
{
    const auto found = clock.empty() ? std::nullopt : transaction.find("test_clock", clock);
    return found ? found->value(u"frozen_time"_s).toInteger() : transaction.now();
}

void tell(
    Transaction &transaction, const ObjectKind &kind, const std::string &type, const QJsonObject &document)
{
    transaction.tell(type, shown(kind, document, { transaction, newestShape() }));
}

void putNew(
    Transaction &transaction, const ObjectKind &kind, const std::string &type, const QJsonObject &document)
{
    transaction.put(kind.table, document);
    tell(transaction, kind, type, document);
}

void putChange(Transaction &transaction, const ObjectKind &kind, const std::string &type,
    const QJsonObject &before, const QJsonObject &after)
{
    if (before != after) {
        transaction.put(kind.table, after);
        tellChange(transaction, kind, type, before, after);
    }
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
