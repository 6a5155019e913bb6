#pragma once

#include <string>

namespace billhook::postgres {

/** An unsigned integer as PostgreSQL's binary forms have it. */
template <typename Integer> void appendBigEndian(std::string &out, Integer value)
{
    for (int shift = static_cast<int>(sizeof(Integer) * 8) - 8; shift >= 0; shift -= 8) {
        out += static_cast<char>(static_cast<unsigned char>(value >> shift));
    }
}

} // namespace billhook::postgres
