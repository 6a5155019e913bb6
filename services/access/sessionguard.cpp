#include "services/access/sessionguard.h"

#include "services/observability/log.h"
#include "services/postgres/pipeline.h"

#include <QTimer>

#include <chrono>
#include <utility>

namespace billhook::access {

using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

SessionGuard::SessionGuard(std::string url, observability::Log &log)
    : m_log(log)
    , m_worker(u"guard"_s)
{
    postgres::PipelineOptions options;
    options.url = std::move(url);
    options.role = "billhook_daemon";
    options.applicationName = "billhookd guard";
    options.callDeadline = 2s;
    m_pipeline = std::make_unique<postgres::Pipeline>(std::move(options));
    m_worker.run([this] {
        m_timer = std::make_unique<QTimer>();
        QObject::connect(m_timer.get(), &QTimer::timeout, m_timer.get(), [this] { look(); });
        m_timer->start(1s);
        look();
    });
}

SessionGuard::~SessionGuard()
{
    m_worker
        .run([this] {
            m_timer.reset();
            m_pipeline.reset();
        })
        .waitForFinished();
}

void SessionGuard::look()
{
    const auto ended = m_pipeline->run("health/end_sessions");
    if (!ended) {
        if (!std::exchange(m_failing, true)) {
            m_log.warning("sessions_unguarded",
                { { "detail", ended.error().detail },
                    { "advice", "billhookd doctor says whether the owner may end sessions" } });
        }
        return;
    }
    m_failing = false;
    for (int row = 0; row < ended->count(); ++row) {
        m_log.warning("session_ended",
            { { "login", std::string(ended->text(row, 0)) }, { "program", std::string(ended->text(row, 1)) },
                { "reason", std::string(ended->text(row, 2)) } });
    }
}

} // namespace billhook::access
