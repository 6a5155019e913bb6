#include "app/sandbox/demosettings.h"

#include <limits>

namespace billhook::sandbox {

namespace {

constexpr int mostMonths = 240;
constexpr int mostOrganizations = 20'000;
constexpr int mostConnections = 256;
constexpr int mostLive = 5'000;

std::string takeTarget(DemoSettings &settings, const std::string &url)
{
    DeliveryTarget target;
    if (!parseTarget(url, target)) {
        return "a URL such as http://127.0.0.1:8080/api/webhooks/stripe";
    }
    target.secret = settings.target.secret;
    settings.target = target;
    return {};
}

std::string takeEnd(DemoSettings &settings, const std::string &text)
{
    const auto end = parseInstant(text);
    settings.plan.end = end.value_or(0);
    return end ? "" : "a UTC instant such as 2026-11-22T13:00:00Z";
}

void addCompany(app::Options &demo, DemoSettings &settings)
{
    auto &plan = settings.plan;
    demo.number("--seed", plan.seed, 0, std::numeric_limits<std::int64_t>::max(), "which company (default 1)")
        .number("--months", plan.months, 1, mostMonths, "length of the history (default 24)")
        .number("--organizations", plan.organizations, 1, mostOrganizations,
            "how many organizations (default 500)")
        .checked(
            "--end", [&settings](const std::string &text) { return takeEnd(settings, text); },
            "when the history ends (default now)")
        .standsFor("ISO8601");
}

void addFiles(app::Options &demo, DemoSettings &settings)
{
    demo.text("--directory", settings.directoryPath, "write organizations, users and projects as JSON lines")
        .standsFor("FILE")
        .text("--rates", settings.ratesPath, "write daily exchange rates as CSV")
        .standsFor("FILE")
        .text("--dump", settings.dumpPath, "write the events as JSON lines; without --to nothing is sent")
        .standsFor("FILE");
}

void addSending(app::Options &demo, DemoSettings &settings)
{
    demo.checked(
            "--to", [&settings](const std::string &url) { return takeTarget(settings, url); },
            "where the webhooks go, http://HOST:PORT/PATH")
        .standsFor("URL")
        .text("--secret", settings.target.secret, "the endpoint's signing secret")
        .standsFor("WHSEC")
        .text("--state", settings.statePath,
            "let it happen in the sandbox that serves DIR; live events go to its endpoints")
        .standsFor("DIR")
        .number("--connections", settings.delivery.connections, 1, mostConnections,
            "how many connections send (default 8)")
        .flag("--in-order", settings.sending.inOrder, "send in order of creation instead of mixed up")
        .flag("!--no-duplicates", settings.sending.duplicates, "send every event once only")
        .number(
            "--live", settings.liveRate, 1, mostLive, "then go on living, N events a second, until stopped")
        .flag("--live-only", settings.liveOnly, "with --live: send no history");
}

} // namespace

void DemoSettings::addTo(app::Options options, DemoSettings &settings)
{
    settings.plan.end = currentTime();
    auto demo = options.command("demo",
        "sends an invented company's billing history as signed Stripe webhooks; the same seed, size and end "
        "give the "
        "same events");
    addSending(demo, settings);
    addCompany(demo, settings);
    addFiles(demo, settings);
}

std::string DemoSettings::contradiction() const
{
    if (sends() && target.secret.empty()) {
        return "--secret is missing: give the endpoint's signing secret (whsec_...)";
    }
    if (liveOnly && liveRate == 0) {
        return "--live-only needs --live RATE";
    }
    if (liveRate > 0 && !sends() && statePath.empty()) {
        return "--live needs --to URL --secret WHSEC, or --state DIR";
    }
    const bool anything
        = sends() || !statePath.empty() || !dumpPath.empty() || !directoryPath.empty() || !ratesPath.empty();
    return anything ? "" : "nothing to do: give --to URL --secret WHSEC, or --dump FILE";
}

} // namespace billhook::sandbox
