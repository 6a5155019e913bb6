#pragma once

#include <QByteArray>
#include <QUrl>

#include <chrono>

namespace billhook::stripeclient {

/** The version whose shape we ask for; what webhooks and stored events carry may be any other. */
constexpr auto apiVersion = "2026-10-28.endive";

struct ClientOptions
{
    QUrl apiBase{ QStringLiteral("https://api.stripe.com") }; ///< https, or http to a loopback address
    QByteArray secretKey; ///< sk_ or rk_; never logged
    std::chrono::milliseconds deadline{ 30'000 }; ///< of one call with all its attempts and waits
    int maxRetries = 2;
    std::chrono::milliseconds firstRetryDelay{ 500 };
    bool liveKeyToForeignHost = false; ///< a live key may go, over https, to a host that is not Stripe's
};

} // namespace billhook::stripeclient
