#include "services/projection/projector.h"

#include "services/feed/notifier.h"
#include "services/observability/log.h"
#include "services/projection/eventqueue.h"
#include "services/stripe/objecttype.h"

#include <QTimer>

#include <algorithm>
#include <utility>

namespace billhook::projection {

using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

constexpr auto poll = 1'000ms;
constexpr auto yieldPause = 20ms;
constexpr auto foldPause = 5s;
constexpr auto tellPause = 10s;
constexpr auto retryPause = 250ms; ///< each try costs a struggling server a process
/** With the pause and the time to connect it decides how soon the projection is back after an outage;
 * health/end_abandoned.sql goes by it, too. */
constexpr auto callDeadline = 4s;
constexpr std::int64_t leftToOthers = 1'000; ///< what tells about one customer is rarely further apart

/** What was set aside, once each. */
void tell(observability::Log &log, const EventQueue::Progress &progress)
{
    for (const auto &event : progress.quarantined) {
        log.warning("event_quarantined",
            { { "stripe_event_id", event.id }, { "type", event.type }, { "objects", event.objects },
                { "reason", event.reason }, { "detail", event.detail } });
    }
}

} // namespace

Projector::Projector(ProjectorOptions options, feed::Notifier &notifier, observability::Log &log)
    : m_options(std::move(options))
    , m_notifier(notifier)
    , m_log(log)
    , m_worker(u"projector"_s)
{
    m_queue = std::make_unique<EventQueue>(m_options.url, m_options.profile, callDeadline,
        m_options.duty == ProjectorDuty::Backlog ? leftToOthers : 0);
}

Projector::~Projector()
{
    stop();
}

void Projector::start()
{
    m_worker.run([this] { begin(); });
}

void Projector::begin()
{
    m_timer = std::make_unique<QTimer>();
    m_timer->setSingleShot(true);
    QObject::connect(m_timer.get(), &QTimer::timeout, m_timer.get(), [this] { turn(); });
    if (m_options.duty == ProjectorDuty::Always) {
        turn();
    }
}

void Projector::wake()
{
    if (!m_stopping && !m_woken.exchange(true)) {
        m_worker.run([this] {
            m_woken = false;
            turn();
        });
    }
}

/** One batch; the event loop comes to its right between two. */
void Projector::turn()
{
    if (m_stopping || m_timer == nullptr) {
        return;
    }
    if (yields()) {
        m_timer->start(yieldPause);
        return;
    }
    const auto progress = m_queue->work();
    if (!progress) {
        noteTrouble(progress.error());
        m_timer->start(retryPause);
        return;
    }
    if (std::exchange(m_troubled, false)) {
        m_log.info("projector_resumed");
    }
    m_notifier.announce(progress->areas);
    tell(m_log, *progress);
    m_unfolded = m_unfolded || progress->events > 0;
    if (!progress->backlog) {
        m_yieldedFirst.reset();
    }
    if (progress->backlog && m_options.crowded) {
        m_options.crowded();
    }
    const bool helps = m_options.duty == ProjectorDuty::Backlog;
    if (helps ? progress->backlog : progress->events > 0) {
        m_timer->start(0ms);
    } else if (!helps) {
        foldNowAndThen();
        tellWarnings();
        m_timer->start(poll);
    }
}

/** A burst goes first; of a load that lasts the projection gets its share, or nothing would ever be shown. */
bool Projector::yields()
{
    if (!m_options.saturated || !m_options.saturated()) {
        return false;
    }
    const auto now = std::chrono::steady_clock::now();
    m_yieldedFirst = m_yieldedFirst.value_or(now);
    return m_options.duty == ProjectorDuty::Backlog || now - *m_yieldedFirst < m_options.patience;
}

void Projector::noteTrouble(const domain::Error &error)
{
    if (!std::exchange(m_troubled, true)) {
        m_log.warning("projector_waits", { { "reason", error.message }, { "detail", error.detail } });
    }
}

void Projector::foldNowAndThen()
{
    const auto now = std::chrono::steady_clock::now();
    if (!m_unfolded || now - m_folded < foldPause) {
        return;
    }
    m_folded = now;
    const auto folded = m_queue->fold();
    m_unfolded = !folded;
    if (!folded) {
        noteTrouble(folded.error());
    }
}

/** What figures leave out or may have wrong. */
void Projector::tellWarnings()
{
    const auto now = std::chrono::steady_clock::now();
    if (now - m_told < std::min<std::chrono::milliseconds>(tellPause, m_options.quiet)) {
        return;
    }
    m_told = now;
    const auto untold = m_queue->takeUntold(m_options.quiet);
    if (!untold) {
        noteTrouble(untold.error());
        return;
    }
    for (const auto &warning : *untold) {
        m_log.warning(warning.warning,
            { { "object", stripe::keyText(warning.object) }, { "customer", warning.customerId },
                { "detail", warning.detail } });
    }
}

void Projector::stop()
{
    if (std::exchange(m_stopped, true)) {
        return;
    }
    m_stopping = true;
    m_worker
        .run([this] {
            m_timer.reset();
            m_queue.reset();
        })
        .waitForFinished();
}

} // namespace billhook::projection
