#include "services/truth/digest.h"

#include "app/daemon/commands.h"
#include "app/daemon/console.h"
#include "app/daemon/databaseaccess.h"

#include <chrono>
#include <iostream>
#include <memory>

namespace billhook::daemon {

namespace {

using app::ExitCode;
using truth::Digest;

struct DigestRequest
{
    std::optional<int> waitSeconds;
    bool mirrorOnly = false;
    bool eventsOnly = false;
};

ExitCode print(const DigestRequest &request, const DatabaseAccess &database)
{
    const auto profile = database.profile();
    if (!profile) {
        return reported(profile.error());
    }
    const Digest digest(database.url().toStdString(), *profile);
    if (request.waitSeconds) {
        if (auto waited = digest.wait(std::chrono::seconds(*request.waitSeconds)); !waited) {
            const auto exit = reported(waited.error());
            return waited.error().kind == domain::ErrorKind::Timeout ? ExitCode::Failed : exit;
        }
    }
    const auto line = digest.line(request.mirrorOnly ? Digest::Scope::Mirror : Digest::Scope::State,
        request.eventsOnly ? Digest::Basis::EventsOnly : Digest::Basis::All);
    if (!line) {
        return reported(line.error());
    }
    std::cout << *line << '\n';
    return ExitCode::Done;
}

} // namespace

void addDigest(Commands &commands)
{
    constexpr int mostSeconds = 86'400;
    const auto request = std::make_shared<DigestRequest>();
    commands
        .add("digest", "one line: a hash over the projected state, and the observations in it",
            [request](const Settings &settings) {
                return onDatabase(
                    settings, [&](const DatabaseAccess &database) { return print(*request, database); });
            })
        .number("--wait", request->waitSeconds, 0, mostSeconds,
            "first wait until the queue is empty, this many seconds at most")
        .flag("--mirror", request->mirrorOnly, "without the revenue history")
        .flag("--events-only", request->eventsOnly, "without observations");
}

} // namespace billhook::daemon
