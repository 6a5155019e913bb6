#include "services/sandbox/engine/refusal.h"

namespace billhook::sandbox {

Refusal invalidParameter(const std::string &code, const std::string &message, const std::string &param)
{
    return { 400, "invalid_request_error", code, message, param };
}

Refusal missingParameter(const std::string &param)
{
    return invalidParameter("parameter_missing", "Missing required param: " + param + ".", param);
}

Refusal unknownParameter(const std::string &param)
{
    return invalidParameter("parameter_unknown", "Received unknown parameter: " + param, param);
}

Refusal noSuchObject(const std::string &kind, const std::string &id, const std::string &param)
{
    return { param == "id" ? 404 : 400, "invalid_request_error", "resource_missing",
        "No such " + kind + ": '" + id + "'", param };
}

} // namespace billhook::sandbox
