#include "services/api/waiting.h"

#include <QTimer>

#include <chrono>
#include <utility>

namespace billhook::api {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr auto moment = 30ms;

} // namespace

Waiting::Waiting(Again again)
    : m_again(std::move(again))
    , m_thread(u"api waits"_s)
{
    m_thread.run([this] { m_timers = std::make_unique<QObject>(); });
}

Waiting::~Waiting()
{
    stop();
}

void Waiting::stop()
{
    m_thread.run([this] { m_timers.reset(); }).waitForFinished();
}

void Waiting::add(std::shared_ptr<Exchange> exchange)
{
    m_thread.run([this, exchange = std::move(exchange)]() mutable {
        if (m_timers) {
            QTimer::singleShot(
                moment, m_timers.get(), [this, exchange = std::move(exchange)] { m_again(exchange); });
        }
    });
}

} // namespace billhook::api
