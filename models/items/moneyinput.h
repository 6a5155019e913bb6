#pragma once

#include "models/domain/money.h"
#include "models/domain/result.h"

#include <QString>

namespace billhook::items {

/**
 * The price that a person typed: digits, commas between thousands, a point before decimals. InvalidInput
 * (`bad_amount`) with a sentence that says what would be right in this currency.
 */
domain::Result<domain::Money> moneyFrom(const QString &text, domain::Currency currency);

/** The amount as it stands in a field, without separators and unit: "59.00", "6500". */
QString inputText(const domain::Money &money);

} // namespace billhook::items
