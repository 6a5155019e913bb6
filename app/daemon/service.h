#pragma once

#include "app/daemon/configuration.h"
#include "app/daemon/starter.h"
#include "app/daemon/vitals.h"
#include "models/analytics/profile.h"
#include "models/domain/result.h"
#include "services/events/webhookendpoint.h"
#include "services/http/server.h"
#include "services/observability/log.h"
#include "services/observability/metrics.h"

#include <QObject>
#include <QTimer>

#include <atomic>
#include <memory>
#include <mutex>
#include <string>

namespace billhook::access {
class SessionGuard;
} // namespace billhook::access

namespace billhook::api {
class Api;
} // namespace billhook::api

namespace billhook::feed {
class Notifier;
} // namespace billhook::feed

namespace billhook::operations {
class OperationWorker;
} // namespace billhook::operations

namespace billhook::projection {
class Projector;
} // namespace billhook::projection

namespace billhook::stripeclient {
class Client;
} // namespace billhook::stripeclient

namespace billhook::daemon {

/**
 * The daemon's parts, made in one order and stopped in the reverse. Lives on the main thread. The port
 * answers from begin() on; webhooks and the API are served once the database is ready and Stripe's account
 * was looked at.
 */
class Service final : public QObject
{
    Q_OBJECT
public:
    Service(const Settings &settings, const Configuration &configuration);
    ~Service() override;

    void begin();
    void stop();

    /** Reads settings and secrets again, and opens the log anew; what can't be read leaves all as it was. */
    void reload();

Q_SIGNALS:
    void refused(const billhook::domain::Error &error); ///< it ends by itself: stopped() follows
    void stopped();

private:
    void listen();
    void takeStarted(Started &&started);
    domain::Result<void> reachForStripe();
    void makeIngest(analytics::Profile profile);
    void makeApi();
    void greetStripe();
    void beginOperations();
    void open();
    void giveUp(const domain::Error &error);
    std::string whyNotReady() const; ///< any thread
    observability::HealthReport report() const; ///< any thread
    std::string exposition(); ///< any thread
    events::InstallationGuard guard() const; ///< any thread
    void receive(http::Request request, http::Respond respond); ///< any thread
    void submit(events::IncomingEvent event, events::IngestWriter::Callback callback); ///< any thread

    const Settings &m_settings;
    const Configuration &m_configuration;
    observability::Log m_log;
    observability::Metrics m_metrics;
    Starter m_starter;
    QFuture<std::shared_ptr<domain::Result<Started>>> m_starting;
    std::unique_ptr<DatabaseAccess> m_database;
    mutable std::mutex m_guardMutex;
    events::InstallationGuard m_guard;
    std::unique_ptr<stripeclient::StripeProbe> m_probe;
    std::unique_ptr<stripeclient::Client> m_stripe; ///< none without a key, as the two beside it
    std::unique_ptr<operations::OperationWorker> m_operations;
    std::unique_ptr<access::SessionGuard> m_guardOfSessions;
    std::unique_ptr<Vitals> m_vitals;
    std::unique_ptr<feed::Notifier> m_notifier;
    std::unique_ptr<projection::Projector> m_helper; ///< of the projector, in a backlog
    std::unique_ptr<projection::Projector> m_projector;
    std::unique_ptr<events::IngestWriter> m_writer;
    std::unique_ptr<events::WebhookEndpoint> m_endpoint;
    std::unique_ptr<api::Api> m_api;
    std::unique_ptr<http::Server> m_server;
    QTimer m_greeting; ///< how long the start waits for Stripe
    std::atomic<bool> m_open{ false }; ///< all of the above is made; set once
    bool m_stopping = false;
};

} // namespace billhook::daemon
