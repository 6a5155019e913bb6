#include "app/daemon/commands.h"
#include "app/daemon/console.h"
#include "app/daemon/databaseaccess.h"
#include "services/cluster/databasedoctor.h"
#include "services/stripeclient/stripeprobe.h"
#include "services/truth/check.h"
#include "services/truth/reading.h"

#include <QCoreApplication>
#include <QDateTime>

#include <cstdlib>
#include <iostream>

namespace billhook::daemon {

using app::ExitCode;
using cluster::Finding;
using namespace Qt::StringLiterals;

namespace {

constexpr qint64 clockTolerance = 30; ///< seconds; signatures older than 300 s are refused

void print(const Finding &finding)
{
    const auto *mark = finding.level == Finding::Level::Ok ? "ok     "
        : finding.level == Finding::Level::Warning         ? "warning"
                                                           : "ERROR  ";
    std::cout << mark << "  " << finding.title << '\n';
    if (!finding.advice.empty()) {
        std::cout << "         -> " << finding.advice << '\n';
    }
}

std::vector<Finding> settingsFindings(const Settings &settings)
{
    std::vector<Finding> findings;
    if (settings.has("STRIPE_WEBHOOK_SECRET")) {
        findings.push_back({ Finding::Level::Ok, "A webhook secret is set.", {} });
    } else {
        findings.push_back(
            { Finding::Level::Error, "STRIPE_WEBHOOK_SECRET is not set: the daemon won't start.",
                "Copy the endpoint's signing secret from the Stripe Dashboard." });
    }
    if (!settings.has("STRIPE_SECRET_KEY")) {
        findings.push_back({ Finding::Level::Warning,
            "STRIPE_SECRET_KEY is not set: webhooks are received, Stripe is never asked.",
            "Set a restricted key (rk_...) that may read." });
    }
    return findings;
}

std::vector<Finding> stripeFindings(const stripeclient::ProbeAnswer &answer)
{
    std::vector<Finding> findings;
    const auto latency = std::to_string(answer.latencyMs) + " ms";
    if (!answer.answered) {
        return { { Finding::Level::Unreachable,
            "Stripe does not answer: " + answer.failure.toStdString() + ".",
            "Check STRIPE_API_BASE, the network and a proxy." } };
    }
    if (answer.status == 200) {
        findings.push_back({ Finding::Level::Ok,
            "Stripe answered for " + answer.accountId.toStdString() + " in " + latency + ".", {} });
    } else {
        findings.push_back(
            { Finding::Level::Error, "Stripe answered " + std::to_string(answer.status) + " to the key.",
                "Check STRIPE_SECRET_KEY: is it revoked, or may it not read the account?" });
    }
    const auto apart = answer.stripeDate.isValid()
        ? std::llabs(answer.stripeDate.secsTo(QDateTime::currentDateTimeUtc()))
        : 0;
    if (apart > clockTolerance) {
        findings.push_back({ Finding::Level::Error,
            "This machine's clock is " + std::to_string(apart) + " s away from Stripe's.",
            "Set it (systemd-timesyncd or chrony): signatures older than 300 s are refused." });
    }
    return findings;
}

/** Asks once, inside the event loop. */
std::vector<Finding> askStripe(const Settings &settings)
{
    auto base = stripeclient::checkedApiBase(QString::fromStdString(settings.get("STRIPE_API_BASE")));
    if (!base) {
        return { { Finding::Level::Error, base.error().message, "Correct it." } };
    }
    const auto way = stripeclient::checkWayOf(
        *base, settings.get("STRIPE_SECRET_KEY"), settings.get("STRIPE_LIVE_KEY_TO_FOREIGN_HOST") == "1");
    if (!way) {
        return { { Finding::Level::Error, way.error().message, "Correct STRIPE_API_BASE." } };
    }
    stripeclient::StripeProbe probe(*base, QByteArray::fromStdString(settings.get("STRIPE_SECRET_KEY")));
    std::vector<Finding> findings;
    probe.ask([&findings](const stripeclient::ProbeAnswer &answer) {
        findings = stripeFindings(answer);
        QCoreApplication::quit();
    });
    QCoreApplication::exec();
    return findings;
}

std::string objects(std::int64_t number, const char *one, const char *many)
{
    return number == 1 ? std::string("1 ") + one : std::to_string(number) + ' ' + many;
}

/** What figures leave out or may have wrong. A database that can't be asked was found so before. */
std::vector<Finding> figureFindings(const DatabaseAccess &database)
{
    const auto counts = truth::Check(database.url().toStdString()).warningCounts();
    if (!counts) {
        return {};
    }
    std::vector<Finding> findings;
    const auto stale = truth::isReadingStale(database.url().toStdString());
    if (stale && *stale) {
        findings.push_back(
            Finding::warning("Figures were made by a version that read stored events otherwise.",
                "billhookd replay --all makes them anew and says by how much they moved."));
    }
    const auto add = [&findings](std::int64_t number, const char *one, const char *many, const char *advice) {
        if (number > 0) {
            findings.push_back(Finding::warning(objects(number, one, many), advice));
        }
    };
    add(counts->amountsUnknown,
        "subscription has an amount that is not known: figures keep what was known last.",
        "subscriptions have amounts that are not known: figures keep what was known last.",
        "billhookd check lists them with what each waits for.");
    add(counts->statusesUnknown, "subscription has a status that is not known: it counts as it did before.",
        "subscriptions have statuses that are not known: they count as they did before.",
        "billhookd check lists them; a newer version may know the status.");
    add(counts->gaps, "object has a gap in its history: an event may be missing.",
        "objects have gaps in their history: events may be missing.", "billhookd check lists them.");
    return findings;
}

/** 0 when nothing is wrong (warnings allowed), 1 on an error, 2 and 3 as everywhere. */
ExitCode doctor(const Settings &settings)
{
    auto findings = settingsFindings(settings);
    auto database = DatabaseAccess::open(settings);
    if (!database) {
        return reported(database.error());
    }
    for (auto &finding : cluster::DatabaseDoctor(database->url().toStdString()).examine()) {
        findings.push_back(std::move(finding));
    }
    for (auto &finding : figureFindings(*database)) {
        findings.push_back(std::move(finding));
    }
    if (settings.has("STRIPE_SECRET_KEY")) {
        for (auto &finding : askStripe(settings)) {
            findings.push_back(std::move(finding));
        }
    }
    auto exit = ExitCode::Done;
    for (const auto &finding : findings) {
        print(finding);
        if (finding.level == Finding::Level::Unreachable) {
            exit = ExitCode::Unreachable;
        } else if (finding.level == Finding::Level::Error && exit == ExitCode::Done) {
            exit = ExitCode::Failed;
        }
    }
    return exit;
}

} // namespace

void addDoctor(Commands &commands)
{
    commands.add("doctor", "checks database, settings, clock and Stripe, and says what to do", doctor);
}

} // namespace billhook::daemon
