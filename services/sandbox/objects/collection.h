#pragma once

#include "services/sandbox/objects/objectkind.h"
#include "services/sandbox/objects/payments.h"

namespace billhook::sandbox {

const ObjectKind &invoicePaymentKind();

/** What the account does with a subscription whose last retry has failed: cancel, unpaid or past_due. */
QString afterRetries(const Transaction &transaction);

/** Makes an open invoice of a draft; one of nothing is paid at once. Gives it as it is then. */
QJsonObject finalizeInvoice(Transaction &transaction, const QJsonObject &draft);

/** Tries to charge an open invoice; `method`: with that payment method, else the one that is set. */
PaymentOutcome attemptPayment(
    Transaction &transaction, const QJsonObject &invoice, Presence presence, const QJsonObject &method = {});

/** What a payment, wherever it was made, means to its invoice and its subscription. */
void paymentSettled(Transaction &transaction, const PaymentOutcome &outcome);

QJsonObject payOutOfBand(Transaction &transaction, const QJsonObject &invoice);
QJsonObject voidInvoice(Transaction &transaction, const QJsonObject &invoice);
QJsonObject markUncollectible(Transaction &transaction, const QJsonObject &invoice);
/** Nobody collects it any more by itself. */
void stopCollecting(Transaction &transaction, const QJsonObject &invoice);

/** Tries an open invoice again, as the clock says. */
void retryPayment(Transaction &transaction, const QJsonObject &invoice);

/** Its due date has passed. */
void becomeOverdue(Transaction &transaction, const QJsonObject &invoice);

/** The payment method an invoice is charged to; empty: none is known. */
QJsonObject methodFor(const Transaction &transaction, const QJsonObject &invoice);

} // namespace billhook::sandbox
