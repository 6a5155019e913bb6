#include "services/http/requestid.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <random>

namespace billhook::http {

namespace {

constexpr std::size_t longest = 64;

bool isSane(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_'
        || c == '.';
}

std::string newId()
{
    constexpr std::array<char, 16> digits
        = { '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f' };
    thread_local std::mt19937_64 random{ std::random_device{}() }; // told apart, not guessed: no secret
    std::string id = "req_";
    for (std::uint64_t bits = random(), left = 16; left > 0; --left, bits >>= 4U) {
        id += digits.at(bits & 0xFU);
    }
    return id;
}

} // namespace

std::string requestId(std::string_view given)
{
    const bool sane
        = !given.empty() && given.size() <= longest && std::all_of(given.begin(), given.end(), isSane);
    return sane ? std::string(given) : newId();
}

} // namespace billhook::http
