#include "app/daemon/accesscommands.h"

#include "services/access/apitokens.h"
#include "services/access/people.h"

#include <iostream>

namespace billhook::app {

using namespace Qt::StringLiterals;

namespace {

std::string moment(const QDateTime &instant, const char *never)
{
    return instant.isValid() ? instant.toString(Qt::ISODate).toStdString() : never;
}

/** Opens a session for tokens and carries the work out in it. */
template <typename Work> ExitCode withTokens(const DatabaseAccess &database, Work work)
{
    auto session = database.session({ u"tokens"_s });
    if (!session) {
        return reported(session.error());
    }
    access::ApiTokens tokens(**session);
    return work(tokens);
}

/** The password alone on standard output; without the right to make logins, the SQL for somebody who has it.
 */
ExitCode told(const access::PersonChange &change, const std::string &done)
{
    if (!change.done) {
        std::cerr << "This login may not change roles (CREATEROLE is missing). Nothing was changed; let "
                     "somebody run:\n";
        std::cout << change.sql << '\n';
        return ExitCode::Failed;
    }
    if (!change.password.empty()) {
        std::cout << change.password << '\n';
    }
    std::cerr << done << (change.password.empty() ? "\n" : " The password is shown this once.\n");
    return ExitCode::Done;
}

} // namespace

ExitCode createToken(const Invocation &invocation, const DatabaseAccess &database)
{
    access::TokenGrant grant;
    grant.name = QString::fromStdString(invocation.name);
    grant.scope = invocation.superuser ? u"superuser"_s
        : invocation.service           ? u"service"_s
                                       : u"organization"_s;
    grant.organizationId = QString::fromStdString(invocation.organization);
    grant.role = QString::fromStdString(invocation.role);
    return withTokens(database, [&](access::ApiTokens &tokens) {
        auto token = tokens.create(grant);
        if (!token) {
            return reported(token.error());
        }
        std::cout << token->toStdString() << '\n';
        std::cerr << "Keep it now: it is not shown again.\n";
        return ExitCode::Done;
    });
}

ExitCode listTokens(const Invocation & /*invocation*/, const DatabaseAccess &database)
{
    return withTokens(database, [](access::ApiTokens &tokens) {
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

ExitCode revokeToken(const Invocation &invocation, const DatabaseAccess &database)
{
    return withTokens(database, [&](access::ApiTokens &tokens) {
        auto revoked = tokens.revoke(QString::fromStdString(invocation.name));
        if (!revoked) {
            return reported(revoked.error());
        }
        std::cout << *revoked << " revoked\n";
        return ExitCode::Done;
    });
}

ExitCode addPerson(const Invocation &invocation, const DatabaseAccess &database)
{
    const auto role = invocation.role == "admin" ? access::PersonRole::Admin : access::PersonRole::Finance;
    auto change = access::People(database.url().toStdString()).add(invocation.name, role);
    if (!change) {
        return reported(change.error());
    }
    return told(*change, invocation.name + " may now log in as " + invocation.role + ".");
}

ExitCode listPeople(const Invocation & /*invocation*/, const DatabaseAccess &database)
{
    auto people = access::People(database.url().toStdString()).list();
    if (!people) {
        return reported(people.error());
    }
    for (const auto &person : *people) {
        std::cout << person.name << '\t' << (person.role == access::PersonRole::Admin ? "admin" : "finance")
                  << '\n';
    }
    return ExitCode::Done;
}

ExitCode removePerson(const Invocation &invocation, const DatabaseAccess &database)
{
    auto change = access::People(database.url().toStdString()).remove(invocation.name);
    if (!change) {
        return reported(change.error());
    }
    return told(*change, invocation.name + " can no longer log in.");
}

} // namespace billhook::app
