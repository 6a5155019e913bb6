#include "services/concurrency/cancellation.h"

#include <mutex>
#include <utility>

namespace billhook::concurrency {

struct Cancellation::State
{
    std::mutex mutex;
    std::function<void()> interrupt;
    bool canceled = false;
};

Cancellation::Cancellation()
    : m_state(std::make_shared<State>())
{ }

void Cancellation::cancel() const
{
    const std::scoped_lock lock(m_state->mutex);
    m_state->canceled = true;
    if (const auto interrupt = std::exchange(m_state->interrupt, nullptr)) {
        interrupt();
    }
}

bool Cancellation::canceled() const
{
    const std::scoped_lock lock(m_state->mutex);
    return m_state->canceled;
}

bool Cancellation::enter(std::function<void()> interrupt) const
{
    const std::scoped_lock lock(m_state->mutex);
    if (m_state->canceled) {
        return false;
    }
    m_state->interrupt = std::move(interrupt);
    return true;
}

void Cancellation::leave() const
{
    const std::scoped_lock lock(m_state->mutex);
    m_state->interrupt = nullptr;
}

} // namespace billhook::concurrency
