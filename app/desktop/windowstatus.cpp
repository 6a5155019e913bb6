#include "app/desktop/windowstatus.h"

#include "app/desktop/liveness.h"
#include "models/items/localetext.h"
#include "services/concurrency/whendone.h"
#include "views/shell/failurestate.h"

#include <algorithm>
#include <chrono>

namespace billhook::desktop {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr qint64 countedQueue = 10'000;

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
        ? WindowStatus::tr("over %1").arg(items::number(countedQueue))
        : items::number(freshness.queued);
    const qint64 lag = std::max<qint64>(lagMilliseconds(freshness), 0);
    const QString text = lag < 10'000
        ? u"%1%2%3 s"_s.arg(lag / 1'000).arg(items::shownLocale().decimalPoint()).arg(lag % 1'000 / 100)
        : spanText(lag / 1'000);
    return WindowStatus::tr("Events: %1 queued, lag %2").arg(number, text);
}

QString ratesText(const billing::Freshness &freshness)
{
    QString base = WindowStatus::tr("%1 base").arg(freshness.currency.toUpper());
    if (!freshness.ratesDay.isValid()) {
        return base;
    }
    const QString source = freshness.ratesSource.isEmpty() ? QString() : freshness.ratesSource + u' ';
    return WindowStatus::tr("%1 · %2rates %3").arg(base, source, items::fullDay(freshness.ratesDay));
}

} // namespace

WindowStatus::WindowStatus(billing::Database &database, shell::MainWindow &window, QObject *parent)
    : QObject(parent)
    , m_database(database)
    , m_load(database)
    , m_window(window)
{
    connect(&m_poll, &QTimer::timeout, this, &WindowStatus::read);
    connect(&m_tick, &QTimer::timeout, this, &WindowStatus::showState);
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

/** Once a second: everything here is also a matter of how long ago. */
void WindowStatus::showState()
{
    const bool offline = m_database.state() == billing::Database::State::Offline;
    Signs signs;
    signs.freshness = m_freshness;
    signs.sinceRead = m_freshness ? m_since.elapsed() / 1'000 : 0;
    if (offline) {
        signs.offlineSince = m_database.offlineSince();
        signs.reason = QString::fromStdString(m_database.lastError().message);
    }
    const Liveness liveness = livenessOf(signs);
    m_window.setLive(liveness.state, liveness.detail);
    m_window.setBanner(liveness.banner);
    m_window.setObstacle(
        offline && !m_freshness ? std::optional(shell::failureState(m_database.lastError())) : std::nullopt);
    showStatusLine(liveness.state == widgets::LiveState::Live);
}

void WindowStatus::showStatusLine(bool live)
{
    shell::StatusLine line;
    const bool offline = m_database.state() == billing::Database::State::Offline;
    line.tone = live ? widgets::Tone::Ok : widgets::Tone::Warn;
    if (!m_freshness) {
        line.left = { offline ? tr("No answer from the database") : tr("Connecting to the database") };
        m_window.setStatus(line);
        return;
    }
    line.left = { offline ? tr("No answer from the database") : databaseText(*m_freshness),
        stripeText(*m_freshness), queueText(*m_freshness) };
    line.right
        = { ratesText(*m_freshness), m_freshness->zone, asOfText(*m_freshness, m_since.elapsed() / 1'000) };
    m_window.setStatus(line);
}

} // namespace billhook::desktop
