#include "app/desktop/liveness.h"

#include "models/items/localetext.h"

#include <QCoreApplication>
#include <QTimeZone>

#include <algorithm>

namespace billhook::desktop {

using namespace Qt::StringLiterals;
using widgets::LiveState;

namespace {

constexpr qint64 lateSeconds = 300;
constexpr qint64 quietSeconds = 15; ///< three missed reads

class Words final
{
    Q_DECLARE_TR_FUNCTIONS(Liveness)
};

QTimeZone zoneOf(const Signs &signs)
{
    return signs.freshness ? QTimeZone(signs.freshness->zone.toLatin1()) : QTimeZone::systemTimeZone();
}

QString timeText(const QDateTime &instant, const Signs &signs)
{
    return instant.toTimeZone(zoneOf(signs)).time().toString(u"HH:mm"_s);
}

/** The database's clock now, as far as the desktop can tell. */
QDateTime databaseNow(const Signs &signs)
{
    return signs.freshness->now.addSecs(signs.sinceRead);
}

qint64 secondsSince(const QDateTime &instant, const Signs &signs)
{
    return std::max<qint64>(instant.secsTo(databaseNow(signs)), 0);
}

Liveness offline(const Signs &signs)
{
    const QString since = timeText(*signs.offlineSince, signs);
    const bool late = signs.freshness && signs.sinceRead > lateSeconds;
    return { late ? LiveState::Late : LiveState::Off,
        late ? Words::tr("read %1 ago").arg(spanText(signs.sinceRead)) : Words::tr("since %1").arg(since),
        widgets::BannerText{ u"wifi-off"_s, widgets::Tone::Warn,
            Words::tr("No answer from the database since %1.").arg(since),
            Words::tr("You see what was read %1 ago; it is brought up to date by itself. %2")
                .arg(spanText(signs.sinceRead), signs.reason),
            Words::tr("Retry now") } };
}

Liveness unread(const Signs &signs)
{
    const QString since = timeText(databaseNow(signs).addSecs(-signs.sinceRead), signs);
    return { LiveState::Late, Words::tr("read %1 ago").arg(spanText(signs.sinceRead)),
        widgets::BannerText{ u"clock"_s, widgets::Tone::Warn,
            Words::tr("The database has not answered since %1.").arg(since),
            Words::tr("You see what was read %1 ago.").arg(spanText(signs.sinceRead)),
            Words::tr("Retry now") } };
}

Liveness withoutDaemon(const Signs &signs)
{
    const QDateTime &beat = signs.freshness->heartbeat;
    if (!beat.isValid()) {
        return { LiveState::Late, Words::tr("no daemon"),
            widgets::BannerText{ u"clock"_s, widgets::Tone::Warn, Words::tr("No billhookd has run here yet."),
                Words::tr("Nothing that happens at Stripe arrives before it does."), {} } };
    }
    const qint64 age = secondsSince(beat, signs);
    return { LiveState::Late, Words::tr("no daemon for %1").arg(spanText(age)),
        widgets::BannerText{ u"clock"_s, widgets::Tone::Warn,
            Words::tr("No sign of billhookd since %1.").arg(timeText(beat, signs)),
            Words::tr("What has happened at Stripe since then is not in these figures."), {} } };
}

QString eventAge(const Signs &signs)
{
    const QDateTime &event = signs.freshness->lastEvent;
    return event.isValid() ? Words::tr("last event %1 ago").arg(spanText(secondsSince(event, signs)))
                           : Words::tr("no event yet");
}

} // namespace

Liveness livenessOf(const Signs &signs)
{
    if (!signs.freshness) {
        const QString detail = signs.offlineSince
            ? Words::tr("since %1").arg(timeText(*signs.offlineSince, signs))
            : Words::tr("connecting");
        return { LiveState::Off, detail, std::nullopt }; // the page says why
    }
    if (signs.offlineSince) {
        return offline(signs);
    }
    if (signs.sinceRead > lateSeconds) {
        return unread(signs);
    }
    const QDateTime &beat = signs.freshness->heartbeat;
    if (!beat.isValid() || secondsSince(beat, signs) > lateSeconds) {
        return withoutDaemon(signs);
    }
    const QDateTime &oldest = signs.freshness->oldestQueued;
    if (oldest.isValid() && secondsSince(oldest, signs) > lateSeconds) {
        return { LiveState::Late, Words::tr("events wait for %1").arg(spanText(secondsSince(oldest, signs))),
            std::nullopt };
    }
    return { LiveState::Live, eventAge(signs), std::nullopt };
}

QString asOfText(const billing::Freshness &freshness, qint64 sinceRead)
{
    const QTimeZone zone(freshness.zone.toLatin1());
    const QString time = items::clockTime(freshness.now.toTimeZone(zone));
    return sinceRead < quietSeconds ? Words::tr("As of %1").arg(time)
                                    : Words::tr("As of %1, %2 ago").arg(time, spanText(sinceRead));
}

QString spanText(qint64 seconds)
{
    constexpr qint64 minute = 60;
    constexpr qint64 hour = 3'600;
    constexpr qint64 day = 86'400;
    if (seconds < minute) {
        return Words::tr("%1 s").arg(std::max<qint64>(seconds, 0));
    }
    if (seconds < hour) {
        return Words::tr("%1 min").arg(seconds / minute);
    }
    return seconds < 2 * day ? Words::tr("%1 h").arg(seconds / hour)
                             : Words::tr("%1 days").arg(seconds / day);
}

} // namespace billhook::desktop
