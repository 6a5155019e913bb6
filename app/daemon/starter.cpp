#include "app/daemon/starter.h"

#include "services/observability/log.h"

#include <algorithm>
#include <utility>

namespace billhook::daemon {

using domain::Error;
using domain::ErrorKind;
using domain::Result;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr std::chrono::milliseconds firstPause = 250ms;
constexpr std::chrono::milliseconds longestPause = 5s;

/** Whether it may be another thing in a while. */
bool mayPass(const Error &error)
{
    return error.kind == ErrorKind::Unavailable || error.kind == ErrorKind::Timeout
        || error.kind == ErrorKind::Overloaded;
}

} // namespace

Starter::Starter(const Settings &settings, const Configuration &configuration, observability::Log &log)
    : m_settings(settings)
    , m_configuration(configuration)
    , m_log(log)
    , m_phase("starting")
    , m_worker(u"start"_s)
{ }

Starter::~Starter()
{
    stop();
}

QFuture<std::shared_ptr<Result<Started>>> Starter::begin()
{
    return m_worker.run([this] { return std::make_shared<Result<Started>>(start()); });
}

std::string Starter::phase() const
{
    const std::scoped_lock lock(m_mutex);
    return m_phase;
}

void Starter::enter(const std::string &phase)
{
    {
        const std::scoped_lock lock(m_mutex);
        m_phase = phase;
    }
    m_log.info("starting", { { "phase", phase } });
}

void Starter::stop()
{
    {
        const std::scoped_lock lock(m_mutex);
        m_stop = true;
    }
    m_stopped.notify_all();
}

void Starter::pause(std::chrono::milliseconds length)
{
    std::unique_lock lock(m_mutex);
    m_stopped.wait_for(lock, length, [this] { return m_stop.load(); });
}

Result<Started> Starter::start()
{
    const auto until = std::chrono::steady_clock::now() + m_configuration.databasePatience;
    for (auto length = firstPause;; length = std::min(length * 2, longestPause)) {
        auto started = tried();
        if (started || m_stop || !mayPass(started.error()) || std::chrono::steady_clock::now() >= until) {
            return started;
        }
        enter("waiting for the database");
        m_log.warning(
            "database_awaited", { { "code", started.error().code }, { "detail", started.error().detail } });
        pause(length);
    }
}

Result<Started> Starter::tried()
{
    auto opened = DatabaseAccess::open(m_settings);
    if (!opened) {
        return opened.error();
    }
    Started started{ std::make_unique<DatabaseAccess>(std::move(*opened)), {} };
    const auto version
        = started.database->migrate({ [this](const std::string &what) { enter(what); }, &m_stop });
    const auto lessened = version ? started.database->lessen() : Result<void>(version.error());
    auto installation
        = lessened ? settled(*started.database) : Result<access::Installation>(lessened.error());
    if (!installation) {
        started.database->stopIfStarted();
        return installation.error();
    }
    started.installation = *std::move(installation);
    m_log.info("schema_ready", { { "version", *version } });
    return started;
}

Result<access::Installation> Starter::settled(const DatabaseAccess &database) const
{
    auto session = database.session();
    if (!session) {
        return session.error();
    }
    access::InstallationRepository repository(**session);
    const auto before = repository.read();
    const auto agreed = before ? access::agreeOnMode(m_configuration.keyMode, *before) : before.error();
    auto adopted
        = agreed ? repository.adopt(m_configuration.wish) : Result<access::Installation>(agreed.error());
    if (adopted) {
        tellWhatIsSettled(*adopted, !before->adopted);
    }
    return adopted;
}

/** The first start settles what days, months and revenue are made with: it says so, and what it had to guess.
 */
void Starter::tellWhatIsSettled(const access::Installation &installation, bool first) const
{
    const auto &wish = m_configuration.wish;
    for (const auto &difference : access::differences(wish, installation)) {
        m_log.warning("setting_differs", { { "difference", difference.toStdString() } });
    }
    if (!first) {
        return;
    }
    m_log.info("installation_settled",
        { { "zone", installation.zone.toStdString() }, { "currency", installation.currency.toStdString() },
            { "profile", installation.profile.toStdString() },
            { "mode",
                installation.livemode ? *installation.livemode ? "live" : "test"
                                      : "told by the first event" } });
    std::string guessed;
    for (const auto &[name, value] : { std::pair("BILLHOOK_ZONE", wish.zone),
             std::pair("BILLHOOK_CURRENCY", wish.currency), std::pair("BILLHOOK_PROFILE", wish.profile) }) {
        if (value.isEmpty()) {
            guessed.append(guessed.empty() ? "" : ", ").append(name);
        }
    }
    if (!guessed.empty()) {
        m_log.warning("settings_guessed",
            { { "not_set", guessed },
                { "advice",
                    "is the above what your company reports in? Else: billhookd installation set --zone ZONE "
                    "--currency CODE --profile NAME" } });
    }
}

} // namespace billhook::daemon
