#pragma once

#include "services/sandbox/engine/refusal.h"

#include <cstdint>
#include <optional>
#include <string>

namespace billhook::sandbox {

/** Whether Stripe takes this currency; `currency` in lower case. */
bool isCurrency(const std::string &currency);

/** What is wrong with an amount in minor units of a currency: its size, or digits the currency does not have.
 */
std::optional<Refusal> checkAmount(
    std::int64_t amount, const std::string &currency, const std::string &param);

} // namespace billhook::sandbox
