#include "app/desktop/windowstatus.h"

#include "services/concurrency/whendone.h"

#include <QLocale>
#include <QTimeZone>

#include <algorithm>
#include <chrono>

namespace billhook::desktop {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr qint64 lateSeconds = 300;
constexpr qint64 countedQueue = 10'000;

QLocale wording()
{
    return { QLocale::English, QLocale::UnitedStates };
}

QString spanText(qint64 seconds)
{
    constexpr qint64 minute = 60;
    constexpr qint64 hour = 3'600;
    constexpr qint64 day = 86'400;
    if (seconds < minute) {
        return WindowStatus::tr("%1 s").arg(std::max<qint64>(seconds, 0));
    }
    if (seconds < hour) {
        return WindowStatus::tr("%1 min").arg(seconds / minute);
    }
    return seconds < 2 * day ? WindowStatus::tr("%1 h").arg(seconds / hour)
                             : WindowStatus::tr("%1 days").arg(seconds / day);
}

QString modeText(const billing::Freshness &freshness)
{
    if (freshness.demo) {
        return WindowStatus::tr("Demo");
    }
    if (!freshness.livemode) {
        return WindowStatus::tr("No events yet");
    }
    return *freshness.livemode ? WindowStatus::tr("Live") : WindowStatus::tr("Test mode");
}

QString databaseText(const billing::Freshness &freshness)
{
    QStringList parts{ freshness.host.isEmpty() ? WindowStatus::tr("Local database") : freshness.host };
    if (!freshness.tls.isEmpty()) {
        parts.append(QString(freshness.tls).replace("TLSv"_L1, "TLS "_L1));
    }
    parts.append(freshness.role);
    return parts.join(u" · "_s);
}

QString stripeText(const billing::Freshness &freshness)
{
    const QString mode = freshness.demo ? WindowStatus::tr("Stripe sandbox")
        : !freshness.livemode           ? WindowStatus::tr("Stripe")
        : *freshness.livemode           ? WindowStatus::tr("Stripe live")
                                        : WindowStatus::tr("Stripe test");
    return freshness.account.isEmpty() ? mode : u"%1 · %2"_s.arg(mode, freshness.account);
}

qint64 lagMilliseconds(const billing::Freshness &freshness)
{
    return freshness.oldestQueued.isValid() ? freshness.oldestQueued.msecsTo(freshness.now) : 0;
}

QString queueText(const billing::Freshness &freshness)
{
    if (freshness.queued == 0) {
        return WindowStatus::tr("Events: none queued");
    }
    const QString number = freshness.queued > countedQueue
        ? WindowStatus::tr("over %1").arg(wording().toString(countedQueue))
        : wording().toString(freshness.queued);
    const qint64 lag = std::max<qint64>(lagMilliseconds(freshness), 0);
    const QString text
        = lag < 10'000 ? u"%1.%2 s"_s.arg(lag / 1'000).arg(lag % 1'000 / 100) : spanText(lag / 1'000);
    return WindowStatus::tr("Events: %1 queued, lag %2").arg(number, text);
}

QString ratesText(const billing::Freshness &freshness)
{
    QString base = WindowStatus::tr("%1 base").arg(freshness.currency.toUpper());
    if (!freshness.ratesDay.isValid()) {
        return base;
    }
    const QString source = freshness.ratesSource.isEmpty() ? QString() : freshness.ratesSource + u' ';
    return WindowStatus::tr("%1 · %2rates %3")
        .arg(base, source, wording().toString(freshness.ratesDay, u"d MMM yyyy"_s));
}

} // namespace

WindowStatus::WindowStatus(billing::Database &database, shell::MainWindow &window, QObject *parent)
    : QObject(parent)
    , m_database(database)
    , m_load(database)
    , m_window(window)
{
    connect(&m_poll, &QTimer::timeout, this, &WindowStatus::read);
    connect(&m_tick, &QTimer::timeout, this, &WindowStatus::showAge);
    connect(&database, &billing::Database::stateChanged, this, &WindowStatus::showState);
    connect(&window, &shell::MainWindow::bannerActionTriggered, &database, &billing::Database::reconnect);
    m_poll.start(5s);
    m_tick.start(1s);
}

void WindowStatus::read()
{
    if (m_reading) {
        return;
    }
    m_reading = true;
    concurrency::whenDone(
        m_load.load(), this, [this](const domain::Result<billing::Freshness> &result) { take(result); });
}

void WindowStatus::take(const domain::Result<billing::Freshness> &result)
{
    m_reading = false;
    if (!result) {
        return; // the next tick reads again; a lost database has its banner
    }
    const bool first = !m_freshness;
    m_freshness = *result;
    m_since.start();
    const bool test = m_freshness->livemode == false && !m_freshness->demo;
    m_window.setAccount(
        m_freshness->company.isEmpty() ? tr("Your company") : m_freshness->company, modeText(*m_freshness));
    m_window.setTestMode(test ? tr("TEST MODE") : QString(),
        test ? tr("You see Stripe test data. Nothing here charges a real card.") : QString());
    showState();
    if (first) {
        Q_EMIT settledOnce();
    }
}

void WindowStatus::showState()
{
    showBanner();
    showAge();
    showStatusLine();
}

QString WindowStatus::ageText() const
{
    if (!m_freshness || !m_freshness->lastEvent.isValid()) {
        return tr("no event yet");
    }
    const qint64 then = m_freshness->lastEvent.msecsTo(m_freshness->now);
    return tr("last event %1 ago").arg(spanText((then + m_since.elapsed()) / 1'000));
}

void WindowStatus::showAge()
{
    if (m_database.state() == billing::Database::State::Offline) {
        m_window.setLive(widgets::LiveState::Off,
            tr("since %1").arg(wording().toString(m_database.offlineSince().toLocalTime(), u"HH:mm"_s)));
        return;
    }
    if (!m_freshness) {
        m_window.setLive(widgets::LiveState::Off, tr("connecting"));
        return;
    }
    const qint64 lag = lagMilliseconds(*m_freshness) / 1'000;
    if (lag > lateSeconds) {
        m_window.setLive(widgets::LiveState::Late, tr("events wait for %1").arg(spanText(lag)));
        return;
    }
    m_window.setLive(widgets::LiveState::Live, ageText());
}

void WindowStatus::showStatusLine()
{
    shell::StatusLine line;
    const bool offline = m_database.state() == billing::Database::State::Offline;
    line.tone = offline ? widgets::Tone::Warn : widgets::Tone::Ok;
    if (!m_freshness) {
        line.left = { offline ? tr("No connection to the database") : tr("Connecting to the database") };
        m_window.setStatus(line);
        return;
    }
    const QTimeZone zone(m_freshness->zone.toLatin1());
    line.left = { offline ? tr("No connection to the database") : databaseText(*m_freshness),
        stripeText(*m_freshness), queueText(*m_freshness) };
    line.right = { ratesText(*m_freshness), m_freshness->zone,
        tr("As of %1").arg(wording().toString(m_freshness->now.toTimeZone(zone), u"HH:mm:ss"_s)) };
    m_window.setStatus(line);
}

void WindowStatus::showBanner()
{
    if (m_database.state() != billing::Database::State::Offline) {
        m_window.setBanner(std::nullopt);
        return;
    }
    const QString since = wording().toString(m_database.offlineSince().toLocalTime(), u"HH:mm"_s);
    const QString why = QString::fromStdString(m_database.lastError().message);
    m_window.setBanner(widgets::BannerText{ u"wifi-off"_s, widgets::Tone::Warn,
        tr("No connection to the database since %1.").arg(since),
        m_freshness ? tr("You see what was read before; it is brought up to date by itself.") : why,
        tr("Retry now") });
}

} // namespace billhook::desktop
