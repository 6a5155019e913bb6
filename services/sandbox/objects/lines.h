#pragma once

#include "services/sandbox/objects/objectkind.h"

#include <QJsonArray>
#include <QJsonObject>

#include <cstdint>

namespace billhook::sandbox {

/** What one line of an invoice is about. */
struct LineFacts
{
    QString description = {};
    std::int64_t amount = 0; ///< before discounts
    QJsonObject price = {}; ///< empty: none
    std::int64_t quantity = 1;
    Seconds start = 0;
    Seconds end = 0;
    QJsonValue subscription = {};
    QJsonValue item = {}; ///< subscription item
    QJsonValue invoiceItem = {};
    QJsonArray discounts = {}; ///< ids of its own
    QJsonObject metadata = {};
    bool proration = false;
    bool discountable = true;
};

/** The line in its newest shape; `_price` holds the price for older ones. */
QJsonObject lineItem(Transaction &transaction, const LineFacts &facts, const QString &currency);

/** The line of an invoice item that waits. */
QJsonObject lineOfItem(Transaction &transaction, const QJsonObject &invoiceItem);

/** The line as a version shows it. */
QJsonObject shownLine(const QJsonObject &line, const Look &look);

/** `pricing` of lines and invoice items. */
QJsonValue pricingFor(const QJsonObject &price);

/** "3 × Team". */
QString quantityText(const Transaction &transaction, const QJsonObject &price, std::int64_t quantity);

} // namespace billhook::sandbox
