#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace billhook::sandbox {

/** Threads that run jobs, each in turn; a job may block. Jobs that wait when they stop are not run. */
class Workers final
{
public:
    explicit Workers(int threads);
    Workers(const Workers &) = delete;
    Workers &operator=(const Workers &) = delete;
    ~Workers();

    /** False, and the job is not run, when too many wait. From any thread. */
    bool run(std::function<void()> job);

private:
    void work();

    std::mutex m_mutex;
    std::condition_variable m_wake;
    std::deque<std::function<void()>> m_jobs;
    bool m_stopping = false;
    std::vector<std::thread> m_threads;
};

} // namespace billhook::sandbox
