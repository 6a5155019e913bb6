#pragma once

#include <QDate>
#include <QDateTime>
#include <QString>

#include <optional>

namespace billhook::billing {

/** What the window says about itself and its data. Instants UTC. */
struct Freshness
{
    QString company;
    QString account; ///< acct_..., empty until known
    std::optional<bool> livemode;
    bool demo = false;
    QString zone;
    QString currency; ///< lower case
    QString profile;
    QDateTime now; ///< the database's clock
    QDateTime lastEvent; ///< invalid before the first
    QDateTime heartbeat; ///< the last sign of life of any daemon; invalid before the first
    qint64 queued = 0; ///< events stored and not projected yet; 10,001 stands for more
    QDateTime oldestQueued; ///< invalid when none is
    QDate ratesDay; ///< invalid when there are none
    QString ratesSource;
    QString host; ///< empty over a socket
    QString database;
    QString tls; ///< "TLSv1.3", empty without
    QString login;
    QString role; ///< the group in effect
};

} // namespace billhook::billing
