#include "services/stripeclient/stripeprobe.h"

#include <QElapsedTimer>
#include <QHostAddress>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLocale>
#include <QNetworkReply>
#include <QNetworkRequest>

#include <chrono>
#include <utility>

namespace billhook::stripeclient {

using domain::Error;
using domain::ErrorKind;
using domain::Result;
using namespace Qt::StringLiterals;

namespace {

constexpr std::chrono::milliseconds deadline{ 10'000 };
constexpr auto apiVersion = "2026-10-28.endive";

/** As HTTP writes it: Qt's RFC2822Date wants an offset in GMT's place. */
QDateTime dateOf(const QByteArray &header)
{
    auto date = QLocale::c().toDateTime(QString::fromLatin1(header), u"ddd, dd MMM yyyy hh:mm:ss 'GMT'"_s);
    date.setTimeSpec(Qt::UTC);
    return date;
}

ProbeAnswer answerOf(QNetworkReply &reply, qint64 latencyMs)
{
    ProbeAnswer answer;
    answer.latencyMs = latencyMs;
    answer.status = reply.attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    answer.answered = answer.status != 0;
    if (!answer.answered) {
        answer.failure = reply.errorString();
        return answer;
    }
    answer.stripeDate = dateOf(reply.rawHeader("Date"));
    if (answer.status == 200) {
        answer.accountId = QJsonDocument::fromJson(reply.readAll()).object().value("id"_L1).toString();
    }
    return answer;
}

} // namespace

Result<QUrl> checkedApiBase(const QString &text)
{
    const QUrl url(text, QUrl::StrictMode);
    const bool loopback = url.host() == "localhost"_L1 || QHostAddress(url.host()).isLoopback();
    const bool allowed = url.scheme() == "https"_L1 || (url.scheme() == "http"_L1 && loopback);
    if (!url.isValid() || url.host().isEmpty() || !allowed) {
        return Error{ ErrorKind::Configuration, "bad_api_base",
            u"STRIPE_API_BASE is \"%1\": it must be an https:// URL; http:// is taken for loopback addresses only."_s
                .arg(text)
                .toStdString(),
            {} };
    }
    return url;
}

Result<void> checkWayOf(const QUrl &apiBase, std::string_view secretKey, bool liveKeyToForeignHost)
{
    if (!secretKey.starts_with("sk_live_") && !secretKey.starts_with("rk_live_")) {
        return {};
    }
    if (apiBase.scheme() != "https"_L1) {
        return Error{ ErrorKind::Configuration, "live_key_over_http",
            "The Stripe key is a live one and is never sent over plain http. Nothing was sent.", {} };
    }
    const auto host = apiBase.host();
    if (host != "stripe.com"_L1 && !host.endsWith(".stripe.com"_L1) && !liveKeyToForeignHost) {
        return Error{ ErrorKind::Configuration, "live_key_to_foreign_host",
            "The Stripe key is a live one and STRIPE_API_BASE is not a host of Stripe's. Nothing was sent. "
            "If a proxy of your own is meant, set STRIPE_LIVE_KEY_TO_FOREIGN_HOST=1.",
            {} };
    }
    return {};
}

StripeProbe::StripeProbe(QUrl apiBase, QByteArray secretKey, QObject *parent)
    : QObject(parent)
    , m_apiBase(std::move(apiBase))
    , m_secretKey(std::move(secretKey))
{
    m_network.setRedirectPolicy(QNetworkRequest::ManualRedirectPolicy);
}

void StripeProbe::ask(std::function<void(const ProbeAnswer &)> answered)
{
    QUrl url(m_apiBase);
    url.setPath(u"/v1/account"_s);
    QNetworkRequest request(url);
    request.setTransferTimeout(static_cast<int>(deadline.count()));
    request.setRawHeader("Authorization", "Bearer " + m_secretKey);
    request.setRawHeader("Stripe-Version", apiVersion);
    QElapsedTimer timer;
    timer.start();
    auto *reply = m_network.get(request);
    connect(reply, &QNetworkReply::finished, this, [reply, timer, answered = std::move(answered)] {
        reply->deleteLater();
        answered(answerOf(*reply, timer.elapsed()));
    });
}

} // namespace billhook::stripeclient
