#include "services/feed/notifier.h"

#include "services/observability/crashpoint.h"
#include "services/observability/log.h"
#include "services/postgres/columns.h"
#include "services/postgres/pipeline.h"

#include <QTimer>

#include <utility>

namespace billhook::feed {

using domain::Result;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

constexpr auto leastPause = 200ms;
constexpr auto pauseAfterFailure = 1'000ms;

Result<void> raise(postgres::Pipeline &pipeline, domain::Areas areas, bool changed)
{
    postgres::Texts names;
    areas.forEach([&names](domain::Area area) { names.emplace_back(domain::nameOf(area)); });
    postgres::Transaction transaction(pipeline);
    if (!transaction.begun()) {
        return transaction.begun();
    }
    const auto held = pipeline.run("notify/hold_notifier");
    if (!held) {
        return held.error();
    }
    const auto raised
        = pipeline.run("notify/raise_areas", postgres::Parameters().texts(names).boolean(changed));
    if (!raised) {
        return raised.error();
    }
    observability::crashPoint("notify_before_commit");
    auto committed = transaction.commit();
    observability::crashPoint("notify_after_commit");
    return committed;
}

} // namespace

Notifier::Notifier(std::string url, observability::Log &log)
    : m_log(log)
    , m_worker(u"notifier"_s)
{
    postgres::PipelineOptions options;
    options.url = std::move(url);
    options.role = "billhook_daemon";
    options.applicationName = "billhookd notifier";
    options.areas = { "notify" };
    m_pipeline = std::make_unique<postgres::Pipeline>(std::move(options));
    m_worker.run([this] { begin(); });
}

Notifier::~Notifier()
{
    stop();
}

void Notifier::begin()
{
    m_timer = std::make_unique<QTimer>();
    m_timer->setSingleShot(true);
    QObject::connect(m_timer.get(), &QTimer::timeout, m_timer.get(), [this] { send(); });
    send();
}

void Notifier::announce(domain::Areas areas)
{
    if (areas.isEmpty()) {
        return;
    }
    const std::scoped_lock lock(m_mutex);
    m_areas.insert(areas);
    m_changed = true;
    if (!m_awake) {
        m_awake = true;
        m_worker.run([this] { schedule(); });
    }
}

void Notifier::schedule()
{
    {
        const std::scoped_lock lock(m_mutex);
        m_awake = false;
    }
    if (m_timer == nullptr || m_timer->isActive()) {
        return;
    }
    const auto since = std::chrono::steady_clock::now() - m_sent;
    const auto pause
        = since >= leastPause ? 0ms : std::chrono::ceil<std::chrono::milliseconds>(leastPause - since);
    m_timer->start(pause);
}

void Notifier::send()
{
    domain::Areas areas;
    bool changed = false;
    {
        const std::scoped_lock lock(m_mutex);
        areas = std::exchange(m_areas, {});
        changed = std::exchange(m_changed, false);
    }
    if (areas.isEmpty()) {
        return;
    }
    m_sent = std::chrono::steady_clock::now();
    const auto raised = raise(*m_pipeline, areas, changed);
    if (!raised) {
        if (!std::exchange(m_failing, true)) {
            m_log.warning("notifier_waits",
                { { "reason", raised.error().message }, { "detail", raised.error().detail } });
        }
        const std::scoped_lock lock(m_mutex);
        m_areas.insert(areas);
        m_changed = m_changed || changed;
        m_timer->start(pauseAfterFailure);
        return;
    }
    m_failing = false;
}

void Notifier::stop()
{
    if (std::exchange(m_stopped, true)) {
        return;
    }
    m_worker
        .run([this] {
            m_timer->stop();
            send();
            m_timer.reset();
            m_pipeline.reset();
        })
        .waitForFinished();
}

} // namespace billhook::feed
