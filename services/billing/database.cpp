#include "services/billing/database.h"

#include <algorithm>
#include <chrono>

using namespace std::chrono_literals;

namespace billhook::billing {

namespace {

constexpr std::chrono::milliseconds firstPause = 500ms;
constexpr std::chrono::milliseconds longestPause = 3s; // a promoted standby is to be found within 5 s

postgres::ConnectOptions optionsFor(const QString &url, const QStringList &settings)
{
    postgres::ConnectOptions options;
    options.url = url;
    options.applicationName = QStringLiteral("billhook");
    options.areas = { QStringLiteral("dashboard"), QStringLiteral("live"), QStringLiteral("users") };
    options.settings = settings;
    return options;
}

} // namespace

QStringList Database::settings(Lane lane)
{
    if (lane == Lane::Screen) {
        return {};
    }
    // A list's plan depends on its filters' values.
    QStringList settings{ QStringLiteral("plan_cache_mode = force_custom_plan") };
    if (lane == Lane::Rows) {
        // A page is too small to share among processes.
        settings += QStringLiteral("max_parallel_workers_per_gather = 0");
        // What filters leave may all lie at the far end of an order, which no statistics tell: a few hundred
        // rows are better fetched from memory and sorted than walked to.
        settings += QStringLiteral("random_page_cost = 0.5");
    }
    return settings;
}

Database::Database(const QString &url, QObject *parent)
    : QObject(parent)
    , m_url(url)
    , m_pause(firstPause)
    , m_screen(QStringLiteral("billhook-screen"), optionsFor(url, settings(Lane::Screen)))
    , m_rows(QStringLiteral("billhook-rows"), optionsFor(url, settings(Lane::Rows)))
    , m_background(QStringLiteral("billhook-background"), optionsFor(url, settings(Lane::Background)))
    , m_canceling(QStringLiteral("billhook-cancel"))
{
    m_retry.setSingleShot(true);
    connect(&m_retry, &QTimer::timeout, this, &Database::reconnect);
    for (DatabaseLane *lane : lanes()) {
        connect(lane, &DatabaseLane::opened, this, &Database::takeOpened, Qt::QueuedConnection);
        connect(lane, &DatabaseLane::failed, this, &Database::takeFailed, Qt::QueuedConnection);
    }
}

Database::~Database() = default;

void Database::cancel(const concurrency::Cancellation &cancellation)
{
    m_canceling.run([cancellation] { cancellation.cancel(); });
}

void Database::reconnect()
{
    m_retry.stop();
    // The task itself does nothing: what counts is that its lane connects, which it announces.
    m_screen.run<bool>([](postgres::Session &session) -> domain::Result<bool> {
        auto read = session.forEach(QStringLiteral("dashboard/read_basis"), {}, [](const postgres::Row &) {});
        if (!read) {
            return read.error();
        }
        return true;
    });
}

void Database::takeOpened(const QString &role)
{
    m_role = role;
    m_pause = firstPause;
    m_retry.stop();
    setState(State::Online);
}

void Database::takeFailed(const domain::Error &error)
{
    m_lastError = error;
    setState(State::Offline);
    if (!m_retry.isActive()) {
        m_retry.start(m_pause);
        m_pause = std::min(m_pause * 2, longestPause);
    }
}

void Database::setState(State state)
{
    if (state == m_state) {
        return;
    }
    m_state = state;
    m_offlineSince = state == State::Offline ? QDateTime::currentDateTimeUtc() : QDateTime();
    Q_EMIT stateChanged(state);
}

} // namespace billhook::billing
