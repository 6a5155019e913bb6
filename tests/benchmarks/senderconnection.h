#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace billhook::benchmarks {

using Clock = std::chrono::steady_clock;

/** One keep-alive connection to 127.0.0.1 with at most one request under way. Sockets don't block. */
class SenderConnection final
{
public:
    enum class Step
    {
        Waiting, ///< for the socket
        Answered, ///< status() tells; free for the next request
        Lost ///< closed by the other side; open() again
    };

    SenderConnection() = default;
    SenderConnection(const SenderConnection &) = delete;
    SenderConnection &operator=(const SenderConnection &) = delete;
    ~SenderConnection();

    bool open(std::uint16_t port); ///< loopback connects at once or not at all
    Step send(std::string request, Clock::time_point since);
    Step writable();
    Step readable();

    int descriptor() const { return m_socket; }
    int status() const { return m_status; } ///< of the last answer
    bool free() const { return m_free; }
    Clock::time_point since() const { return m_since; } ///< when the request under way was due

private:
    void close();
    bool complete(); ///< a whole answer lies in m_input

    int m_socket = -1;
    bool m_free = false;
    int m_status = 0;
    std::string m_output;
    std::size_t m_sent = 0;
    std::string m_input;
    Clock::time_point m_since;
    bool m_lastAnswer = false;
};

} // namespace billhook::benchmarks
