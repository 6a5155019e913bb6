#include "services/access/installation.h"

#include "app/daemon/commands.h"
#include "app/daemon/console.h"
#include "app/daemon/databaseaccess.h"
#include "models/domain/currency.h"
#include "services/feed/notifier.h"
#include "services/observability/log.h"
#include "services/postgres/pipeline.h"
#include "services/truth/replay.h"

#include <iostream>
#include <memory>
#include <utility>

namespace billhook::daemon {

using access::Installation;
using app::ExitCode;
using domain::Error;
using domain::ErrorKind;
using domain::Result;

namespace {

/** What the person wants otherwise; empty: as it is. */
struct BasisRequest
{
    std::string zone;
    std::string currency;
    std::string profile;
};

Result<Installation> readInstallation(const DatabaseAccess &database)
{
    auto session = database.session();
    return session ? access::InstallationRepository(**session).read() : Result<Installation>(session.error());
}

void print(const Installation &installation)
{
    std::cout << "account: "
              << (installation.account.isEmpty() ? "not known yet" : installation.account.toStdString())
              << "\nmode: "
              << (installation.livemode ? *installation.livemode ? "live" : "test" : "not known yet")
              << "\ncompany: " << installation.company.toStdString()
              << "\nzone: " << installation.zone.toStdString()
              << "\ncurrency: " << installation.currency.toStdString()
              << "\nprofile: " << installation.profile.toStdString() << '\n';
}

ExitCode show(const DatabaseAccess &database)
{
    const auto installation = readInstallation(database);
    if (!installation) {
        return reported(installation.error());
    }
    print(*installation);
    return ExitCode::Done;
}

Result<void> check(const BasisRequest &request, const DatabaseAccess &database)
{
    if (request.zone.empty() && request.currency.empty() && request.profile.empty()) {
        return Error{ ErrorKind::Configuration, "nothing_to_set",
            "Say what to set: --zone, --currency or --profile.", {} };
    }
    if (!request.currency.empty() && !domain::Currency::fromCode(request.currency)) {
        return Error{ ErrorKind::Configuration, "bad_currency",
            "\"" + request.currency + "\" is no currency: write an ISO code, as in usd.", {} };
    }
    auto session = database.session();
    return session ? access::InstallationRepository(**session).checkZone(QString::fromStdString(request.zone))
                   : Result<void>(session.error());
}

Result<void> change(const BasisRequest &request, postgres::Pipeline &pipeline)
{
    const auto currency = QString::fromStdString(request.currency).toLower().toStdString();
    const auto done = pipeline.run("basis/change_basis",
        postgres::Parameters()
            .text(request.zone)
            .text(currency)
            .text(request.profile)
            .text("program:billhookd"));
    return done ? Result<void>() : done.error();
}

/** Zone and profile decide every day and every amount, the currency only what is shown. */
Result<domain::Areas> changeAll(
    const BasisRequest &request, const Installation &before, const DatabaseAccess &database)
{
    const auto url = database.url().toStdString();
    const auto profile = request.profile.empty() ? before.profile.toStdString() : request.profile;
    if (request.zone.empty() && request.profile.empty()) {
        postgres::Pipeline pipeline(
            postgres::PipelineOptions{ url, "billhook_daemon", "billhookd installation" });
        const auto changed = change(request, pipeline);
        return changed ? Result<domain::Areas>(domain::Areas::all()) : changed.error();
    }
    truth::Replay replay(url, analytics::profileNamed(profile).value_or(analytics::Profile::StripeDefault));
    replay.watchedBy(showProgress);
    const auto rebuilt
        = replay.all([&request](postgres::Pipeline &pipeline) { return change(request, pipeline); });
    return rebuilt ? Result<domain::Areas>(rebuilt->areas) : rebuilt.error();
}

ExitCode set(const BasisRequest &request, const DatabaseAccess &database)
{
    const auto checked = check(request, database);
    const auto before = checked ? readInstallation(database) : Result<Installation>(checked.error());
    const auto areas = before ? changeAll(request, *before, database) : Result<domain::Areas>(before.error());
    if (!areas) {
        return reported(areas.error());
    }
    observability::Log log(observability::LogLevel::Warning);
    feed::Notifier notifier(database.url().toStdString(), log);
    notifier.announce(*areas);
    notifier.stop();
    return show(database);
}

} // namespace

void addInstallation(Commands &commands)
{
    const auto request = std::make_shared<BasisRequest>();
    commands.group("installation", "what this database belongs to and is reported in");
    commands.add("installation show", "account, mode, zone, currency and profile",
        [](const Settings &settings) { return onDatabase(settings, show); });
    commands
        .add("installation set", "changes them and rebuilds what depends on them",
            [request](const Settings &settings) {
                return onDatabase(
                    settings, [&](const DatabaseAccess &database) { return set(*request, database); });
            })
        .text("--zone", request->zone, "reporting time zone (IANA name)")
        .text("--currency", request->currency, "reporting currency")
        .choice(
            "--profile", request->profile, { "stripe-default", "net" }, "what counts as recurring revenue");
}

} // namespace billhook::daemon
