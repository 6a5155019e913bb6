#include "app/daemon/commands.h"
#include "app/daemon/console.h"
#include "app/daemon/databaseaccess.h"
#include "services/access/people.h"

#include <iostream>
#include <memory>

namespace billhook::daemon {

namespace {

using app::ExitCode;

struct PersonRequest
{
    std::string name;
    std::string role;
};

/** The password alone on standard output; without the right to make logins, the SQL for somebody who has it.
 */
ExitCode told(const access::PersonChange &change, const std::string &done)
{
    if (!change.done) {
        std::cerr << "This login may not change roles (CREATEROLE is missing). Nothing was changed; let "
                     "somebody run:\n";
        std::cout << change.sql << '\n';
        if (!change.password.empty()) {
            std::cerr << "The password, shown this once: " << change.password << '\n';
        }
        return ExitCode::Failed;
    }
    if (!change.password.empty()) {
        std::cout << change.password << '\n';
    }
    std::cerr << done << (change.password.empty() ? "\n" : " The password is shown this once.\n");
    if (!change.left.empty()) {
        std::cerr << "Not all of it is done. " << change.left << '\n';
        return ExitCode::Failed;
    }
    return ExitCode::Done;
}

ExitCode makePerson(const PersonRequest &request, const DatabaseAccess &database)
{
    const auto role = request.role == "admin" ? access::PersonRole::Admin : access::PersonRole::Finance;
    auto change = access::People(database.url().toStdString()).add(request.name, role);
    if (!change) {
        return reported(change.error());
    }
    return told(*change, request.name + " may now log in as " + request.role + ".");
}

ExitCode listPeople(const PersonRequest & /*request*/, const DatabaseAccess &database)
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

ExitCode removePerson(const PersonRequest &request, const DatabaseAccess &database)
{
    auto change = access::People(database.url().toStdString()).remove(request.name);
    if (!change) {
        return reported(change.error());
    }
    return told(*change, request.name + " can no longer log in.");
}

/** The action that carries one of the above out. */
Action action(const std::shared_ptr<PersonRequest> &request,
    ExitCode (*carryOut)(const PersonRequest &, const DatabaseAccess &))
{
    return [request, carryOut](const Settings &settings) {
        return onDatabase(
            settings, [&](const DatabaseAccess &database) { return carryOut(*request, database); });
    };
}

} // namespace

void addPerson(Commands &commands)
{
    const auto request = std::make_shared<PersonRequest>();
    commands.group("person", "database logins of people");
    commands.add("person add", "makes a login and prints its password, once", action(request, makePerson))
        .text("NAME", request->name, "the login")
        .required()
        .choice("--role", request->role, { "finance", "admin" }, "finance or admin")
        .required();
    commands.add("person list", "every login of ours", action(request, listPeople));
    commands.add("person remove", "ends a login", action(request, removePerson))
        .text("NAME", request->name, "the login")
        .required();
}

} // namespace billhook::daemon
