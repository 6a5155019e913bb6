#pragma once

#include "services/sandbox/objects/objectkind.h"

#include <QJsonArray>

#include <optional>
#include <string>

namespace billhook::sandbox {

/** What an invoice is made of. */
struct DraftSpec
{
    QJsonObject customer;
    QJsonObject subscription = {}; ///< empty: none
    std::string reason;
    QJsonArray lines = {};
    Seconds periodStart = 0;
    Seconds periodEnd = 0;
    bool takesWaiting = true; ///< with the invoice items that wait
    QJsonObject given = {}; ///< parameters of the call that makes it
    std::string id = {}; ///< empty: a new one
};

/** Makes a draft, tells it, and takes away the discounts that were for one invoice only. */
QJsonObject draftInvoice(Transaction &transaction, const DraftSpec &spec);

/** Adds up lines, discounts and balance anew. */
void addUp(const Transaction &transaction, QJsonObject &invoice);

/** Puts a waiting item onto a draft. */
Attempt<QJsonObject> addToDraft(
    Transaction &transaction, const std::string &invoiceId, const QJsonObject &item);
/** Changes its line there, or takes it away (`after` empty). */
std::optional<Refusal> replaceInDraft(
    Transaction &transaction, const QJsonObject &before, const QJsonObject &after);

/** The subscription an invoice is for; empty: none. */
std::string subscriptionOf(const QJsonObject &invoice);

} // namespace billhook::sandbox
