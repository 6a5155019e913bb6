#include "app/daemon/service.h"

#include "app/daemon/routes.h"
#include "services/events/ingestwriter.h"
#include "services/feed/notifier.h"
#include "services/projection/projector.h"

#include <chrono>

namespace billhook::daemon {

using domain::Error;
using domain::ErrorKind;
using domain::Result;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr auto greetingDeadline = 1'500ms;
constexpr auto stopGrace = 10'000ms;

/** One webhook through the endpoint, as the HTTP server asks for it. */
http::Handler webhookHandler(events::WebhookEndpoint &endpoint)
{
    return [&endpoint](http::Request request, http::Respond respond) {
        const std::string signature(request.header("Stripe-Signature"));
        endpoint.receive(signature, std::move(request.body),
            [respond = std::move(respond)](const events::WebhookAnswer &answer) {
                if (answer.accepted()) {
                    respond({ 200, "application/json", std::string(events::acceptedBody), {} });
                    return;
                }
                auto response = http::problem(answer.status, answer.code, answer.title);
                if (answer.retryAfterSeconds > 0) {
                    response.headers.emplace_back("Retry-After", std::to_string(answer.retryAfterSeconds));
                }
                respond(std::move(response));
            });
    };
}

} // namespace

Service::Service(const Configuration &configuration, const DatabaseAccess &database)
    : m_configuration(configuration)
    , m_database(database)
    , m_metrics({ BILLHOOK_VERSION, BILLHOOK_COMMIT, qVersion() })
{
    m_greeting.setSingleShot(true);
    connect(&m_greeting, &QTimer::timeout, this, &Service::listen);
}

Service::~Service()
{
    stop();
}

Result<access::Installation> Service::settledInstallation() const
{
    auto session = m_database.session();
    if (!session) {
        return session.error();
    }
    return access::InstallationRepository(**session).adopt(m_configuration.wish);
}

void Service::makeProbe()
{
    if (!m_configuration.stripeKey.isEmpty()) {
        m_probe = std::make_unique<stripeclient::StripeProbe>(
            m_configuration.stripeBase, m_configuration.stripeKey);
    } else {
        m_log.warning("receive_only",
            { { "advice",
                "set STRIPE_SECRET_KEY (a restricted key is enough) so that Stripe can be asked" } });
    }
}

Result<void> Service::prepare()
{
    makeProbe();
    auto version = m_database.migrate();
    if (!version) {
        return version.error();
    }
    auto installation = settledInstallation();
    if (!installation) {
        return installation.error();
    }
    m_guard = { installation->livemode,
        {} }; // `account` in an event is a Connect account, not the installation's own
    m_log.info("schema_ready", { { "version", *version } });
    m_vitals = std::make_unique<Vitals>(m_database, m_metrics, m_log, BILLHOOK_VERSION);
    connect(m_vitals.get(), &Vitals::strangeAccountFound, this, [this](const QString &message) {
        giveUp({ ErrorKind::Configuration, "other_account", message.toStdString(), {} });
    });
    makeIngest();
    makeServer();
    return {};
}

void Service::makeIngest()
{
    const auto url = m_database.url().toStdString();
    m_notifier = std::make_unique<feed::Notifier>(url, m_log);
    projection::ProjectorOptions projector;
    projector.url = url;
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
    m_endpoint = std::make_unique<events::WebhookEndpoint>(std::move(options), m_metrics, m_log);
}

void Service::makeServer()
{
    http::ServerOptions options;
    const auto &listen = m_configuration.listen;
    options.address = listen.host;
    options.port = listen.port;
    options.trustedProxies = m_configuration.trustedProxies;
    m_server = std::make_unique<http::Server>(options,
        routes({ webhookHandler(*m_endpoint), *m_vitals, m_metrics, m_configuration.metricsToken,
            listen.loopback }),
        [this](const std::string &route, const std::string &method, int status, double seconds) {
            m_metrics.observeHttpRequest(route, method, status, seconds);
        });
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

void Service::begin()
{
    m_vitals->begin(m_probe.get());
    m_helper->start();
    m_projector->start();
    if (m_probe) {
        greetStripe();
    } else {
        listen();
    }
}

/** Another account's key must be found before the first webhook is taken; a Stripe that does not answer holds
 * up nothing. */
void Service::greetStripe()
{
    m_greeting.start(greetingDeadline);
    connect(m_vitals.get(), &Vitals::stripeLookedAt, this, &Service::listen, Qt::SingleShotConnection);
}

void Service::listen()
{
    if (m_listening || m_stopping) {
        return;
    }
    m_greeting.stop();
    m_listening = true;
    switch (m_server->start()) {
    case http::StartFailure::None:
        m_log.info("listening", { { "address", m_configuration.listen.host }, { "port", m_server->port() } });
        return;
    case http::StartFailure::AddressInUse:
        giveUp({ ErrorKind::Configuration, "port_in_use",
            "Port " + std::to_string(m_configuration.listen.port) + " of " + m_configuration.listen.host
                + " is in use by another program. Stop that one, or set BILLHOOK_LISTEN to another port.",
            {} });
        return;
    case http::StartFailure::AddressUnusable:
    case http::StartFailure::OutOfResources:
        giveUp({ ErrorKind::Configuration, "cannot_listen",
            "Listening on " + m_configuration.listen.host + ":" + std::to_string(m_configuration.listen.port)
                + " is not possible: " + m_server->failureText() + ".",
            {} });
        return;
    }
}

void Service::giveUp(const Error &error)
{
    if (!m_stopping) {
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
    m_server.reset();
    m_endpoint.reset();
    m_log.info("stopped");
    Q_EMIT stopped();
}

} // namespace billhook::daemon
