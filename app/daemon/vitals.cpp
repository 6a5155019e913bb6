#include "app/daemon/vitals.h"

#include "services/concurrency/whendone.h"

#include <QDateTime>
#include <QElapsedTimer>

#include <chrono>

namespace billhook::app {

using domain::Result;
using observability::CheckStatus;
using observability::Gauge;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

struct Vitals::Look
{
    qint64 latencyMilliseconds = 0;
    bool readOnly = false;
    qint64 queueDepth = 0;
    qint64 oldestSeconds = 0;
    qint64 quarantined = 0;
    qint64 snapshotSeconds = 0;
    QDateTime lastEventAt;
};

namespace {

/** A silent connection must be given up soon, or "not ready" would outlast the outage. */
constexpr auto healthTimeout = 2s;
constexpr qint64 freshMilliseconds = 10'000;
constexpr qint64 longSnapshotSeconds = 60;

} // namespace

Vitals::Vitals(const DatabaseAccess &database, observability::Metrics &metrics, observability::Log &log,
    std::string version)
    : m_database(database)
    , m_metrics(metrics)
    , m_log(log)
    , m_worker(u"vitals"_s)
{
    m_report.version = std::move(version);
    m_report.stripe.status = CheckStatus::Disabled;
    connect(&m_databaseTimer, &QTimer::timeout, this, &Vitals::lookAtDatabase);
    connect(&m_stripeTimer, &QTimer::timeout, this, &Vitals::lookAtStripe);
    connect(&m_monthsTimer, &QTimer::timeout, this, &Vitals::makeMonths);
}

Vitals::~Vitals()
{
    m_worker.run([this] { m_session.reset(); }).waitForFinished();
}

void Vitals::begin(stripe::StripeProbe *probe)
{
    m_probe = probe;
    if (m_probe != nullptr) {
        m_report.stripe.status = CheckStatus::Unknown;
        m_stripeTimer.start(30s);
        lookAtStripe();
    }
    m_databaseTimer.start(1s);
    lookAtDatabase();
    m_monthsTimer.start(6h);
    makeMonths();
}

observability::HealthReport Vitals::report() const
{
    const std::scoped_lock lock(m_mutex);
    return m_report;
}

bool Vitals::ready() const
{
    const std::scoped_lock lock(m_mutex);
    return m_report.database.status == CheckStatus::Up && m_report.database.checkedAt
        && QDateTime::currentMSecsSinceEpoch() - *m_report.database.checkedAt < freshMilliseconds;
}

Result<postgres::Session *> Vitals::session()
{
    if (!m_session) {
        auto opened
            = m_database.session({ u"health"_s, u"installation"_s }, postgres::Group::Daemon, healthTimeout);
        if (!opened) {
            return opened.error();
        }
        m_session = std::move(opened).value();
    }
    return m_session.get();
}

void Vitals::lookAtDatabase()
{
    if (m_looking) {
        return;
    }
    m_looking = true;
    const auto looked = m_worker.run([this]() -> Result<Look> {
        QElapsedTimer timer;
        timer.start();
        auto opened = session();
        if (!opened) {
            return opened.error();
        }
        auto look = (*opened)->first<Look>(u"health/read_health"_s, {}, [](const postgres::Row &row) {
            return Look{ 0, row.boolean("read_only"), row.integer("queue_depth"),
                row.integer("oldest_seconds"), row.integer("quarantined"), row.integer("snapshot_seconds"),
                row.isNull("last_event_at") ? QDateTime() : row.instant("last_event_at") };
        });
        if (!look) {
            m_session.reset();
            return look.error();
        }
        auto found = look->value_or(Look{});
        if (found.readOnly) {
            m_session.reset(); // another host of the list may be the primary now
            return domain::Error{ domain::ErrorKind::Unavailable, "database_read_only",
                "The database takes no changes.", {} };
        }
        found.latencyMilliseconds = timer.elapsed();
        return found;
    });
    concurrency::whenDone(looked, this, [this](const Result<Look> &look) {
        m_looking = false;
        take(look);
    });
}

void Vitals::take(const Result<Look> &look)
{
    const std::scoped_lock lock(m_mutex);
    const auto before = m_report.database.status;
    m_report.database.checkedAt = QDateTime::currentMSecsSinceEpoch();
    m_report.database.status = look ? CheckStatus::Up : CheckStatus::Down;
    m_metrics.set(Gauge::DatabaseUp, look ? 1 : 0);
    if (!look) {
        m_report.database.latencyMilliseconds.reset();
        if (before != CheckStatus::Down) {
            m_log.error(
                "database_lost", { { "code", look.error().code }, { "detail", look.error().detail } });
        }
        return;
    }
    if (before != CheckStatus::Up) {
        m_log.info("database_reached");
    }
    m_report.database.latencyMilliseconds = look->latencyMilliseconds;
    m_report.queueDepth = look->queueDepth;
    m_report.oldestQueuedSeconds = look->oldestSeconds;
    if (look->lastEventAt.isValid()) {
        m_report.lastEventAt = look->lastEventAt.toMSecsSinceEpoch();
    }
    m_metrics.set(Gauge::EventQueueDepth, look->queueDepth);
    m_metrics.set(Gauge::EventQueueOldestSeconds, look->oldestSeconds);
    m_metrics.set(Gauge::QuarantinedEvents, look->quarantined);
    if (look->snapshotSeconds > longSnapshotSeconds) {
        m_log.warning("old_snapshot",
            { { "seconds", look->snapshotSeconds },
                { "advice", "a session holds back vacuum; end it, or its queue and queries grow slow" } });
    }
}

/** No event waits for it: the ingest makes a month that is still missing. */
void Vitals::makeMonths()
{
    m_worker.run([this] {
        auto opened = session();
        const auto made
            = opened ? (*opened)->execute(u"health/ensure_months"_s) : Result<qint64>(opened.error());
        if (!made) {
            m_log.warning(
                "months_not_made", { { "code", made.error().code }, { "detail", made.error().detail } });
        }
    });
}

void Vitals::lookAtStripe()
{
    m_probe->ask([this](const stripe::ProbeAnswer &answer) { takeStripe(answer); });
}

void Vitals::takeStripe(const stripe::ProbeAnswer &answer)
{
    const bool up = answer.answered && answer.status < 500;
    m_metrics.set(Gauge::StripeUp, up ? 1 : 0);
    m_metrics.countStripeRequest("/v1/account", up ? "answered" : "failed");
    {
        const std::scoped_lock lock(m_mutex);
        m_report.stripe.status = up ? CheckStatus::Up : CheckStatus::Down;
        m_report.stripe.latencyMilliseconds = answer.latencyMs;
        m_report.stripe.checkedAt = QDateTime::currentMSecsSinceEpoch();
    }
    if (answer.status == 401 || answer.status == 403) {
        m_log.warning(
            "stripe_key_refused", { { "status", answer.status }, { "advice", "check STRIPE_SECRET_KEY" } });
    }
    if (answer.accountId.isEmpty()) {
        Q_EMIT stripeLookedAt();
        return;
    }
    const auto settled = m_worker.run([this, account = answer.accountId]() -> Result<postgres::Installation> {
        auto opened = session();
        if (!opened) {
            return opened.error();
        }
        postgres::Installation wish;
        wish.account = account;
        return postgres::InstallationRepository(**opened).adopt(wish);
    });
    concurrency::whenDone(settled, this, [this](const Result<postgres::Installation> &installation) {
        if (!installation && installation.error().kind == domain::ErrorKind::Configuration) {
            Q_EMIT strangeAccountFound(QString::fromStdString(installation.error().message));
        }
        Q_EMIT stripeLookedAt();
    });
}

void Vitals::settleMode(bool livemode)
{
    m_worker.run([this, livemode] {
        auto opened = session();
        if (!opened) {
            return;
        }
        postgres::Installation wish;
        wish.livemode = livemode;
        if (auto settled = postgres::InstallationRepository(**opened).adopt(wish); !settled) {
            m_log.warning("mode_not_settled",
                { { "code", settled.error().code }, { "detail", settled.error().message } });
        }
    });
}

} // namespace billhook::app
