#include "app/daemon/commands.h"
#include "app/daemon/console.h"
#include "app/daemon/databaseaccess.h"
#include "services/postgres/connectionurl.h"
#include "services/truth/reading.h"

#include <iostream>

namespace billhook::daemon {

namespace {

/** Says what is open, and refuses where others could put something in our way. */
domain::Result<void> checkDoors(const DatabaseAccess &database)
{
    const auto doors = database.openDoors();
    if (!doors) {
        return doors.error();
    }
    for (const auto &door : *doors) {
        if (door.name == "public_create") {
            return domain::Error{ domain::ErrorKind::Configuration, "public_is_open",
                door.title + " Let the database's owner run: " + door.statement, {} };
        }
        if (door.serious) {
            std::cerr << door.title << " Run: " << door.statement << '\n';
        }
    }
    return {};
}

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
    const auto checked = checkDoors(*database);
    if (!checked) {
        return reported(checked.error());
    }
    std::cout << "database: " << postgres::ConnectionUrl::masked(database->url().toStdString())
              << "\nschema: " << *version << '\n';
    // A login that may migrate and no more can't ask; then doctor tells.
    const auto stale = truth::isReadingStale(database->url().toStdString());
    if (stale && *stale) {
        std::cerr << "billhookd: this version reads stored events otherwise than the one that made this "
                     "database's figures.\n"
                     "They stay as they are until `billhookd replay --all` makes them anew; it says by how "
                     "much they moved.\n";
    }
    return app::ExitCode::Done;
}

} // namespace

void addMigrate(Commands &commands)
{
    commands.add("migrate", "brings the schema up to date and prints the database's URL", migrate);
}

} // namespace billhook::daemon
