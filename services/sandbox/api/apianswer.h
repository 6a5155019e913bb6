#pragma once

#include "services/sandbox/objects/formvalues.h"

#include <QJsonObject>

#include <string>
#include <vector>

namespace billhook::sandbox {

/** A request past authentication, as the resources' handlers see it. */
struct ApiRequest
{
    std::vector<std::string> arguments; ///< what stands for the {…} of the route's path, decoded
    FormValues parameters; ///< of the query, or of the form body for POST
};

struct ApiAnswer
{
    int status = 200;
    QJsonObject body;
};

/** An error as Stripe writes it; empty `code` and `param` are left out. */
ApiAnswer apiError(int status, const std::string &type, const std::string &code, const std::string &message,
    const std::string &param = {});

ApiAnswer invalidParameter(const std::string &code, const std::string &message, const std::string &param);
ApiAnswer missingParameter(const std::string &param);
ApiAnswer noSuchObject(const std::string &kind, const std::string &id, const std::string &param = "id");

/** Refuses the first parameter that is not known; nothing when all are. */
std::optional<ApiAnswer> refuseUnknown(const FormValues &parameters, const std::vector<std::string> &known);

} // namespace billhook::sandbox
