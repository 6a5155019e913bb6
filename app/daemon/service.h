#pragma once

#include "app/daemon/configuration.h"
#include "app/daemon/databaseaccess.h"
#include "app/daemon/vitals.h"
#include "models/domain/result.h"
#include "services/access/installation.h"
#include "services/events/webhookendpoint.h"
#include "services/http/server.h"
#include "services/observability/log.h"
#include "services/observability/metrics.h"

#include <QObject>
#include <QTimer>

#include <memory>
#include <mutex>
#include <string>

namespace billhook::feed {
class Notifier;
} // namespace billhook::feed

namespace billhook::projection {
class Projector;
} // namespace billhook::projection

namespace billhook::daemon {

/**
 * The daemon's parts, made in one order and stopped in the reverse. Lives on the main thread.
 * prepare() settles everything that may be refused; begin() looks at Stripe's account, then listens.
 */
class Service final : public QObject
{
    Q_OBJECT
public:
    Service(const Configuration &configuration, const DatabaseAccess &database);
    ~Service() override;

    domain::Result<void> prepare();
    void begin();
    void stop();

Q_SIGNALS:
    void refused(const billhook::domain::Error &error); ///< it ends by itself: stopped() follows
    void stopped();

private:
    domain::Result<access::Installation> settledInstallation() const;
    void makeProbe();
    void makeIngest();
    void makeServer();
    void greetStripe();
    void listen();
    void giveUp(const domain::Error &error);
    events::InstallationGuard guard() const;
    void submit(events::IncomingEvent event, events::IngestWriter::Callback callback);

    const Configuration &m_configuration;
    const DatabaseAccess &m_database;
    observability::Log m_log;
    observability::Metrics m_metrics;
    mutable std::mutex m_guardMutex;
    events::InstallationGuard m_guard;
    std::unique_ptr<stripeclient::StripeProbe> m_probe;
    std::unique_ptr<Vitals> m_vitals;
    std::unique_ptr<feed::Notifier> m_notifier;
    std::unique_ptr<projection::Projector> m_helper; ///< of the projector, in a backlog
    std::unique_ptr<projection::Projector> m_projector;
    std::unique_ptr<events::IngestWriter> m_writer;
    std::unique_ptr<events::WebhookEndpoint> m_endpoint;
    std::unique_ptr<http::Server> m_server;
    QTimer m_greeting; ///< how long the start waits for Stripe
    bool m_listening = false;
    bool m_stopping = false;
};

} // namespace billhook::daemon
