#include "services/sandbox/api/apiauthentication.h"

#include <QByteArray>

namespace billhook::sandbox {

namespace {

ApiAnswer unauthorized(const std::string &code, const std::string &message)
{
    return apiError(401, "invalid_request_error", code, message);
}

/** The user of `Basic` credentials; "" when they can't be read. */
std::string basicUser(std::string_view credentials)
{
    const auto decoded = QByteArray::fromBase64Encoding(
        QByteArray(credentials.data(), static_cast<qsizetype>(credentials.size())),
        QByteArray::AbortOnBase64DecodingErrors);
    const auto text = decoded ? (*decoded).toStdString() : std::string();
    return text.substr(0, text.find(':'));
}

std::string keyOf(std::string_view authorization)
{
    static constexpr std::string_view bearer = "Bearer ";
    static constexpr std::string_view basic = "Basic ";
    if (authorization.starts_with(bearer)) {
        return std::string(authorization.substr(bearer.size()));
    }
    return authorization.starts_with(basic) ? basicUser(authorization.substr(basic.size())) : std::string();
}

/** Enough of a key to recognise it, not enough to use it. */
std::string masked(const std::string &key)
{
    return key.size() <= 12 ? std::string(key.size(), '*')
                            : key.substr(0, 8) + "****" + key.substr(key.size() - 4);
}

} // namespace

Authentication authenticate(const http::Request &request)
{
    const auto key = keyOf(request.header("Authorization"));
    if (key.empty()) {
        return { {},
            unauthorized("",
                "You did not provide an API key. Send it as a Bearer token in the Authorization "
                "header, or as the user name of Basic authentication.") };
    }
    if (key.starts_with("pk_")) {
        return { {},
            unauthorized("secret_key_required", "This call needs a secret key, not a publishable one.") };
    }
    const bool usable = (key.starts_with("sk_test_") || key.starts_with("rk_test_")) && key.size() > 8;
    if (!usable) {
        return { {}, unauthorized("", "Invalid API Key provided: " + masked(key)) };
    }
    return { key, std::nullopt };
}

} // namespace billhook::sandbox
