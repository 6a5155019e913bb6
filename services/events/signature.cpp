#include "services/events/signature.h"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <optional>
#include <variant>

namespace billhook::events {

namespace {

constexpr std::size_t digestBytes = 32;
constexpr std::size_t maxTimestampDigits = 12;
constexpr std::size_t maxSignatures = 16; ///< two are sent while a secret is rolled

using Digest = std::array<unsigned char, digestBytes>;

struct MacDeleter
{
    void operator()(EVP_MAC *mac) const { EVP_MAC_free(mac); }
    void operator()(EVP_MAC_CTX *context) const { EVP_MAC_CTX_free(context); }
};
using Mac = std::unique_ptr<EVP_MAC, MacDeleter>;
using MacContext = std::unique_ptr<EVP_MAC_CTX, MacDeleter>;

const unsigned char *bytesOf(std::string_view text)
{
    return reinterpret_cast<const unsigned char *>(text.data());
}

struct ParsedHeader
{
    std::string_view timestampText;
    std::int64_t timestamp = 0;
    std::vector<Digest> signatures;
};

int hexValue(char c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

std::optional<Digest> readDigest(std::string_view hex)
{
    if (hex.size() != digestBytes * 2) {
        return {};
    }
    Digest digest{};
    for (std::size_t i = 0; i < digest.size(); ++i) {
        const int high = hexValue(hex[2 * i]);
        const int low = hexValue(hex[2 * i + 1]);
        if (high < 0 || low < 0) {
            return {};
        }
        digest.at(i) = static_cast<unsigned char>(high * 16 + low);
    }
    return digest;
}

std::optional<std::int64_t> readTimestamp(std::string_view text)
{
    const bool digits = std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
    if (text.empty() || text.size() > maxTimestampDigits || !digits) {
        return {};
    }
    std::int64_t value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

bool readItem(std::string_view item, ParsedHeader &parsed)
{
    const auto equals = item.find('=');
    if (equals == std::string_view::npos) {
        return true;
    }
    const auto scheme = item.substr(0, equals);
    const auto value = item.substr(equals + 1);
    if (scheme == "t") {
        const auto timestamp = readTimestamp(value);
        if (!timestamp || !parsed.timestampText.empty()) {
            return false;
        }
        parsed.timestampText = value;
        parsed.timestamp = *timestamp;
    } else if (scheme == "v1") {
        if (parsed.signatures.size() >= maxSignatures) {
            return false;
        }
        if (const auto digest = readDigest(value)) {
            parsed.signatures.push_back(*digest);
        }
    }
    return true;
}

std::variant<ParsedHeader, SignatureVerdict> parse(std::string_view header)
{
    if (header.empty()) {
        return SignatureVerdict::NoHeader;
    }
    ParsedHeader parsed;
    for (std::size_t begin = 0; begin <= header.size();) {
        const auto end = std::min(header.find(',', begin), header.size());
        if (!readItem(header.substr(begin, end - begin), parsed)) {
            return SignatureVerdict::Malformed;
        }
        begin = end + 1;
    }
    if (parsed.timestampText.empty()) {
        return SignatureVerdict::NoTimestamp;
    }
    if (parsed.signatures.empty()) {
        return SignatureVerdict::NoSignature;
    }
    return parsed;
}

/** The HMAC-SHA256 of "timestamp.body" with the key that `keyed` was made with. */
std::optional<Digest> digestOf(const EVP_MAC_CTX *keyed, std::string_view timestamp, std::string_view body)
{
    const MacContext context(EVP_MAC_CTX_dup(keyed));
    Digest digest{};
    std::size_t size = 0;
    const bool done = context && EVP_MAC_update(context.get(), bytesOf(timestamp), timestamp.size()) == 1
        && EVP_MAC_update(context.get(), bytesOf("."), 1) == 1
        && EVP_MAC_update(context.get(), bytesOf(body), body.size()) == 1
        && EVP_MAC_final(context.get(), digest.data(), &size, digest.size()) == 1;
    return done && size == digest.size() ? std::optional(digest) : std::nullopt;
}

} // namespace

std::optional<std::int64_t> signedAt(std::string_view header)
{
    const auto parsed = parse(header);
    const auto *claim = std::get_if<ParsedHeader>(&parsed);
    return claim == nullptr ? std::nullopt : std::optional(claim->timestamp);
}

class SignatureVerifier::Private final
{
public:
    std::vector<MacContext> keyed; ///< one a secret; only ever copied from

    void add(EVP_MAC *mac, const std::string &secret)
    {
        std::string hash = "SHA256";
        const std::array<OSSL_PARAM, 2> parameters = {
            OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, hash.data(), 0),
            OSSL_PARAM_construct_end(),
        };
        MacContext context(EVP_MAC_CTX_new(mac));
        if (context && EVP_MAC_init(context.get(), bytesOf(secret), secret.size(), parameters.data()) == 1) {
            keyed.push_back(std::move(context));
        }
    }
};

std::string_view nameOf(SignatureVerdict verdict)
{
    switch (verdict) {
    case SignatureVerdict::Valid:
        return "valid";
    case SignatureVerdict::NoSecret:
        return "no_secret";
    case SignatureVerdict::NoHeader:
        return "no_header";
    case SignatureVerdict::Malformed:
        return "malformed";
    case SignatureVerdict::NoTimestamp:
        return "no_timestamp";
    case SignatureVerdict::NoSignature:
        return "no_signature";
    case SignatureVerdict::TooOld:
        return "too_old";
    case SignatureVerdict::TooNew:
        return "too_new";
    case SignatureVerdict::NoMatch:
        break;
    }
    return "no_match";
}

SignatureVerifier::SignatureVerifier(const std::vector<std::string> &secrets)
{
    auto content = std::make_unique<Private>();
    const Mac mac(EVP_MAC_fetch(nullptr, "HMAC", nullptr));
    for (const auto &secret : secrets) {
        if (mac && secret.find_first_not_of(" \t\r\n") != std::string::npos) {
            content->add(mac.get(), secret);
        }
    }
    d = std::move(content);
}

SignatureVerifier::~SignatureVerifier() = default;

SignatureVerdict SignatureVerifier::verify(
    std::string_view header, std::string_view body, std::int64_t now) const
{
    if (d->keyed.empty()) {
        return SignatureVerdict::NoSecret;
    }
    const auto parsed = parse(header);
    if (const auto *verdict = std::get_if<SignatureVerdict>(&parsed)) {
        return *verdict;
    }
    const auto &claim = std::get<ParsedHeader>(parsed);
    // Every pair is compared, so that time tells neither which secret nor which signature came close.
    unsigned matches = 0;
    for (const auto &keyed : d->keyed) {
        const auto expected = digestOf(keyed.get(), claim.timestampText, body);
        for (const auto &signature : claim.signatures) {
            const bool same
                = expected && CRYPTO_memcmp(expected->data(), signature.data(), signature.size()) == 0;
            matches += same ? 1U : 0U;
        }
    }
    if (matches == 0) {
        return SignatureVerdict::NoMatch;
    }
    if (claim.timestamp < now - toleranceSeconds) {
        return SignatureVerdict::TooOld;
    }
    return claim.timestamp > now + toleranceSeconds ? SignatureVerdict::TooNew : SignatureVerdict::Valid;
}

} // namespace billhook::events
