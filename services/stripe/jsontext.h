#pragma once

#include <string>
#include <string_view>

namespace billhook::stripe {

/**
 * The JSON text in `bytes` as it can be read: without a byte order mark, and with U+FFFD for escapes of half
 * a surrogate pair, which stand for no character. `kept` holds what had to be changed and must live as long.
 */
std::string_view readableText(std::string_view bytes, std::string &kept);

} // namespace billhook::stripe
