#pragma once

#include "app/daemon/databaseaccess.h"
#include "services/access/installation.h"
#include "services/concurrency/workerthread.h"
#include "services/events/queuecursor.h"
#include "services/observability/healthreport.h"
#include "services/observability/log.h"
#include "services/observability/metrics.h"
#include "services/postgres/pipeline.h"
#include "services/stripeclient/stripeprobe.h"

#include <QObject>
#include <QTimer>

#include <functional>
#include <memory>
#include <mutex>

namespace billhook::daemon {

/**
 * Looks at the database every second and at Stripe every 30 s, and keeps what /health, /readyz and the gauges
 * say; makes the months' partitions ahead of time. Lives on the main thread; report() and ready() may be
 * asked from any thread.
 */
class Vitals final : public QObject
{
    Q_OBJECT
public:
    Vitals(const DatabaseAccess &database, observability::Metrics &metrics, observability::Log &log,
        std::string version);

    /** Without a probe Stripe is "disabled": receive only. The probe must outlive this. */
    void begin(stripeclient::StripeProbe *probe);

    observability::HealthReport report() const;
    bool ready() const; ///< the database answered the last look, less than 10 s ago

    /** Writes the mode that the first event told, so that the next start and other daemons know it. */
    void settleMode(bool livemode);

    /** For /health: rightly signed deliveries are refused, this machine's clock being so far from theirs; 0:
     * no longer. Any thread. */
    void noteSignatures(std::int64_t apartSeconds);

Q_SIGNALS:
    /** Stripe answered or failed to; with an answer the account has been compared. */
    void stripeLookedAt();
    /** The account behind the key is this database's. */
    void accountSettled(const QString &account);
    /** The account behind the key is not this database's: nothing more may be taken. */
    void strangeAccountFound(const QString &message);

private:
    struct Look;
    void lookAtDatabase();
    void take(const domain::Result<Look> &look);
    void takeUnknown(const Look &look); ///< under the mutex
    void makeMonths();
    void beat();
    void countObjects();
    domain::Result<void> counted() const; ///< on the settler
    void lookAtStripe();
    void takeStripe(const stripeclient::ProbeAnswer &answer);
    domain::Result<Look> look(); ///< on the worker
    qint64 snapshotSeconds(); ///< on the worker
    void endAbandoned(); ///< on the worker
    domain::Result<access::Installation> adopt(const access::Installation &wish) const; ///< on the settler

    const DatabaseAccess &m_database;
    observability::Metrics &m_metrics;
    observability::Log &m_log;
    stripeclient::StripeProbe *m_probe = nullptr;
    QTimer m_databaseTimer;
    QTimer m_stripeTimer;
    QTimer m_monthsTimer;
    QTimer m_beatTimer;
    QTimer m_countTimer;
    bool m_looking = false;
    bool m_stripeAway = false; ///< as the log was told
    mutable std::mutex m_mutex;
    observability::HealthReport m_report;
    postgres::Pipeline m_pipeline; ///< of the worker's thread; every call on it ends at its deadline
    events::QueueCursor m_queue; ///< of the worker's thread
    concurrency::WorkerThread m_worker;
    concurrency::WorkerThread m_settler;
};

} // namespace billhook::daemon
