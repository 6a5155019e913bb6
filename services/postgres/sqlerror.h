#pragma once

#include "models/domain/result.h"

#include <string>
#include <string_view>

namespace billhook::postgres {

/**
 * What a SQLSTATE means to a caller. `sqlState` empty: the connection itself failed (Unavailable).
 * 08xxx, 57P0x, 53xxx, 25006 and 40003 Unavailable · 57014 Timeout · 40001, 40P01, 55P03 Overloaded (may be
 * sent again) · 23505 Conflict · 42501 Forbidden · else Internal. `what` is the statement's name, `text` the
 * library's message. The answer's `sqlState` keeps the state.
 */
domain::Error sqlError(std::string_view sqlState, std::string_view what, std::string_view text);

/** The same while connecting: refused logins and missing databases are the operator's to settle
 * (Configuration). */
domain::Error connectError(std::string_view sqlState, std::string_view where, std::string_view text);

/** True when the server became a standby or was set read-only: whoever stays connected to it waits in vain.
 */
bool isLastWord(std::string_view sqlState);

} // namespace billhook::postgres
