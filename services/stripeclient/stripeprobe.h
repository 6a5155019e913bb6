#pragma once

#include "models/domain/result.h"

#include <QByteArray>
#include <QDateTime>
#include <QNetworkAccessManager>
#include <QObject>
#include <QString>
#include <QUrl>

#include <functional>
#include <string_view>

namespace billhook::stripeclient {

/** What one look at Stripe showed. */
struct ProbeAnswer
{
    bool answered = false; ///< an HTTP answer came, whatever its status
    int status = 0;
    QString accountId; ///< acct_..., empty unless 200
    qint64 latencyMs = 0;
    QDateTime stripeDate; ///< the answer's Date header, UTC; invalid when absent
    QString failure; ///< why there was no answer
};

/** STRIPE_API_BASE as a URL: https, or http for loopback only. Configuration otherwise. */
domain::Result<QUrl> checkedApiBase(const QString &text);

/** Whether the key may go there: a live one only over https and to Stripe, or, if somebody has said so, to a
 * host that is not Stripe's. Configuration otherwise. */
domain::Result<void> checkWayOf(const QUrl &apiBase, std::string_view secretKey, bool liveKeyToForeignHost);

/** Asks GET /v1/account, with a deadline of 10 s. Lives and answers on the thread that made it, which runs an
 * event loop. */
class StripeProbe final : public QObject
{
    Q_OBJECT
public:
    StripeProbe(QUrl apiBase, QByteArray secretKey, QObject *parent = nullptr);

    void ask(std::function<void(const ProbeAnswer &)> answered);

private:
    QUrl m_apiBase;
    QByteArray m_secretKey;
    QNetworkAccessManager m_network;
};

} // namespace billhook::stripeclient
