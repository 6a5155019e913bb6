#include "app/daemon/service.h"

#include "app/daemon/processfigures.h"
#include "app/daemon/routes.h"
#include "models/analytics/profile.h"
#include "services/access/sessionguard.h"
#include "services/api/api.h"
#include "services/api/docs.h"
#include "services/concurrency/whendone.h"
#include "services/events/ingestwriter.h"
#include "services/feed/notifier.h"
#include "services/operations/operationworker.h"
#include "services/projection/projector.h"
#include "services/stripeclient/client.h"

#include <QUuid>

#include <chrono>
#include <ctime>

namespace billhook::daemon {

using domain::Error;
using domain::ErrorKind;
using domain::Result;
using observability::Gauge;
using namespace std::chrono_literals;

namespace {

constexpr auto greetingDeadline = 1'500ms;
constexpr auto stopGrace = 10'000ms;
constexpr auto operationsPoll = 250ms; ///< the API and the command line wait for what is begun there

http::Response responseOf(const events::WebhookAnswer &answer)
{
    if (answer.accepted()) {
        return { 200, "application/json", std::string(events::acceptedBody), {} };
    }
    auto response = http::problem(answer.status, answer.code, answer.title);
    if (answer.retryAfterSeconds > 0) {
        response.headers.emplace_back("Retry-After", std::to_string(answer.retryAfterSeconds));
    }
    return response;
}

} // namespace

Service::Service(const Settings &settings, const Configuration &configuration)
    : m_settings(settings)
    , m_configuration(configuration)
    , m_metrics({ BILLHOOK_VERSION, BILLHOOK_COMMIT, qVersion() })
    , m_starter(settings, configuration, m_log)
{
    m_metrics.set(Gauge::StartTime, std::int64_t{ std::time(nullptr) });
    m_greeting.setSingleShot(true);
    connect(&m_greeting, &QTimer::timeout, this, &Service::open);
}

Service::~Service()
{
    stop();
    if (m_starting.isValid()) { // nobody has taken it; one that was taken never finishes again
        m_starting.waitForFinished();
        if (m_starting.resultCount() > 0) {
            if (const auto started = m_starting.takeResult(); *started) {
                m_database = std::move((*started)->database);
            }
        }
    }
    m_guardOfSessions.reset();
    m_vitals.reset();
    m_writer.reset();
    m_projector.reset();
    m_helper.reset();
    m_notifier.reset();
    if (m_database) {
        m_database->stopIfStarted();
    }
}

void Service::begin()
{
    listen();
    if (m_stopping) {
        return;
    }
    m_starting = m_starter.begin();
    concurrency::whenDone(m_starting, this, [this](const std::shared_ptr<Result<Started>> &started) {
        if (m_stopping) {
            return;
        }
        if (*started) {
            takeStarted(std::move(**started));
        } else {
            giveUp(started->error());
        }
    });
}

void Service::takeStarted(Started &&started)
{
    m_database = std::move(started.database);
    m_guard = { started.installation.livemode, started.installation.account.toStdString() };
    if (auto reached = reachForStripe(); !reached) {
        giveUp(reached.error());
        return;
    }
    m_guardOfSessions = std::make_unique<access::SessionGuard>(m_database->url().toStdString(), m_log);
    m_vitals = std::make_unique<Vitals>(*m_database, m_metrics, m_log, BILLHOOK_VERSION);
    connect(m_vitals.get(), &Vitals::strangeAccountFound, this, [this](const QString &message) {
        giveUp({ ErrorKind::Configuration, "other_account", message.toStdString(), {} });
    });
    connect(m_vitals.get(), &Vitals::accountSettled, this, [this](const QString &account) {
        const std::scoped_lock lock(m_guardMutex);
        m_guard.account = account.toStdString();
    });
    const auto profile = analytics::profileNamed(started.installation.profile.toStdString());
    makeIngest(profile.value_or(analytics::Profile::StripeDefault));
    makeApi();
    m_vitals->begin(m_probe.get());
    m_helper->start();
    m_projector->start();
    if (m_probe) {
        greetStripe();
    } else {
        open();
    }
}

Result<void> Service::reachForStripe()
{
    if (m_configuration.stripeKey.isEmpty()) {
        m_log.warning("receive_only",
            { { "advice",
                "set STRIPE_SECRET_KEY (a restricted key is enough) so that Stripe can be asked" } });
        return {};
    }
    stripeclient::ClientOptions options;
    options.apiBase = m_configuration.stripeBase;
    options.secretKey = m_configuration.stripeKey;
    options.liveKeyToForeignHost = m_configuration.liveKeyToForeignHost;
    auto client = stripeclient::Client::create(std::move(options), m_log);
    if (!client) {
        return client.error();
    }
    m_stripe = *std::move(client);
    m_probe
        = std::make_unique<stripeclient::StripeProbe>(m_configuration.stripeBase, m_configuration.stripeKey);
    return {};
}

/** Never before the account was compared. What an earlier daemon left open comes first. */
void Service::beginOperations()
{
    if (m_stopping) {
        return;
    }
    operations::OperationWorkerOptions options;
    options.url = m_database->url();
    options.poll = operationsPoll;
    options.claim.executor = QStringLiteral("daemon:") + QUuid::createUuid().toString(QUuid::WithoutBraces);
    m_operations = std::make_unique<operations::OperationWorker>(options, *m_stripe, m_log);
}

void Service::makeIngest(analytics::Profile profile)
{
    const auto url = m_database->url().toStdString();
    m_notifier = std::make_unique<feed::Notifier>(url, m_log);
    projection::ProjectorOptions projector;
    projector.url = url;
    projector.profile = profile;
    projector.saturated = [this] { return m_writer && m_writer->saturated(); };
    auto helper = projector;
    helper.duty = projection::ProjectorDuty::Backlog;
    m_helper = std::make_unique<projection::Projector>(helper, *m_notifier, m_log);
    projector.crowded = [this] { m_helper->wake(); };
    m_projector = std::make_unique<projection::Projector>(projector, *m_notifier, m_log);
    m_writer = std::make_unique<events::IngestWriter>(
        events::IngestWriterOptions{ url }, [this] { m_projector->wake(); });
    events::WebhookEndpointOptions options;
    options.secrets = m_configuration.webhookSecrets;
    options.submit = [this](events::IncomingEvent event, events::IngestWriter::Callback callback) {
        submit(std::move(event), std::move(callback));
    };
    options.guard = [this] { return guard(); };
    options.clockMeasured = [this](std::int64_t apart) { m_vitals->noteSignatures(apart); };
    m_endpoint = std::make_unique<events::WebhookEndpoint>(std::move(options), m_metrics, m_log);
}

void Service::makeApi()
{
    api::ApiOptions options{ m_database->url().toStdString() };
    options.requestsPerSecond = m_configuration.requestsPerSecond;
    options.reachesStripe = m_stripe != nullptr;
    options.wakeOperations = [this] {
        QMetaObject::invokeMethod(this, [this] {
            if (m_operations) {
                m_operations->wake();
            }
        });
    };
    m_api = std::make_unique<api::Api>(options, m_log);
}

events::InstallationGuard Service::guard() const
{
    const std::scoped_lock lock(m_guardMutex);
    return m_guard;
}

/** The first event tells the mode where no key does. */
void Service::submit(events::IncomingEvent event, events::IngestWriter::Callback callback)
{
    std::optional<bool> told;
    if (event.livemode && event.quarantineReason.empty()) {
        const std::scoped_lock lock(m_guardMutex);
        if (!m_guard.livemode) {
            m_guard.livemode = told = event.livemode;
        }
    }
    if (told) {
        QMetaObject::invokeMethod(
            m_vitals.get(), [vitals = m_vitals.get(), mode = *told] { vitals->settleMode(mode); });
    }
    m_writer->submit(std::move(event), std::move(callback));
}

/** Another account's key must be found before the first webhook is taken; a Stripe that does not answer holds
 * up nothing. */
void Service::greetStripe()
{
    m_greeting.start(greetingDeadline);
    connect(m_vitals.get(), &Vitals::stripeLookedAt, this, &Service::open, Qt::SingleShotConnection);
    connect(
        m_vitals.get(), &Vitals::stripeLookedAt, this, &Service::beginOperations, Qt::SingleShotConnection);
}

/** From here on webhooks and the API are served. */
void Service::open()
{
    if (m_stopping || m_open.exchange(true)) {
        return;
    }
    m_greeting.stop();
    m_log.info("serving");
}

void Service::listen()
{
    const auto &listen = m_configuration.listen;
    http::ServerOptions options;
    options.address = listen.host;
    options.port = listen.port;
    options.trustedProxies = m_configuration.trustedProxies;
    auto all = routes({ [this](http::Request request, http::Respond respond) {
                           receive(std::move(request), std::move(respond));
                       },
        [this] { return whyNotReady(); }, [this] { return report(); }, [this] { return exposition(); },
        m_configuration.metricsToken, listen.loopback });
    for (auto &route :
        api::httpRoutes(api::routeTable(), [this] { return m_open ? m_api.get() : nullptr; })) {
        all.push_back(std::move(route));
    }
    for (auto &route : api::docsRoutes()) {
        all.push_back(std::move(route));
    }
    m_server = std::make_unique<http::Server>(options, std::move(all),
        [this](const std::string &route, const std::string &method, int status, double seconds) {
            m_metrics.observeHttpRequest(route, method, status, seconds);
        });
    const auto where = listen.host + ":" + std::to_string(listen.port);
    switch (m_server->start()) {
    case http::StartFailure::None:
        m_log.info("listening", { { "address", listen.host }, { "port", m_server->port() } });
        return;
    case http::StartFailure::AddressInUse:
        giveUp({ ErrorKind::Configuration, "port_in_use",
            "Port " + std::to_string(listen.port) + " of " + listen.host
                + " is in use by another program. Stop that one, or set BILLHOOK_LISTEN to another port.",
            {} });
        return;
    case http::StartFailure::AddressUnusable:
    case http::StartFailure::OutOfResources:
        giveUp({ ErrorKind::Configuration, "cannot_listen",
            "Listening on " + where + " is not possible: " + m_server->failureText() + ".", {} });
        return;
    }
}

std::string Service::whyNotReady() const
{
    if (!m_open) {
        return m_starter.phase();
    }
    return m_vitals->ready() ? std::string() : "the database does not answer";
}

observability::HealthReport Service::report() const
{
    if (m_open) {
        return m_vitals->report();
    }
    observability::HealthReport report;
    report.version = BILLHOOK_VERSION;
    return report;
}

std::string Service::exposition()
{
    const auto stats = m_server->stats();
    m_metrics.set(Gauge::HttpConnections, static_cast<std::int64_t>(stats.connectionsOpen));
    m_metrics.set(Gauge::HttpBodyBytes, static_cast<std::int64_t>(stats.bodyBytesInFlight));
    m_metrics.set(Gauge::LogLinesDropped, static_cast<std::int64_t>(m_log.dropped()));
    m_metrics.set(Gauge::ResidentBytes, residentBytes());
    m_metrics.setProcessorTime(processorSeconds());
    m_metrics.set(Gauge::OpenDescriptors, openDescriptors());
    return m_metrics.exposition();
}

void Service::receive(http::Request request, http::Respond respond)
{
    if (!m_open) {
        respond(http::busy("starting", "The daemon is still starting."));
        return;
    }
    const std::string signature(request.header("Stripe-Signature"));
    m_endpoint->receive(signature, std::move(request.body),
        [respond = std::move(respond)](const events::WebhookAnswer &answer) { respond(responseOf(answer)); });
}

void Service::reload()
{
    m_log.reopen();
    const auto settings = m_settings.again();
    const auto fresh = settings ? Configuration::of(*settings) : Result<Configuration>(settings.error());
    if (!fresh) {
        m_log.error("not_reloaded", { { "code", fresh.error().code }, { "message", fresh.error().message } });
        return;
    }
    if (m_endpoint) {
        m_endpoint->setSecrets(fresh->webhookSecrets);
    }
    m_log.info("reloaded");
}

void Service::giveUp(const Error &error)
{
    if (!m_stopping) {
        m_log.error(
            "refused", { { "code", error.code }, { "message", error.message }, { "detail", error.detail } });
        Q_EMIT refused(error);
        stop();
    }
}

void Service::stop()
{
    if (m_stopping) {
        return;
    }
    m_stopping = true;
    m_log.info("stopping");
    m_starter.stop();
    if (m_api) {
        m_api->hurry();
    }
    if (m_server) {
        m_server->stop(stopGrace);
    }
    if (m_writer) {
        m_writer->stop();
    }
    if (m_projector) {
        m_projector->stop(); // first: it wakes its helper
        m_helper->stop();
    }
    if (m_notifier) {
        m_notifier->stop();
    }
    if (m_operations) {
        m_operations->stop();
    }
    m_server.reset();
    m_api.reset();
    m_endpoint.reset();
    m_log.info("stopped");
    Q_EMIT stopped();
}

} // namespace billhook::daemon
