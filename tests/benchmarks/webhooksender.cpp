#include "tests/benchmarks/senderconnection.h"
#include "tests/benchmarks/signedevents.h"

#include <sys/epoll.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>
#include <deque>
#include <iostream>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

using billhook::benchmarks::Clock;
using billhook::benchmarks::SenderConnection;
using billhook::benchmarks::SignedEvents;

namespace {

struct Wishes
{
    std::string templates;
    std::string secret;
    std::uint64_t port = 0;
    std::uint64_t connections = 64;
    std::uint64_t events = 0; ///< at most
    std::uint64_t seconds = 10; ///< then no more are sent
    std::uint64_t rate = 0; ///< a second; 0: as fast as they are answered
    std::uint64_t company = 0; ///< number of the first
};

bool read(int count, char **words, Wishes &wishes)
{
    const std::map<std::string_view, std::uint64_t *> numbers{ { "--port", &wishes.port },
        { "--connections", &wishes.connections }, { "--events", &wishes.events },
        { "--seconds", &wishes.seconds }, { "--rate", &wishes.rate }, { "--company", &wishes.company } };
    const std::map<std::string_view, std::string *> texts{ { "--templates", &wishes.templates },
        { "--secret", &wishes.secret } };
    for (int at = 1; at + 1 < count; at += 2) {
        const std::string_view name = words[at];
        const std::string_view value = words[at + 1];
        if (const auto text = texts.find(name); text != texts.end()) {
            *text->second = value;
        } else if (const auto number = numbers.find(name); number != numbers.end()) {
            std::from_chars(value.data(), value.data() + value.size(), *number->second);
        } else {
            return false;
        }
    }
    return count % 2 == 1 && wishes.port > 0 && wishes.port < 65'536 && wishes.events > 0
        && wishes.connections > 0;
}

/**
 * Drives all connections from one thread. With a rate, a request's time counts from when it was due, not from
 * when a connection was free for it.
 */
class Sender final
{
public:
    Sender(const Wishes &wishes, SignedEvents &events)
        : m_wishes(wishes)
        , m_events(events)
        , m_poll(::epoll_create1(EPOLL_CLOEXEC))
        , m_connections(wishes.connections)
    { }
    Sender(const Sender &) = delete;
    Sender &operator=(const Sender &) = delete;
    ~Sender() { ::close(m_poll); }

    void run()
    {
        if (m_wishes.rate == 0) {
            prepare();
        }
        for (auto &connection : m_connections) {
            open(connection);
        }
        m_begin = Clock::now();
        m_end = m_begin + std::chrono::seconds(m_wishes.seconds);
        const auto giveUp = m_end + std::chrono::seconds(20);
        while ((due() || m_underWay > 0) && Clock::now() < giveUp) {
            sendWhatIsDue();
            poll();
        }
        m_finished = Clock::now();
    }

    void print()
    {
        std::sort(m_microseconds.begin(), m_microseconds.end());
        const std::chrono::duration<double> took = m_finished - m_begin;
        rusage used{};
        ::getrusage(RUSAGE_SELF, &used);
        const auto cpu = [](const timeval &time) {
            return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
        };
        std::printf("{\"sent\": %zu, \"accepted\": %zu, \"refused\": %zu, \"lost\": %zu, \"seconds\": %.3f, "
                    "\"per_second\": %.1f, \"p50_ms\": %.2f, \"p99_ms\": %.2f, \"max_ms\": %.2f, "
                    "\"cpu_seconds\": %.3f, \"bytes_per_event\": %zu, \"templates\": %zu}\n",
            m_sent, m_accepted, m_refused, m_lost, took.count(),
            static_cast<double>(m_accepted) / std::max(took.count(), 1e-9), at(0.5), at(0.99), at(1.0),
            cpu(used.ru_utime) + cpu(used.ru_stime) - m_cpuBefore, m_bytes / std::max<std::size_t>(m_sent, 1),
            m_events.templates());
    }

    bool allAccepted() const { return m_accepted == m_sent && m_sent > 0; }

private:
    void prepare()
    {
        for (std::uint64_t made = 0; made < m_wishes.events; ++made) {
            m_prepared.push_back(m_events.next());
        }
        rusage used{};
        ::getrusage(RUSAGE_SELF, &used);
        m_cpuBefore = static_cast<double>(used.ru_utime.tv_sec + used.ru_stime.tv_sec)
            + static_cast<double>(used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6;
    }

    void open(SenderConnection &connection)
    {
        if (!connection.open(static_cast<std::uint16_t>(m_wishes.port))) {
            ++m_lost;
            return;
        }
        epoll_event event{};
        event.events = EPOLLIN | EPOLLOUT | EPOLLET;
        event.data.ptr = &connection;
        ::epoll_ctl(m_poll, EPOLL_CTL_ADD, connection.descriptor(), &event);
        m_free.push_back(&connection);
    }

    bool due() const { return m_sent < m_wishes.events && Clock::now() < m_end; }

    /** When the next request should go out. */
    Clock::time_point dueAt() const
    {
        return m_wishes.rate == 0
            ? Clock::now()
            : m_begin + std::chrono::nanoseconds(1'000'000'000ULL * m_sent / m_wishes.rate);
    }

    void sendWhatIsDue()
    {
        while (!m_free.empty() && due()) {
            const auto since = dueAt();
            if (since > Clock::now()) {
                return;
            }
            auto request = m_wishes.rate == 0 ? std::move(m_prepared[m_sent]) : m_events.next();
            m_bytes += request.size();
            ++m_sent;
            ++m_underWay;
            auto *connection = m_free.back();
            m_free.pop_back();
            follow(*connection, connection->send(std::move(request), since));
        }
    }

    void poll()
    {
        std::array<epoll_event, 128> events{};
        const int wait = m_wishes.rate > 0 ? 1 : 100;
        const int count = ::epoll_wait(m_poll, events.data(), static_cast<int>(events.size()), wait);
        for (int index = 0; index < count; ++index) {
            const auto &event = events.at(static_cast<std::size_t>(index));
            auto &connection = *static_cast<SenderConnection *>(event.data.ptr);
            if ((event.events & EPOLLOUT) != 0 && !connection.free()) {
                follow(connection, connection.writable());
            }
            if ((event.events & (EPOLLIN | EPOLLHUP | EPOLLERR)) != 0) {
                follow(connection, connection.readable());
            }
        }
    }

    void follow(SenderConnection &connection, SenderConnection::Step step)
    {
        if (step == SenderConnection::Step::Waiting) {
            return;
        }
        const bool wasFree = std::find(m_free.begin(), m_free.end(), &connection) != m_free.end();
        if (step == SenderConnection::Step::Answered) {
            --m_underWay;
            ++(connection.status() == 200 ? m_accepted : m_refused);
            const auto took = Clock::now() - connection.since();
            m_microseconds.push_back(std::chrono::duration_cast<std::chrono::microseconds>(took).count());
            if (connection.free()) {
                m_free.push_back(&connection);
                return;
            }
        } else if (wasFree) {
            m_free.erase(std::find(m_free.begin(), m_free.end(), &connection));
        } else {
            --m_underWay;
            ++m_lost;
        }
        open(connection);
    }

    double at(double part) const
    {
        if (m_microseconds.empty()) {
            return 0;
        }
        const auto last = static_cast<double>(m_microseconds.size() - 1);
        return static_cast<double>(m_microseconds[static_cast<std::size_t>(part * last)]) / 1e3;
    }

    const Wishes &m_wishes;
    SignedEvents &m_events;
    int m_poll;
    std::deque<SenderConnection> m_connections;
    std::vector<SenderConnection *> m_free;
    std::vector<std::string> m_prepared;
    std::vector<std::int64_t> m_microseconds;
    Clock::time_point m_begin;
    Clock::time_point m_end;
    Clock::time_point m_finished;
    std::size_t m_sent = 0;
    std::size_t m_underWay = 0;
    std::size_t m_accepted = 0;
    std::size_t m_refused = 0;
    std::size_t m_lost = 0;
    std::size_t m_bytes = 0;
    double m_cpuBefore = 0;
};

} // namespace

/** Sends signed webhooks over keep-alive connections to 127.0.0.1 and prints one line of JSON. */
int main(int count, char **words)
{
    Wishes wishes;
    if (!read(count, words, wishes)) {
        std::cerr
            << "usage: billhook_webhooksender --port PORT --templates FILE --secret SECRET --events MOST "
               "[--seconds 10] [--connections 64] [--rate PER_SECOND] [--company FIRST]\n";
        return 2;
    }
    SignedEvents events(wishes.templates, wishes.secret, wishes.company);
    if (events.templates() == 0) {
        std::cerr << "no events in " << wishes.templates << "\n";
        return 2;
    }
    Sender sender(wishes, events);
    sender.run();
    sender.print();
    return sender.allAccepted() ? 0 : 1;
}
