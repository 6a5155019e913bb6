#include "services/http/pendinganswer.h"

#include "services/http/connection.h"
#include "services/http/iothread.h"

#include <boost/asio/post.hpp>

#include <exception>
#include <utility>

namespace billhook::http {

PendingAnswer::PendingAnswer(
    std::shared_ptr<IoThread> thread, std::weak_ptr<Connection> connection, std::uint64_t request)
    : m_thread(std::move(thread))
    , m_connection(std::move(connection))
    , m_request(request)
{ }

PendingAnswer::~PendingAnswer()
{
    try {
        give(problem(500, "no_answer", "The request could not be answered."));
    } catch (const std::exception &) {
        // Out of memory: the handler's deadline answers instead.
        m_given = true;
    }
}

void PendingAnswer::give(Response response)
{
    if (m_given.exchange(true)) {
        return;
    }
    boost::asio::post(m_thread->context(),
        [connection = m_connection, request = m_request, response = std::move(response)] {
            if (const auto alive = connection.lock()) {
                alive->answer(request, response);
            }
        });
}

} // namespace billhook::http
