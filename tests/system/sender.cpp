// Sends signed webhooks as Stripe does: what was not answered with 2xx comes again, with back-off, until it
// was. Every answer is one line of the ledger: line number of the event, when it was sent and answered
// (milliseconds of the monotonic clock), and the status (0: the connection failed).
//
//   billhook_sender PORT SECRET EVENTS LEDGER SEED CONNECTIONS RATE
//
// EVENTS holds one body a line. Each goes out one to five times, roughly in order, at most RATE a second (0:
// as fast as it goes; after SIGUSR1 so, too). Ends with 0 when every copy was acknowledged.
#include <queue>

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <condition_variable>
#include <csignal>
#include <cstdint>
#include <ctime>
#include <fstream>
#include <iostream>
#include <mutex>
#include <random>
#include <string>
#include <thread>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;
using namespace std::chrono_literals;

constexpr auto longestAnswer = 20s;
constexpr auto firstPause = 50ms;
constexpr auto longestPause = 1'000ms;

volatile std::sig_atomic_t hurried = 0;

struct Delivery
{
    Clock::time_point due;
    std::size_t line = 0;
    int tries = 0;
    bool operator>(const Delivery &other) const { return due > other.due; }
};

/** What is still to be acknowledged, the next one first. */
class Agenda final
{
public:
    explicit Agenda(std::vector<Delivery> deliveries)
        : m_left(deliveries.size())
        , m_waiting(std::greater<>(), std::move(deliveries))
    { }

    /** Waits until something is due; false when everything was acknowledged. */
    bool take(Delivery &delivery)
    {
        std::unique_lock lock(m_mutex);
        for (;;) {
            if (m_left == 0) {
                return false;
            }
            if (m_waiting.empty()) {
                m_changed.wait(lock);
            } else if (const auto &next = m_waiting.top();
                       next.due > Clock::now() && !(hurried != 0 && next.tries == 0)) {
                m_changed.wait_until(lock, next.due);
            } else {
                delivery = m_waiting.top();
                m_waiting.pop();
                return true;
            }
        }
    }

    void acknowledged()
    {
        const std::scoped_lock lock(m_mutex);
        if (--m_left == 0) {
            m_changed.notify_all();
        }
    }

    void again(Delivery delivery)
    {
        const auto pause
            = std::min<Clock::duration>(longestPause, firstPause * (1 << std::min(delivery.tries, 6)));
        delivery.due = Clock::now() + pause;
        delivery.tries += 1;
        const std::scoped_lock lock(m_mutex);
        m_waiting.push(delivery);
        m_changed.notify_one();
    }

private:
    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::size_t m_left;
    std::priority_queue<Delivery, std::vector<Delivery>, std::greater<>> m_waiting;
};

/** One kept connection to the daemon. */
class Wire final
{
public:
    explicit Wire(std::uint16_t port)
        : m_port(port)
    { }
    Wire(const Wire &) = delete;
    Wire &operator=(const Wire &) = delete;
    ~Wire() { drop(); }

    /** The status, or 0 when there was no whole answer. */
    int post(const std::string &head, const std::string &body)
    {
        if ((m_socket < 0 && !connect()) || !write(head) || !write(body)) {
            drop();
            return 0;
        }
        return read();
    }

private:
    bool connect()
    {
        m_socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        const int on = 1;
        const timeval limit{ std::chrono::seconds(longestAnswer).count(), 0 };
        ::setsockopt(m_socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        ::setsockopt(m_socket, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
        ::setsockopt(m_socket, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(m_port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        return ::connect(m_socket, reinterpret_cast<const sockaddr *>(&address), sizeof address) == 0;
    }

    bool write(const std::string &text) const
    {
        for (std::size_t sent = 0; sent < text.size();) {
            const auto count = ::send(m_socket, text.data() + sent, text.size() - sent, MSG_NOSIGNAL);
            if (count <= 0) {
                return false;
            }
            sent += static_cast<std::size_t>(count);
        }
        return true;
    }

    int read()
    {
        std::string answer;
        std::array<char, 4096> buffer{};
        for (;;) {
            const auto end = answer.find("\r\n\r\n");
            if (end != std::string::npos && answer.size() >= end + 4 + lengthIn(answer, end)) {
                const int status = std::stoi(answer.substr(9, 3));
                if (answer.find("onnection: close") < end) {
                    drop();
                }
                return status;
            }
            const auto count = ::recv(m_socket, buffer.data(), buffer.size(), 0);
            if (count <= 0) {
                drop();
                return 0;
            }
            answer.append(buffer.data(), static_cast<std::size_t>(count));
        }
    }

    static std::size_t lengthIn(const std::string &answer, std::size_t end)
    {
        const std::string name = "ontent-Length: ";
        const auto at = answer.find(name);
        return at < end ? std::stoul(answer.substr(at + name.size())) : 0;
    }

    void drop()
    {
        if (m_socket >= 0) {
            ::close(m_socket);
        }
        m_socket = -1;
    }

    std::uint16_t m_port;
    int m_socket = -1;
};

std::string signature(const std::string &secret, const std::string &body)
{
    const std::string at = std::to_string(std::time(nullptr));
    std::array<unsigned char, EVP_MAX_MD_SIZE> hash{};
    unsigned int size = 0;
    const std::string text = at + "." + body;
    HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()),
        reinterpret_cast<const unsigned char *>(text.data()), text.size(), hash.data(), &size);
    std::string hex;
    for (unsigned int index = 0; index < size; ++index) {
        constexpr std::string_view digits = "0123456789abcdef";
        hex += digits[hash[index] >> 4U];
        hex += digits[hash[index] & 15U];
    }
    return "t=" + at + ",v1=" + hex;
}

std::vector<std::string> linesOf(const char *path)
{
    std::vector<std::string> lines;
    std::ifstream file(path);
    for (std::string line; std::getline(file, line);) {
        lines.push_back(std::move(line));
    }
    return lines;
}

/** Two in three go once; the copies of the others lie near each other or far apart. */
std::vector<Delivery> planned(std::size_t lines, std::uint64_t seed, double rate)
{
    std::mt19937_64 random(seed);
    std::vector<std::pair<std::size_t, std::size_t>> places;
    for (std::size_t line = 0; line < lines; ++line) {
        const auto copies = random() % 3 == 0 ? 1 + random() % 5 : 1;
        for (std::uint64_t copy = 0; copy < copies; ++copy) {
            const auto spread = random() % 4 == 0 ? lines : 200;
            places.emplace_back(line + random() % std::max<std::size_t>(spread, 1), line);
        }
    }
    std::sort(places.begin(), places.end());
    std::vector<Delivery> deliveries;
    const auto start = Clock::now();
    for (std::size_t index = 0; index < places.size(); ++index) {
        // Without a rate all are due, in their order.
        const auto wait = rate > 0 ? std::chrono::duration_cast<Clock::duration>(
                              std::chrono::duration<double>(static_cast<double>(index) / rate))
                                   : Clock::duration(static_cast<Clock::rep>(index));
        deliveries.push_back({ rate > 0 ? start + wait : start - 1s + wait, places[index].second, 0 });
    }
    return deliveries;
}

long long milliseconds(Clock::time_point at)
{
    return std::chrono::duration_cast<std::chrono::milliseconds>(at.time_since_epoch()).count();
}

} // namespace

int main(int count, char **words)
{
    static_cast<void>(std::signal(SIGUSR1, [](int) { hurried = 1; }));
    if (count != 8) {
        std::cerr << "usage: billhook_sender PORT SECRET EVENTS LEDGER SEED CONNECTIONS RATE\n";
        return 2;
    }
    const auto port = static_cast<std::uint16_t>(std::stoi(words[1]));
    const std::string secret = words[2];
    const auto bodies = linesOf(words[3]);
    const int ledger = ::open(words[4], O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
    Agenda agenda(planned(bodies.size(), std::stoull(words[5]), std::stod(words[7])));
    std::vector<std::thread> senders;
    for (int index = 0; index < std::stoi(words[6]); ++index) {
        senders.emplace_back([&] {
            Wire wire(port);
            for (Delivery delivery; agenda.take(delivery);) {
                const auto &body = bodies[delivery.line];
                const auto sent = Clock::now();
                const int status
                    = wire.post("POST /api/webhooks/stripe HTTP/1.1\r\nHost: localhost\r\nContent-Type: "
                                "application/json\r\nStripe-Signature: "
                            + signature(secret, body) + "\r\nContent-Length: " + std::to_string(body.size())
                            + "\r\n\r\n",
                        body);
                const std::string entry = std::to_string(delivery.line) + ' '
                    + std::to_string(milliseconds(sent)) + ' ' + std::to_string(milliseconds(Clock::now()))
                    + ' ' + std::to_string(status) + '\n';
                if (::write(ledger, entry.data(), entry.size()) != static_cast<ssize_t>(entry.size())) {
                    std::cerr << "the ledger can't be written\n";
                    std::_Exit(1);
                }
                if (status == 0) {
                    ::poll(nullptr, 0, 10); // nobody is there: not at full speed
                }
                status / 100 == 2 ? agenda.acknowledged() : agenda.again(delivery);
            }
        });
    }
    for (auto &sender : senders) {
        sender.join();
    }
    return 0;
}
