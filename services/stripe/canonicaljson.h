#pragma once

#include "models/domain/fact.h"
#include "services/stripe/jsonview.h"

#include <string>
#include <string_view>

namespace billhook::stripe {

/** Canonical JSON text: sorted keys, no white space, numbers as written, one way to escape, U+0000 as U+FFFD.
 */
std::string canonicalText(JsonView value);

/** The same for a string alone, with its quotes. */
std::string canonicalString(std::string_view text);

/** What canonicalString() made, decoded; any other canonical text as it is; "" for nothing. */
std::string plainText(std::string_view canonical);

/** A state as one canonical JSON object, and back. stateFromText() takes only what stateText() made. */
std::string stateText(const domain::State &state);
domain::State stateFromText(std::string_view text);

} // namespace billhook::stripe
