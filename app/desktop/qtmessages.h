#pragma once

namespace billhook::desktop {

/**
 * Keeps Qt's own words off standard error from here on: they speak to programmers. What ends the program is
 * said in ours, with exit code 2 when the display can't be opened. BILLHOOK_QT_MESSAGES=1 lets them through.
 */
void silenceQt();

} // namespace billhook::desktop
