#include "services/sandbox/api/workers.h"

#include <utility>

namespace billhook::sandbox {

namespace {

constexpr std::size_t mostWaiting = 1'024;

} // namespace

Workers::Workers(int threads)
{
    m_threads.reserve(static_cast<std::size_t>(threads));
    for (int i = 0; i < threads; ++i) {
        m_threads.emplace_back([this] { work(); });
    }
}

Workers::~Workers()
{
    {
        const std::scoped_lock lock(m_mutex);
        m_stopping = true;
        m_jobs.clear();
    }
    m_wake.notify_all();
    for (auto &thread : m_threads) {
        thread.join();
    }
}

bool Workers::run(std::function<void()> job)
{
    {
        const std::scoped_lock lock(m_mutex);
        if (m_stopping || m_jobs.size() >= mostWaiting) {
            return false;
        }
        m_jobs.push_back(std::move(job));
    }
    m_wake.notify_one();
    return true;
}

void Workers::work()
{
    std::unique_lock lock(m_mutex);
    while (true) {
        m_wake.wait(lock, [this] { return m_stopping || !m_jobs.empty(); });
        if (m_stopping) {
            return;
        }
        const auto job = std::move(m_jobs.front());
        m_jobs.pop_front();
        lock.unlock();
        job();
        lock.lock();
    }
}

} // namespace billhook::sandbox
