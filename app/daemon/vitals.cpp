#include "app/daemon/vitals.h"

#include "services/concurrency/whendone.h"

#include <QDateTime>
#include <QElapsedTimer>

#include <chrono>
#include <map>

namespace billhook::daemon {

using domain::Result;
using observability::CheckStatus;
using observability::Gauge;
using observability::LabelledGauge;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

struct Vitals::Look
{
    qint64 latencyMilliseconds = 0;
    qint64 queueDepth = 0;
    qint64 oldestSeconds = 0;
    qint64 quarantined = 0;
    qint64 snapshotSeconds = 0;
    std::optional<qint64> lastEventAt; ///< milliseconds since 1970
    qint64 amountsUnknown = 0;
    qint64 statusesUnknown = 0;
    qint64 gaps = 0;
};

namespace {

enum LookColumn
{
    ReadOnly,
    QueueDepth,
    OldestSeconds,
    NextFrom,
    Quarantined,
    LastEventAt,
    AmountsUnknown,
    StatusesUnknown,
    Gaps
};

/** A silent connection must be given up soon, or "not ready" would outlast the outage. */
constexpr auto healthTimeout = 2s;
constexpr auto countTimeout = 60s;
constexpr qint64 freshMilliseconds = 10'000;
constexpr qint64 longSnapshotSeconds = 60;

} // namespace

Vitals::Vitals(const DatabaseAccess &database, observability::Metrics &metrics, observability::Log &log,
    std::string version)
    : m_database(database)
    , m_metrics(metrics)
    , m_log(log)
    , m_pipeline({ database.url().toStdString(), "billhook_daemon", "billhookd vitals", healthTimeout,
          { "health" } })
    , m_worker(u"vitals"_s)
    , m_settler(u"settler"_s)
{
    m_report.version = std::move(version);
    m_report.stripe.status = CheckStatus::Disabled;
    connect(&m_databaseTimer, &QTimer::timeout, this, &Vitals::lookAtDatabase);
    connect(&m_stripeTimer, &QTimer::timeout, this, &Vitals::lookAtStripe);
    connect(&m_monthsTimer, &QTimer::timeout, this, &Vitals::makeMonths);
    connect(&m_beatTimer, &QTimer::timeout, this, &Vitals::beat);
    connect(&m_countTimer, &QTimer::timeout, this, &Vitals::countObjects);
}

void Vitals::begin(stripeclient::StripeProbe *probe)
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
    m_beatTimer.start(30s);
    beat();
    m_countTimer.start(5min);
    countObjects();
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

Result<Vitals::Look> Vitals::look()
{
    QElapsedTimer timer;
    timer.start();
    const auto from = m_queue.from();
    const auto began = events::QueueCursor::Clock::now();
    const auto rows = m_pipeline.run("health/read_health", postgres::Parameters().bigint(from));
    if (!rows) {
        m_pipeline.disconnect();
        return rows.error();
    }
    m_queue.found(from, rows->integer(0, NextFrom), events::QueueCursor::Clock::now() - began);
    Look look;
    look.queueDepth = rows->integer(0, QueueDepth);
    look.oldestSeconds = rows->integer(0, OldestSeconds);
    look.quarantined = rows->integer(0, Quarantined);
    look.amountsUnknown = rows->integer(0, AmountsUnknown);
    look.statusesUnknown = rows->integer(0, StatusesUnknown);
    look.gaps = rows->integer(0, Gaps);
    if (!rows->isNull(0, LastEventAt)) {
        look.lastEventAt = rows->integer(0, LastEventAt);
    }
    if (rows->boolean(0, ReadOnly)) {
        m_pipeline.disconnect(); // another host of the list may be the primary now
        return domain::Error{ domain::ErrorKind::Unavailable, "database_read_only",
            "The database takes no changes.", {} };
    }
    look.latencyMilliseconds = timer.elapsed();
    look.snapshotSeconds = snapshotSeconds();
    endAbandoned();
    return look;
}

/** 0 where the login may not see it. */
qint64 Vitals::snapshotSeconds()
{
    const auto oldest = m_pipeline.run("health/find_oldest_snapshot");
    return oldest && oldest->count() > 0 ? oldest->integer(0, 0) : 0;
}

void Vitals::endAbandoned()
{
    const auto ended = m_pipeline.run("health/end_abandoned");
    if (!ended || ended->count() > 0) {
        m_log.warning("abandoned_calls",
            { { "ended", ended ? ended->count() : 0 }, { "detail", ended ? "" : ended.error().detail } });
    }
}

void Vitals::lookAtDatabase()
{
    if (m_looking) {
        return;
    }
    m_looking = true;
    const auto looked = m_worker.run([this] { return look(); });
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
    if (look->lastEventAt) {
        m_report.lastEventAt = look->lastEventAt;
    }
    m_metrics.set(Gauge::EventQueueDepth, look->queueDepth);
    m_metrics.set(Gauge::EventQueueOldestSeconds, look->oldestSeconds);
    m_report.quarantined = look->quarantined;
    m_metrics.set(Gauge::QuarantinedEvents, look->quarantined);
    m_metrics.set(Gauge::OldestSnapshotSeconds, look->snapshotSeconds);
    takeUnknown(*look);
    if (look->snapshotSeconds > longSnapshotSeconds) {
        m_log.warning("old_snapshot",
            { { "seconds", look->snapshotSeconds },
                { "advice", "a session holds back vacuum; end it, or its queue and queries grow slow" } });
    }
}

/** What figures leave out or may have wrong. */
void Vitals::takeUnknown(const Look &look)
{
    m_report.amountsUnknown = look.amountsUnknown;
    m_report.statusesUnknown = look.statusesUnknown;
    m_report.gaps = look.gaps;
    m_metrics.set(LabelledGauge::Unknown,
        { { "amount_unknown", look.amountsUnknown }, { "status_unknown", look.statusesUnknown },
            { "gap", look.gaps } });
}

void Vitals::noteSignatures(std::int64_t apartSeconds)
{
    const std::scoped_lock lock(m_mutex);
    m_report.signaturesApartSeconds = apartSeconds;
}

/** No event waits for it: the ingest makes a month that is still missing. */
void Vitals::makeMonths()
{
    m_worker.run([this] {
        const auto made = m_pipeline.run("health/ensure_months");
        if (!made) {
            m_log.warning(
                "months_not_made", { { "code", made.error().code }, { "detail", made.error().detail } });
        }
    });
}

/** Desktops call what they show late without it. A failure needs no word here: lookAtDatabase() says it. */
void Vitals::beat()
{
    m_worker.run([this] {
        if (!m_pipeline.run("health/note_heartbeat")) {
            m_pipeline.disconnect();
        }
    });
}

void Vitals::countObjects()
{
    m_settler.run([this] {
        if (const auto done = counted(); !done) {
            m_log.warning(
                "objects_not_counted", { { "code", done.error().code }, { "detail", done.error().detail } });
        }
    });
}

Result<void> Vitals::counted() const
{
    const auto session = m_database.session(postgres::Group::Daemon, countTimeout);
    if (!session) {
        return session.error();
    }
    const std::map<QString, Gauge> plain{ { u"users"_s, Gauge::Users },
        { u"organizations"_s, Gauge::Organizations }, { u"database_bytes"_s, Gauge::DatabaseBytes } };
    const std::map<QString, LabelledGauge> labelled{ { u"subscriptions"_s, LabelledGauge::Subscriptions },
        { u"mrr"_s, LabelledGauge::Mrr }, { u"table_bytes"_s, LabelledGauge::TableBytes } };
    std::map<LabelledGauge, std::map<std::string, std::int64_t>> values;
    for (const auto &[kind, gauge] : labelled) {
        values[gauge]; // also where there is none of them now
    }
    const auto read = (*session)->forEach(u"health/count_objects"_s, {}, [&](const postgres::Row &row) {
        const auto kind = row.text("kind");
        if (const auto gauge = plain.find(kind); gauge != plain.end()) {
            m_metrics.set(gauge->second, row.integer("value"));
        } else {
            values[labelled.at(kind)][row.text("label").toStdString()] = row.integer("value");
        }
    });
    for (const auto &[gauge, ofLabels] : values) {
        if (read) {
            m_metrics.set(gauge, ofLabels);
        }
    }
    return read;
}

void Vitals::lookAtStripe()
{
    m_probe->ask([this](const stripeclient::ProbeAnswer &answer) { takeStripe(answer); });
}

void Vitals::takeStripe(const stripeclient::ProbeAnswer &answer)
{
    const bool up = answer.answered && answer.status < 500;
    if (up == m_stripeAway) {
        m_stripeAway = !up;
        if (up) {
            m_log.info("stripe_back");
        } else {
            m_log.warning(
                "stripe_away", { { "status", answer.status }, { "detail", answer.failure.toStdString() } });
        }
    }
    m_metrics.set(Gauge::StripeUp, up ? 1 : 0);
    m_metrics.countStripeRequest("/v1/account", up ? "answered" : "failed");
    {
        const std::scoped_lock lock(m_mutex);
        m_report.stripe.status = up ? CheckStatus::Up : CheckStatus::Down;
        m_report.stripe.latencyMilliseconds = answer.latencyMs;
        m_report.stripe.checkedAt = QDateTime::currentMSecsSinceEpoch();
        m_report.stripeKeyRefused = answer.status == 401 || answer.status == 403;
        if (answer.stripeDate.isValid()) {
            m_report.clockApartSeconds = answer.stripeDate.secsTo(QDateTime::currentDateTimeUtc());
        }
    }
    if (answer.status == 401 || answer.status == 403) {
        m_log.warning(
            "stripe_key_refused", { { "status", answer.status }, { "advice", "check STRIPE_SECRET_KEY" } });
    }
    if (answer.accountId.isEmpty()) {
        Q_EMIT stripeLookedAt();
        return;
    }
    access::Installation wish;
    wish.account = answer.accountId;
    const auto settled = m_settler.run([this, wish] { return adopt(wish); });
    concurrency::whenDone(settled, this, [this](const Result<access::Installation> &installation) {
        if (!installation && installation.error().kind == domain::ErrorKind::Configuration) {
            Q_EMIT strangeAccountFound(QString::fromStdString(installation.error().message));
        } else if (installation) {
            Q_EMIT accountSettled(installation->account);
        }
        Q_EMIT stripeLookedAt();
    });
}

void Vitals::settleMode(bool livemode)
{
    m_settler.run([this, livemode] {
        access::Installation wish;
        wish.livemode = livemode;
        if (auto settled = adopt(wish); !settled) {
            m_log.warning("mode_not_settled",
                { { "code", settled.error().code }, { "detail", settled.error().message } });
        }
    });
}

Result<access::Installation> Vitals::adopt(const access::Installation &wish) const
{
    const auto session = m_database.session(postgres::Group::Daemon, healthTimeout);
    return session ? access::InstallationRepository(**session).adopt(wish)
                   : Result<access::Installation>(session.error());
}

} // namespace billhook::daemon
