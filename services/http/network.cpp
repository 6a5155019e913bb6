#include "services/http/network.h"

#include <boost/asio/ip/address.hpp>

#include <charconv>
#include <string>
#include <vector>

namespace billhook::http {

namespace {

std::vector<unsigned char> bytesOf(std::string_view text)
{
    boost::system::error_code failure;
    const auto parsed = boost::asio::ip::make_address(std::string(text), failure);
    if (failure) {
        return {};
    }
    if (parsed.is_v4()) {
        const auto bytes = parsed.to_v4().to_bytes();
        return { bytes.begin(), bytes.end() };
    }
    const auto bytes = parsed.to_v6().to_bytes();
    return { bytes.begin(), bytes.end() };
}

} // namespace

bool covers(std::string_view network, std::string_view address)
{
    const auto slash = network.find('/');
    const auto wanted = bytesOf(network.substr(0, slash));
    const auto given = bytesOf(address);
    if (wanted.empty() || wanted.size() != given.size()) {
        return false;
    }
    std::size_t bits = wanted.size() * 8;
    if (slash != std::string_view::npos) {
        const auto digits = network.substr(slash + 1);
        std::size_t prefix = 0;
        const auto [end, failure] = std::from_chars(digits.data(), digits.data() + digits.size(), prefix);
        if (failure != std::errc() || end != digits.data() + digits.size() || prefix > bits) {
            return false;
        }
        bits = prefix;
    }
    for (std::size_t bit = 0; bit < bits; ++bit) {
        const auto mask = 0x80U >> (bit % 8);
        if (((wanted[bit / 8] ^ given[bit / 8]) & mask) != 0) {
            return false;
        }
    }
    return true;
}

} // namespace billhook::http
