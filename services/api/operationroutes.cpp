#include "services/api/operationanswers.h"
#include "services/api/routegroups.h"
#include "services/operations/operationstore.h"

namespace billhook::api {

using domain::Error;
using domain::ErrorKind;
using domain::Result;
using namespace Qt::StringLiterals;

namespace {

Result<Answer> showOperation(Call &call)
{
    const Error missing{ ErrorKind::NotFound, "not_found", "There is no such operation.", {} };
    const auto id = QUuid::fromString(QString::fromStdString(call.path["id"]));
    if (id.isNull()) {
        return missing;
    }
    const auto operation = operations::OperationStore(call.session).read(id);
    if (!operation) {
        return operation.error();
    }
    // A service sees every organization, but no operation of others.
    const bool mine = operation->actor == u"token:"_s + call.caller.tokenId;
    return mine || call.caller.kind == Caller::Kind::Superuser
        ? Result<Answer>(Answer{ 200, operationJson(*operation) })
        : missing;
}

} // namespace

std::vector<ApiRoute> operationRoutes()
{
    return { { Method::Get, "/api/operations/{id}", Access::Caller, Content::None, showOperation } };
}

} // namespace billhook::api
