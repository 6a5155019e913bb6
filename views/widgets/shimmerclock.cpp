#include "views/widgets/shimmerclock.h"

#include "views/theme/theme.h"

#include <QCoreApplication>

namespace billhook::widgets {

ShimmerClock::ShimmerClock(QObject *parent)
    : QObject(parent)
{
    m_timer.setInterval(40);
    connect(&m_timer, &QTimer::timeout, this, &ShimmerClock::moved);
}

ShimmerClock &ShimmerClock::shared()
{
    auto *clock
        = QCoreApplication::instance()->findChild<ShimmerClock *>(QString(), Qt::FindDirectChildrenOnly);
    if (clock == nullptr) {
        clock = new ShimmerClock(QCoreApplication::instance());
    }
    return *clock;
}

void ShimmerClock::hold()
{
    ++m_holders;
    if (m_holders == 1 && !theme::motionReduced()) {
        m_since.start();
        m_timer.start();
    }
}

void ShimmerClock::release()
{
    --m_holders;
    if (m_holders == 0) {
        m_timer.stop();
    }
}

qreal ShimmerClock::phase() const
{
    if (!m_timer.isActive()) {
        return 0.5;
    }
    return static_cast<qreal>(m_since.elapsed() % theme::metric::shimmerMs) / theme::metric::shimmerMs;
}

} // namespace billhook::widgets
