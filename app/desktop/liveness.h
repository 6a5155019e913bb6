#pragma once

#include "services/billing/freshness.h"
#include "views/widgets/banner.h"
#include "views/widgets/liveindicator.h"

#include <QDateTime>
#include <QString>

#include <optional>

namespace billhook::desktop {

/** What is known about the data's way to the screen, at one moment. */
struct Signs
{
    std::optional<billing::Freshness> freshness; ///< the last one that was read
    qint64 sinceRead = 0; ///< seconds since then, by the desktop's own clock
    std::optional<QDateTime> offlineSince; ///< UTC; none while the database answers
    QString reason; ///< why it does not, for people
};

/** How alive the figures are, in words. */
struct Liveness
{
    widgets::LiveState state = widgets::LiveState::Off;
    QString detail; ///< beside the word: "last event 3 s ago"
    std::optional<widgets::BannerText> banner;
};

/**
 * Live is what a daemon keeps up to date and the desktop has read: after five minutes without a sign of life
 * of any daemon, without a successful read, or with events that wait as long, it is late. Times of day are
 * those of the reporting zone.
 */
Liveness livenessOf(const Signs &signs);

/** "As of 12:04:31", and how old that is once it shows. */
QString asOfText(const billing::Freshness &freshness, qint64 sinceRead);

QString spanText(qint64 seconds); ///< "3 s", "6 min", "5 h", "2 days"

} // namespace billhook::desktop
