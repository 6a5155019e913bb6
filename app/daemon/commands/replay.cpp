#include "services/truth/replay.h"

#include "app/daemon/commands.h"
#include "app/daemon/console.h"
#include "app/daemon/databaseaccess.h"
#include "models/domain/recurring.h"
#include "models/items/moneyformat.h"
#include "services/feed/notifier.h"
#include "services/observability/log.h"

#include <iostream>
#include <memory>

namespace billhook::daemon {

namespace {

using app::ExitCode;
using truth::Replay;

struct ReplayRequest
{
    std::string eventId;
    std::string objectId;
    bool quarantined = false;
    bool all = false;
};

domain::Result<Replay::Report> carryOut(const ReplayRequest &request, Replay &replay)
{
    if (request.all) {
        return replay.all();
    }
    if (request.quarantined) {
        return replay.quarantined();
    }
    return request.eventId.empty() ? replay.object(request.objectId) : replay.event(request.eventId);
}

std::string textOf(const std::string &name, std::int64_t value)
{
    const auto currency = domain::Currency::fromCode(name);
    return currency && name.size() == 3
        ? items::MoneyFormat(QLocale::c()).exact({ domain::monthlyOf(value), *currency }).toStdString()
        : std::to_string(value);
}

/** By how much a replay of everything moved the figures. */
void printFigures(const std::map<std::string, Replay::Moved> &figures)
{
    for (const auto &[name, moved] : figures) {
        std::cout << (name.size() == 3 ? "MRR " + name : name) << ": " << textOf(name, moved.before);
        if (moved.before == moved.after) {
            std::cout << ", unchanged\n";
        } else {
            std::cout << " before, " << textOf(name, moved.after) << " now\n";
        }
    }
}

ExitCode print(const ReplayRequest &request, const DatabaseAccess &database)
{
    const auto url = database.url().toStdString();
    const auto profile = database.profile();
    if (!profile) {
        return reported(profile.error());
    }
    Replay replay(url, *profile);
    replay.watchedBy(showProgress);
    const auto report = carryOut(request, replay);
    if (!report) {
        return reported(report.error());
    }
    observability::Log log(observability::LogLevel::Warning);
    feed::Notifier notifier(url, log);
    notifier.announce(report->areas);
    notifier.stop();
    for (const auto &failure : report->failures) {
        std::cerr << failure << '\n';
    }
    std::cout << report->events << " events projected, " << report->newFacts << " new facts, "
              << report->failures.size() << " failed\n";
    printFigures(report->figures);
    return report->failures.empty() ? ExitCode::Done : ExitCode::Failed;
}

} // namespace

void addReplay(Commands &commands)
{
    const auto request = std::make_shared<ReplayRequest>();
    commands
        .add("replay", "projects again what is stored",
            [request](const Settings &settings) {
                return onDatabase(
                    settings, [&](const DatabaseAccess &database) { return print(*request, database); });
            })
        .text("--event", request->eventId, "one event")
        .text("--object", request->objectId, "one object's events")
        .flag("--quarantined", request->quarantined, "every event in quarantine")
        .flag("--all", request->all, "everything, from the raw events")
        .exactlyOneOf({ "--event", "--object", "--quarantined", "--all" });
}

} // namespace billhook::daemon
