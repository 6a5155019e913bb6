#include "app/daemon/truthcommands.h"

#include "services/feed/notifier.h"
#include "services/observability/log.h"
#include "services/truth/check.h"
#include "services/truth/digest.h"
#include "services/truth/replay.h"

#include <chrono>
#include <iostream>

namespace billhook::app {

namespace {

using truth::Digest;

domain::Result<truth::Replay::Report> replayed(const Invocation &invocation, truth::Replay &replay)
{
    if (invocation.all) {
        return replay.all();
    }
    if (invocation.quarantined) {
        return replay.quarantined();
    }
    return invocation.eventId.empty() ? replay.object(invocation.objectId) : replay.event(invocation.eventId);
}

} // namespace

ExitCode printDigest(const Invocation &invocation, const DatabaseAccess &database)
{
    const Digest digest(database.url().toStdString());
    if (invocation.waitSeconds) {
        if (auto waited = digest.wait(std::chrono::seconds(*invocation.waitSeconds)); !waited) {
            const auto exit = reported(waited.error());
            return waited.error().kind == domain::ErrorKind::Timeout ? ExitCode::Failed : exit;
        }
    }
    auto line = digest.line(invocation.mirrorOnly ? Digest::Scope::Mirror : Digest::Scope::State,
        invocation.eventsOnly ? Digest::Basis::EventsOnly : Digest::Basis::All);
    if (!line) {
        return reported(line.error());
    }
    std::cout << *line << '\n';
    return ExitCode::Done;
}

ExitCode checkInvariants(const Invocation & /*invocation*/, const DatabaseAccess &database)
{
    auto differences = truth::Check(database.url().toStdString()).differences();
    if (!differences) {
        return reported(differences.error());
    }
    for (const auto &difference : *differences) {
        std::cout << difference << '\n';
    }
    if (!differences->empty()) {
        std::cerr << "billhookd: " << differences->size()
                  << " differences. billhookd replay --all rebuilds everything from the raw events.\n";
        return ExitCode::Failed;
    }
    std::cout << "all invariants hold\n";
    return ExitCode::Done;
}

ExitCode replay(const Invocation &invocation, const DatabaseAccess &database)
{
    const auto url = database.url().toStdString();
    truth::Replay replay(url);
    auto report = replayed(invocation, replay);
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
    return report->failures.empty() ? ExitCode::Done : ExitCode::Failed;
}

} // namespace billhook::app
