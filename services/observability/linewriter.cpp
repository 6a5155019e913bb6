#include "services/observability/linewriter.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <csignal>
#include <utility>

namespace billhook::observability {

namespace {

constexpr int pollMilliseconds = 100; ///< how soon an end without a reader is noticed

std::string pathOf(int descriptor)
{
    struct stat state = {};
    if (fstat(descriptor, &state) != 0 || !S_ISREG(state.st_mode)) {
        return {};
    }
    std::array<char, PATH_MAX> target{};
    const auto link = "/proc/self/fd/" + std::to_string(descriptor);
    const auto length = readlink(link.c_str(), target.data(), target.size());
    return length > 0 ? std::string(target.data(), static_cast<std::size_t>(length)) : std::string();
}

} // namespace

LineWriter::LineWriter(int descriptor, DroppedLine droppedLine)
    : m_descriptor(descriptor)
    , m_droppedLine(droppedLine)
    , m_path(pathOf(descriptor))
    , m_thread([this] { run(); })
{ }

LineWriter::~LineWriter()
{
    {
        const std::scoped_lock lock(m_mutex);
        m_stopping = true;
        m_until = std::chrono::steady_clock::now() + lastPatience;
    }
    m_changed.notify_one();
    m_thread.join();
}

void LineWriter::write(std::string_view line)
{
    {
        const std::scoped_lock lock(m_mutex);
        if (m_waiting.size() + line.size() >= mostBytes) {
            ++m_dropped;
            return;
        }
        if (m_dropped != m_told) {
            m_waiting.append(m_droppedLine(m_dropped - std::exchange(m_told, m_dropped))).append("\n");
        }
        m_waiting.append(line).append("\n");
    }
    m_changed.notify_one();
}

std::uint64_t LineWriter::dropped() const
{
    const std::scoped_lock lock(m_mutex);
    return m_dropped;
}

void LineWriter::reopen()
{
    if (m_path.empty()) {
        return;
    }
    const int fresh = open(m_path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0640);
    if (fresh >= 0) {
        dup2(fresh, m_descriptor);
        close(fresh);
    }
}

void LineWriter::run()
{
    sigset_t all{};
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, nullptr); // they are the main thread's
    for (;;) {
        std::string text;
        {
            std::unique_lock lock(m_mutex);
            m_changed.wait(lock, [this] { return m_stopping || !m_waiting.empty(); });
            if (m_waiting.empty()) {
                return;
            }
            text = std::exchange(m_waiting, {});
        }
        if (!put(text)) {
            return;
        }
    }
}

bool LineWriter::awaitRoom()
{
    for (;;) {
        pollfd entry{ m_descriptor, POLLOUT, 0 };
        if (poll(&entry, 1, pollMilliseconds) > 0) {
            return true; // an error shows itself in the write
        }
        const std::scoped_lock lock(m_mutex);
        if (m_stopping && std::chrono::steady_clock::now() > m_until) {
            return false;
        }
    }
}

/** A pipe that has room takes this much at once. */
bool LineWriter::put(std::string_view text)
{
    while (!text.empty()) {
        if (!awaitRoom()) {
            return false;
        }
        const auto written = ::write(m_descriptor, text.data(), std::min<std::size_t>(text.size(), PIPE_BUF));
        if (written > 0) {
            text.remove_prefix(static_cast<std::size_t>(written));
        } else if (written < 0 && errno != EINTR && errno != EAGAIN) {
            return true; // nobody reads any more, or the disk is full: these lines are lost, not the next
        }
    }
    return true;
}

} // namespace billhook::observability
