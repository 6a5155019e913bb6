#include "services/sandbox/api/apiauthentication.h"

#include "services/sandbox/engine/tables.h"

#include <QByteArray>

namespace billhook::sandbox {

using namespace Qt::StringLiterals;

namespace {

Refusal unauthorized(const std::string &code, const std::string &message)
{
    return { 401, "invalid_request_error", code, message, "" };
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

/** /v1/products/search -> products */
QString resourceOf(const std::string &path)
{
    return QString::fromStdString(path).section(u'/', 2, 2);
}

bool allows(const QJsonObject &permissions, const QString &resource, const std::string &method)
{
    const auto right
        = permissions.contains(resource) ? permissions.value(resource) : permissions.value(u"*"_s);
    return right.toString() == u"write"_s || (right.toString() == u"read"_s && method == "GET");
}

Refusal forbidden(const std::string &key, const QString &resource, const std::string &method)
{
    const auto right = resource.toStdString() + (method == "GET" ? " read" : " write");
    return { 403, "invalid_request_error", "",
        "The provided key '" + masked(key)
            + "' does not have the required permissions for this endpoint. Having the '" + right
            + "' permission would allow this request to continue.",
        "" };
}

} // namespace

std::optional<Refusal> refuseKey(const http::Request &request, const Store &store)
{
    const auto key = keyOf(request.header("Authorization"));
    if (key.empty()) {
        return unauthorized("",
            "You did not provide an API key. Send it as a Bearer token in the Authorization "
            "header, or as the user name of Basic authentication.");
    }
    if (key.starts_with("pk_")) {
        return unauthorized("secret_key_required", "This call needs a secret key, not a publishable one.");
    }
    const bool restricted = key.starts_with("rk_test_");
    if ((!key.starts_with("sk_test_") && !restricted) || key.size() <= 8) {
        return unauthorized("", "Invalid API Key provided: " + masked(key));
    }
    const auto *known = store.find(table::key, key);
    if (known != nullptr && known->value(u"revoked"_s).toBool()) {
        return unauthorized("api_key_expired", "Expired API Key provided: " + masked(key));
    }
    const auto permissions = known == nullptr ? QJsonObject() : known->value(u"permissions"_s).toObject();
    const auto resource = resourceOf(request.path);
    return !restricted || allows(permissions, resource, request.method)
        ? std::nullopt
        : std::optional(forbidden(key, resource, request.method));
}

} // namespace billhook::sandbox
