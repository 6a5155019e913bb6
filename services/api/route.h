#pragma once

#include "models/domain/result.h"
#include "services/api/query.h"
#include "services/http/message.h"

#include <QJsonObject>
#include <QString>
#include <QUuid>

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace billhook::operations {
struct Operation;
} // namespace billhook::operations

namespace billhook::postgres {
class Session;
} // namespace billhook::postgres

namespace billhook::api {

enum class Method
{
    Get,
    Post,
    Put,
    Delete
};

/** Who may call a route. A superuser may call every one; "of the organization" means the one in the path as
 * {org_id}. */
enum class Access
{
    Open, ///< no token needed
    Superuser,
    Service, ///< the SaaS's backend
    Member, ///< any role of the organization
    Manager, ///< its owner or an admin
    MemberOrService,
    Caller ///< any token; the handler looks at whose object it is
};

/** Whom a request speaks for. */
struct Caller
{
    enum class Kind
    {
        Stranger, ///< no token
        Member,
        Admin,
        Owner,
        Service,
        Superuser
    };
    Kind kind = Kind::Stranger;
    QString tokenId; ///< UUID
    QString organizationId; ///< UUID; empty for superuser and service

    bool seesEverything() const { return kind == Kind::Superuser || kind == Kind::Service; }
};

/** One request in the hands of its handler. */
struct Call
{
    Caller caller;
    std::map<std::string, std::string, std::less<>> path; ///< by the names in braces
    Query query;
    std::string_view content; ///< the body's bytes
    QJsonObject body; ///< read from them where the route takes JSON
    /** As billhook_api, in a transaction that shows what the caller may see; committed when the handler
     * succeeds. */
    postgres::Session &session;
    const std::string &databaseUrl; ///< for work that another group does
    const http::Request &request; ///< for its headers
    bool reachesStripe; ///< there is a key
};

struct Answer;

/** An operation that a handler has begun in its transaction. The answer waits for its end, but no longer than
 * api.md says. */
struct Begun
{
    QUuid operation;
    /** The answer once it is done; in a transaction of its own. */
    domain::Result<Answer> (*finished)(Call &, const operations::Operation &);
};

struct Answer
{
    int status = 200; ///< from 400 on it refuses (see refusal()): what the handler has written is undone
    QJsonObject body; ///< empty with 204
    http::Headers headers{}; ///< our own constants and ids only
    std::optional<Begun> begun{}; ///< takes the place of all the above
};

/** What a route's body is made of. */
enum class Content
{
    None, ///< no body is looked at
    Json, ///< one object, at most 64 KiB
    JsonLines ///< at most 1 MiB, given as it came
};

/** A row of the route table. */
struct ApiRoute
{
    Method method = Method::Get;
    std::string_view path; ///< "/api/invoices/organization/{org_id}"
    Access access = Access::Superuser;
    Content content = Content::None;
    domain::Result<Answer> (*handle)(Call &) = nullptr;
};

std::string_view nameOf(Method method);

} // namespace billhook::api
