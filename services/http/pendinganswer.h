#pragma once

#include "services/http/message.h"

#include <atomic>
#include <cstdint>
#include <memory>

namespace billhook::http {

class Connection;
class IoThread;

/**
 * The one answer of one request, given from whatever thread. Keeps the I/O thread's context alive, not the
 * connection. Destroyed without an answer it gives a 500, so that no client waits for a handler that forgot
 * it.
 */
class PendingAnswer final
{
public:
    PendingAnswer(
        std::shared_ptr<IoThread> thread, std::weak_ptr<Connection> connection, std::uint64_t request);
    PendingAnswer(const PendingAnswer &) = delete;
    PendingAnswer &operator=(const PendingAnswer &) = delete;
    ~PendingAnswer();

    void give(Response response); ///< the first call counts

private:
    std::shared_ptr<IoThread> m_thread;
    std::weak_ptr<Connection> m_connection;
    std::uint64_t m_request;
    std::atomic<bool> m_given{ false };
};

} // namespace billhook::http
