#include "services/sandbox/delivery/signature.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>

namespace billhook::sandbox {

std::string signatureHeader(std::string_view secret, Seconds at, std::string_view body)
{
    static constexpr std::string_view digits = "0123456789abcdef";
    const auto time = std::to_string(at);
    std::string message = time + ".";
    message += body;
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int length = 0;
    HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()),
        reinterpret_cast<const unsigned char *>(message.data()), message.size(), digest.data(), &length);
    std::string header = "t=" + time + ",v1=";
    for (std::size_t i = 0; i < length; ++i) {
        header += digits[digest[i] >> 4U];
        header += digits[digest[i] & 15U];
    }
    return header;
}

} // namespace billhook::sandbox
