#include "app/daemon/commands.h"
#include "app/daemon/console.h"
#include "app/daemon/databaseaccess.h"
#include "services/postgres/connectionurl.h"

#include <iostream>

namespace billhook::daemon {

namespace {

app::ExitCode migrate(const Settings &settings)
{
    const auto database = DatabaseAccess::open(settings);
    if (!database) {
        return reported(database.error());
    }
    const auto version
        = database->migrate({ [](const std::string &what) { std::cerr << what << '\n'; }, nullptr });
    if (!version) {
        return reported(version.error());
    }
    std::cout << "database: " << postgres::ConnectionUrl::masked(database->url().toStdString())
              << "\nschema: " << *version << '\n';
    return app::ExitCode::Done;
}

} // namespace

void addMigrate(Commands &commands)
{
    commands.add("migrate", "brings the schema up to date and prints the database's URL", migrate);
}

} // namespace billhook::daemon
