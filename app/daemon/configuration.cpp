#include "app/daemon/configuration.h"

#include "models/analytics/profile.h"
#include "models/domain/currency.h"
#include "services/stripeclient/stripeprobe.h"

#include <QHostAddress>

#include <charconv>

namespace billhook::daemon {

using domain::Error;
using domain::ErrorKind;
using domain::Result;

namespace {

Error refused(const char *code, std::string message)
{
    return { ErrorKind::Configuration, code, std::move(message), {} };
}

std::vector<std::string> splitted(const std::string &text)
{
    std::vector<std::string> parts;
    for (const auto &part : QString::fromStdString(text).split(u',', Qt::SkipEmptyParts)) {
        if (const auto word = part.trimmed(); !word.isEmpty()) {
            parts.push_back(word.toStdString());
        }
    }
    return parts;
}

Result<ListenAddress> listenAddress(const std::string &text)
{
    const auto colon = text.rfind(':');
    const auto digits = colon == std::string::npos ? std::string() : text.substr(colon + 1);
    std::uint16_t port = 0;
    const auto [end, failure] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
    auto host = text.substr(0, colon == std::string::npos ? 0 : colon);
    if (host.size() > 2 && host.front() == '[' && host.back() == ']') {
        host = host.substr(1, host.size() - 2);
    }
    if (host == "localhost") {
        host = "127.0.0.1";
    }
    const QHostAddress address(QString::fromStdString(host));
    if (digits.empty() || failure != std::errc() || end != digits.data() + digits.size()
        || address.isNull()) {
        return refused("bad_listen",
            "BILLHOOK_LISTEN is \"" + text + "\": write ADDRESS:PORT, as in 127.0.0.1:8080 or [::]:8080.");
    }
    return ListenAddress{ host, port, address.isLoopback() };
}

Result<std::vector<std::string>> proxies(const std::string &text)
{
    auto words = splitted(text);
    for (const auto &word : words) {
        const auto name = QString::fromStdString(word);
        const bool network = word.find('/') != std::string::npos;
        const bool understood
            = network ? !QHostAddress::parseSubnet(name).first.isNull() : !QHostAddress(name).isNull();
        if (!understood) {
            return refused("bad_proxy",
                "BILLHOOK_TRUSTED_PROXIES holds \"" + word
                    + "\": write addresses or networks, as in 10.0.0.7,192.168.1.0/24.");
        }
    }
    return words;
}

Result<std::vector<std::string>> secrets(const std::string &text)
{
    auto words = splitted(text);
    if (words.empty()) {
        return refused("no_webhook_secret",
            text.empty()
                ? "STRIPE_WEBHOOK_SECRET is not set: without the endpoint's signing secret (whsec_...) no "
                  "webhook can be believed. Copy it from the Stripe Dashboard, Developers, Webhooks."
                : "STRIPE_WEBHOOK_SECRET holds no secret, only commas and blanks.");
    }
    return words;
}

/** Absent words are no wish. */
Result<bool> truth(const std::string &name, const std::string &text)
{
    if (text.empty() || text == "0") {
        return false;
    }
    if (text == "1") {
        return true;
    }
    return refused("bad_truth", name + " is \"" + text + "\": write 1 or 0.");
}

Result<std::chrono::seconds> patienceOf(const std::string &text)
{
    constexpr int most = 3'600;
    int seconds = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), seconds);
    if (failure != std::errc() || end != text.data() + text.size() || seconds < 0 || seconds > most) {
        return refused(
            "bad_wait", "BILLHOOK_WAIT_FOR_DATABASE is \"" + text + "\": write seconds, from 0 to 3600.");
    }
    return std::chrono::seconds(seconds);
}

Result<int> rateOf(const std::string &text)
{
    constexpr int most = 1'000'000;
    int rate = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), rate);
    if (!text.empty()
        && (failure != std::errc() || end != text.data() + text.size() || rate < 0 || rate > most)) {
        return refused(
            "bad_rate", "BILLHOOK_RATE is \"" + text + "\": write requests a second, or 0 for no limit.");
    }
    return rate;
}

std::optional<bool> modeOfKey(const std::string &key)
{
    if (key.find("_live_") != std::string::npos) {
        return true;
    }
    if (key.find("_test_") != std::string::npos) {
        return false;
    }
    return std::nullopt;
}

Result<access::Installation> wishOf(const Settings &settings)
{
    const auto demo = truth("BILLHOOK_DEMO", settings.get("BILLHOOK_DEMO"));
    if (!demo) {
        return demo.error();
    }
    const auto &currency = settings.get("BILLHOOK_CURRENCY");
    if (!currency.empty() && !domain::Currency::fromCode(currency)) {
        return refused(
            "bad_currency", "BILLHOOK_CURRENCY is \"" + currency + "\": write an ISO code, as in usd.");
    }
    const auto &profile = settings.get("BILLHOOK_PROFILE");
    if (!profile.empty() && !analytics::profileNamed(profile)) {
        return refused(
            "bad_profile", "BILLHOOK_PROFILE is \"" + profile + "\": write stripe-default or net.");
    }
    access::Installation wish;
    wish.demo = *demo;
    wish.company = QString::fromStdString(settings.get("BILLHOOK_COMPANY"));
    wish.zone = QString::fromStdString(settings.get("BILLHOOK_ZONE"));
    wish.currency = QString::fromStdString(currency).toLower();
    wish.profile = QString::fromStdString(profile);
    return wish;
}

} // namespace

Result<Configuration> Configuration::of(const Settings &settings)
{
    Configuration configuration;
    configuration.metricsToken = settings.get("BILLHOOK_METRICS_TOKEN");
    configuration.stripeKey = QByteArray::fromStdString(settings.get("STRIPE_SECRET_KEY"));
    auto listen = listenAddress(settings.get("BILLHOOK_LISTEN"));
    auto trusted = proxies(settings.get("BILLHOOK_TRUSTED_PROXIES"));
    auto signing = secrets(settings.get("STRIPE_WEBHOOK_SECRET"));
    auto base = stripeclient::checkedApiBase(QString::fromStdString(settings.get("STRIPE_API_BASE")));
    const auto foreign
        = truth("STRIPE_LIVE_KEY_TO_FOREIGN_HOST", settings.get("STRIPE_LIVE_KEY_TO_FOREIGN_HOST"));
    auto way = !foreign ? Result<void>(foreign.error())
        : base          ? stripeclient::checkWayOf(*base, settings.get("STRIPE_SECRET_KEY"), *foreign)
                        : Result<void>();
    auto patience = patienceOf(settings.get("BILLHOOK_WAIT_FOR_DATABASE"));
    auto rate = rateOf(settings.get("BILLHOOK_RATE"));
    auto wish = wishOf(settings);
    for (const Error *error : { listen ? nullptr : &listen.error(), trusted ? nullptr : &trusted.error(),
             signing ? nullptr : &signing.error(), base ? nullptr : &base.error(),
             way ? nullptr : &way.error(), patience ? nullptr : &patience.error(),
             rate ? nullptr : &rate.error(), wish ? nullptr : &wish.error() }) {
        if (error != nullptr) {
            return *error;
        }
    }
    configuration.listen = *listen;
    configuration.trustedProxies = *std::move(trusted);
    configuration.webhookSecrets = *std::move(signing);
    configuration.stripeBase = *base;
    configuration.liveKeyToForeignHost = *foreign;
    configuration.databasePatience = *patience;
    configuration.requestsPerSecond = *rate;
    configuration.wish = *wish;
    configuration.keyMode = modeOfKey(settings.get("STRIPE_SECRET_KEY"));
    return configuration;
}

} // namespace billhook::daemon
