#pragma once

#include "app/daemon/settings.h"
#include "services/access/installation.h"

#include <QByteArray>
#include <QUrl>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace billhook::daemon {

/** ADDRESS:PORT of BILLHOOK_LISTEN. */
struct ListenAddress
{
    std::string host;
    std::uint16_t port = 0; ///< 0: any free one
    bool loopback = false;
};

/** The settings of `serve` as values: what can't be meant is refused here, before anything begins. */
struct Configuration
{
    ListenAddress listen;
    std::vector<std::string> trustedProxies; ///< addresses and networks (10.0.0.0/8)
    std::string metricsToken;
    std::vector<std::string> webhookSecrets; ///< at least one
    QByteArray stripeKey; ///< empty: receive only
    QUrl stripeBase;
    bool liveKeyToForeignHost = false;
    int requestsPerSecond = 0; ///< of one API token; 0: as many as it likes
    std::chrono::seconds databasePatience{ 60 }; ///< how long the start waits for a database that is away
    access::Installation wish; ///< what a fresh database is to become; its mode is the first event's to tell
    std::optional<bool> keyMode; ///< what the key's spelling promises: live, test

    /** Configuration, with the setting's name and what to write instead. */
    static domain::Result<Configuration> of(const Settings &settings);
};

} // namespace billhook::daemon
