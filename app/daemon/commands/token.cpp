#include "app/daemon/commands.h"
#include "app/daemon/console.h"
#include "app/daemon/databaseaccess.h"
#include "services/access/apitokens.h"
#include "services/postgres/session.h"

#include <unistd.h>

#include <iostream>
#include <memory>

namespace billhook::daemon {

using app::ExitCode;
using namespace Qt::StringLiterals;

namespace {

struct TokenRequest
{
    std::string name;
    std::string organization;
    std::string role;
    bool superuser = false;
    bool service = false;
};

std::string moment(const QDateTime &instant, const char *never)
{
    return instant.isValid() ? instant.toString(Qt::ISODate).toStdString() : never;
}

/** Opens a session for tokens and carries the work out in it. */
template <typename Work> ExitCode withTokens(const Settings &settings, Work work)
{
    return onDatabase(settings, [&](const DatabaseAccess &database) {
        auto session = database.session();
        if (!session) {
            return reported(session.error());
        }
        access::ApiTokens tokens(**session);
        return work(tokens);
    });
}

ExitCode createToken(const TokenRequest &request, const Settings &settings)
{
    access::TokenGrant grant;
    grant.name = QString::fromStdString(request.name);
    grant.scope = request.superuser ? u"superuser"_s : request.service ? u"service"_s : u"organization"_s;
    grant.organizationId = QString::fromStdString(request.organization);
    grant.role = QString::fromStdString(request.role);
    return withTokens(settings, [&](access::ApiTokens &tokens) {
        auto token = tokens.create(grant);
        if (!token) {
            return reported(token.error());
        }
        std::cout << token->toStdString() << '\n';
        if (isatty(STDOUT_FILENO) == 1) { // a script has kept it already
            std::cerr << "Keep it now: it is not shown again.\n";
        }
        return ExitCode::Done;
    });
}

ExitCode listTokens(const Settings &settings)
{
    return withTokens(settings, [](access::ApiTokens &tokens) {
        auto records = tokens.list();
        if (!records) {
            return reported(records.error());
        }
        for (const auto &record : *records) {
            std::cout << record.id.toStdString() << '\t' << record.grant.name.toStdString() << '\t'
                      << record.grant.scope.toStdString() << '\t' << record.grant.organizationId.toStdString()
                      << '\t' << record.grant.role.toStdString() << '\t' << moment(record.createdAt, "-")
                      << '\t' << moment(record.lastUsedAt, "never used") << '\t'
                      << (record.revokedAt.isValid() ? "revoked" : "in force") << '\n';
        }
        return ExitCode::Done;
    });
}

ExitCode revokeToken(const std::string &name, const Settings &settings)
{
    return withTokens(settings, [&](access::ApiTokens &tokens) {
        auto revoked = tokens.revoke(QString::fromStdString(name));
        if (!revoked) {
            return reported(revoked.error());
        }
        std::cout << *revoked << " revoked\n";
        return ExitCode::Done;
    });
}

} // namespace

void addToken(Commands &commands)
{
    const auto request = std::make_shared<TokenRequest>();
    commands.group("token", "API tokens");
    commands
        .add("token create", "prints a new token, once",
            [request](const Settings &settings) { return createToken(*request, settings); })
        .text("--name", request->name, "what it is for")
        .required()
        .flag("--superuser", request->superuser, "sees everything")
        .flag("--service", request->service, "your SaaS's backend")
        .text("--organization", request->organization, "one organization's UUID")
        .choice("--role", request->role, { "owner", "admin", "member" }, "owner, admin or member")
        .needs("--organization")
        .exactlyOneOf({ "--superuser", "--service", "--organization" });
    commands.add("token list", "every token, without its text", listTokens);
    commands
        .add("token revoke", "ends a token by id or name",
            [request](const Settings &settings) { return revokeToken(request->name, settings); })
        .text("NAME", request->name, "id or name")
        .required();
}

} // namespace billhook::daemon
