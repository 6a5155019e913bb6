#pragma once

#include "services/sandbox/engine/records.h"

#include <optional>
#include <string>

namespace billhook::sandbox {

/** When an invoice is tried again after attempt number `attempts`; nothing after the last. */
std::optional<Seconds> nextRetry(int attempts, Seconds at);

/** Whether trying the same card again may help: a bank's momentary refusal, not a lost or expired card. */
bool isSoftDecline(const std::string &declineCode);

/** Whether the card's month is over at `at`. */
bool isExpired(const Card &card, Seconds at);

} // namespace billhook::sandbox
