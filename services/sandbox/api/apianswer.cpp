#include "services/sandbox/api/apianswer.h"

#include "services/sandbox/engine/jsonvalues.h"

#include <algorithm>

namespace billhook::sandbox {

using namespace Qt::StringLiterals;

ApiAnswer apiError(int status, const std::string &type, const std::string &code, const std::string &message,
    const std::string &param)
{
    QJsonObject error{ { u"type"_s, text(type) }, { u"message"_s, text(message) } };
    if (!code.empty()) {
        error.insert(u"code"_s, text(code));
        error.insert(u"doc_url"_s, text("https://stripe.com/docs/error-codes/" + code));
    }
    if (!param.empty()) {
        error.insert(u"param"_s, text(param));
    }
    return { status, { { u"error"_s, error } } };
}

ApiAnswer invalidParameter(const std::string &code, const std::string &message, const std::string &param)
{
    return apiError(400, "invalid_request_error", code, message, param);
}

ApiAnswer missingParameter(const std::string &param)
{
    return invalidParameter("parameter_missing", "Missing required param: " + param + ".", param);
}

ApiAnswer noSuchObject(const std::string &kind, const std::string &id, const std::string &param)
{
    const int status = param == "id" ? 404 : 400;
    return apiError(
        status, "invalid_request_error", "resource_missing", "No such " + kind + ": '" + id + "'", param);
}

std::optional<ApiAnswer> refuseUnknown(const FormValues &parameters, const std::vector<std::string> &known)
{
    for (const auto &name : parameters.names()) {
        if (std::find(known.begin(), known.end(), name) == known.end()) {
            return invalidParameter("parameter_unknown", "Received unknown parameter: " + name, name);
        }
    }
    return std::nullopt;
}

} // namespace billhook::sandbox
