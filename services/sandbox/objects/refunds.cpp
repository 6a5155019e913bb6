#include "services/sandbox/objects/refunds.h"

#include "services/sandbox/objects/documents.h"
#include "services/sandbox/objects/payments.h"

namespace billhook::sandbox {

using namespace Qt::StringLiterals;

namespace {

std::vector<Field> refundFields()
{
    return { { .name = "amount", .type = FieldType::Integer, .use = Use::Create, .least = 1 },
        textField("charge", Use::Create), textField("payment_intent", Use::Create), metadataField(),
        choiceField("reason", { "duplicate", "fraudulent", "requested_by_customer" }, Use::Create) };
}

/** The charge that is given, or that of the intent that is. */
Attempt<QJsonObject> chargeOf(Transaction &transaction, const QJsonObject &given)
{
    auto id = textAt(given, u"charge"_s);
    if (id.empty()) {
        const auto intentId = textAt(given, u"payment_intent"_s);
        const auto intent = transaction.find("payment_intent", intentId);
        if (!intent) {
            return intentId.empty() ? missingParameter("charge")
                                    : noSuchObject("payment_intent", intentId, "payment_intent");
        }
        id = textAt(*intent, u"latest_charge"_s);
    }
    const auto charge = transaction.find("charge", id);
    return charge ? Attempt<QJsonObject>(*charge) : noSuchObject("charge", id, "charge");
}

Attempt<QJsonObject> create(Transaction &transaction, const QJsonObject &given, const ApiShape & /*shape*/)
{
    const auto charge = chargeOf(transaction, given);
    if (!charge) {
        return charge;
    }
    const auto refunded = charge->value(u"amount_refunded"_s).toInteger();
    const auto rest = charge->value(u"amount_captured"_s).toInteger() - refunded;
    const auto amount = given.value(u"amount"_s).toInteger(rest);
    const auto id = textAt(*charge, u"id"_s);
    if (rest == 0) {
        return invalidParameter(
            "charge_already_refunded", "Charge " + id + " has already been refunded.", "");
    }
    if (amount > rest) {
        return invalidParameter("",
            "Refund amount (" + std::to_string(amount) + ") is greater than unrefunded amount on charge ("
                + std::to_string(rest) + ")",
            "amount");
    }
    const QJsonObject refund{ { u"id"_s, text(transaction.newId("re")) }, { u"object"_s, u"refund"_s },
        { u"amount"_s, number(amount) }, { u"balance_transaction"_s, text(transaction.newId("txn")) },
        { u"charge"_s, text(id) }, { u"created"_s, number(transaction.now()) },
        { u"currency"_s, charge->value(u"currency"_s) }, { u"customer"_s, charge->value(u"customer"_s) },
        { u"customer_account"_s, null() }, { u"metadata"_s, givenOr(given, u"metadata"_s, QJsonObject()) },
        { u"payment_intent"_s, charge->value(u"payment_intent"_s) },
        { u"payment_method"_s, charge->value(u"payment_method"_s) },
        { u"reason"_s, givenOr(given, u"reason"_s) }, { u"receipt_number"_s, null() },
        { u"source_transfer_reversal"_s, null() }, { u"status"_s, u"succeeded"_s },
        { u"transfer_reversal"_s, null() } };
    putNew(transaction, refundKind(), "refund.created", refund);
    auto after = *charge;
    after.insert(u"amount_refunded"_s, number(refunded + amount));
    after.insert(u"refunded"_s, amount == rest);
    putChange(transaction, chargeKind(), "charge.refunded", *charge, after);
    return refund;
}

Attempt<QJsonObject> update(Transaction &transaction, const QJsonObject &refund, const QJsonObject &given)
{
    auto metadata = withMetadata(refund.value(u"metadata"_s).toObject(), given.value(u"metadata"_s));
    if (!metadata) {
        return metadata;
    }
    auto after = refund;
    after.insert(u"metadata"_s, *metadata);
    putChange(transaction, refundKind(), "refund.updated", refund, after);
    return after;
}

} // namespace

const ObjectKind &refundKind()
{
    static const ObjectKind kind{ .object = "refund",
        .table = "refund",
        .path = "/v1/refunds",
        .fields = refundFields(),
        .filters = { { "charge", "charge" }, { "payment_intent", "payment_intent" } },
        .references = { { "charge", "charge" }, { "payment_intent", "payment_intent" },
            { "customer", "customer" }, { "payment_method", "payment_method" } },
        .create = create,
        .update = update };
    return kind;
}

} // namespace billhook::sandbox
