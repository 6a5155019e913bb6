#pragma once

#include "services/sandbox/engine/apishape.h"
#include "services/sandbox/engine/refusal.h"
#include "services/sandbox/engine/transaction.h"
#include "services/sandbox/objects/formvalues.h"

#include <QJsonObject>

#include <string>
#include <vector>

namespace billhook::sandbox {

/** A request past authentication, as the routes' handlers see it. */
struct ApiCall
{
    Transaction &transaction;
    const ApiShape &shape; ///< of the version that was asked for
    std::vector<std::string> arguments; ///< what stands for the {…} of the route's path, decoded
    FormValues parameters; ///< of the query, or of the form body for POST
};

struct ApiAnswer
{
    int status = 200;
    QJsonObject body;
};

/** An error as Stripe writes it. */
ApiAnswer errorAnswer(const Refusal &refusal);

} // namespace billhook::sandbox
