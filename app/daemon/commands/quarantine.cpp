#include "app/daemon/commands.h"
#include "app/daemon/console.h"
#include "app/daemon/databaseaccess.h"
#include "services/feed/notifier.h"
#include "services/observability/log.h"
#include "services/truth/replay.h"

#include <iostream>
#include <memory>

namespace billhook::daemon {

using app::ExitCode;
using namespace Qt::StringLiterals;

namespace {

void printLine(const postgres::Row &row)
{
    for (const auto *column : { "event_id", "type", "reason" }) {
        std::cout << row.text(column).toStdString() << '\t';
    }
    std::cout << row.instant("quarantined_at").toString(Qt::ISODate).toStdString() << '\t'
              << row.text("detail").simplified().toStdString() << '\n';
}

void printWhole(const postgres::Row &row)
{
    for (const auto *column : { "event_id", "type", "reason", "detail", "objects" }) {
        std::cout << column << ": " << row.text(column).toStdString() << '\n';
    }
    std::cout << "attempts: " << row.integer("attempts")
              << "\nreceived_at: " << row.instant("received_at").toString(Qt::ISODate).toStdString()
              << "\nquarantined_at: " << row.instant("quarantined_at").toString(Qt::ISODate).toStdString()
              << "\n\n"
              << row.bytes("payload").toStdString() << '\n';
}

ExitCode list(const DatabaseAccess &database)
{
    const auto session = database.session();
    const auto done = session ? (*session)->forEach(u"quarantine/list_held"_s, {}, printLine)
                              : domain::Result<void>(session.error());
    return done ? ExitCode::Done : reported(done.error());
}

domain::Error notHeld(const std::string &id)
{
    return { domain::ErrorKind::NotFound, "not_in_quarantine", "No event " + id + " is in quarantine.", {} };
}

ExitCode show(const std::string &id, const DatabaseAccess &database)
{
    const auto session = database.session();
    if (!session) {
        return reported(session.error());
    }
    bool found = false;
    const auto done = (*session)->forEach(u"quarantine/read_held"_s,
        { { u":id"_s, QString::fromStdString(id) } }, [&found](const postgres::Row &row) {
            found = true;
            printWhole(row);
        });
    if (!done) {
        return reported(done.error());
    }
    return found ? ExitCode::Done : reported(notHeld(id));
}

/** Once more, or for good: then the event is left out of everything, and its objects count as complete. */
enum class End
{
    Replayed,
    Dismissed
};

ExitCode end(const std::string &id, End how, const DatabaseAccess &database)
{
    const auto profile = database.profile();
    if (!profile) {
        return reported(profile.error());
    }
    const auto url = database.url().toStdString();
    truth::Replay replay(url, *profile);
    const auto report = how == End::Replayed ? replay.event(id) : replay.dismiss(id);
    if (!report) {
        return reported(report.error());
    }
    observability::Log log(observability::LogLevel::Warning);
    feed::Notifier notifier(url, log);
    notifier.announce(report->areas);
    notifier.stop();
    std::cout << id << (how == End::Replayed ? " projected\n" : " dismissed\n");
    return ExitCode::Done;
}

} // namespace

void addQuarantine(Commands &commands)
{
    const auto id = std::make_shared<std::string>();
    const auto action = [id](auto work) {
        return [id, work](const Settings &settings) {
            return onDatabase(settings, [&](const DatabaseAccess &database) { return work(*id, database); });
        };
    };
    commands.group("quarantine", "events that could not be read or projected, or belong elsewhere");
    commands.add("quarantine list", "every event in it, with the reason",
        action([](const std::string &, const DatabaseAccess &database) { return list(database); }));
    commands.add("quarantine show", "one event, with its bytes", action(show))
        .text("EVENT", *id, "the event's id")
        .required();
    commands
        .add("quarantine replay", "tries one event again",
            action([](const std::string &event, const DatabaseAccess &database) {
                return end(event, End::Replayed, database);
            }))
        .text("EVENT", *id, "the event's id")
        .required();
    commands
        .add("quarantine dismiss", "leaves one event out for good",
            action([](const std::string &event, const DatabaseAccess &database) {
                return end(event, End::Dismissed, database);
            }))
        .text("EVENT", *id, "the event's id")
        .required();
}

} // namespace billhook::daemon
