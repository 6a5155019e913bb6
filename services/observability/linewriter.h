#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>

namespace billhook::observability {

/**
 * Writes lines to a descriptor from a thread of its own, so that nobody ever waits for who reads them: a pipe
 * that is full costs lines, not time. Lines that find no room are counted and left out. Any thread.
 */
class LineWriter final
{
public:
    static constexpr std::size_t mostBytes = 4U << 20U; ///< that wait to be written
    /** What the last lines may take when the program ends. */
    static constexpr std::chrono::milliseconds lastPatience{ 1'000 };

    /** `dropped`: the line that tells how many were left out, once there is room again. */
    using DroppedLine = std::string (*)(std::uint64_t count);

    LineWriter(int descriptor, DroppedLine droppedLine);
    LineWriter(const LineWriter &) = delete;
    LineWriter &operator=(const LineWriter &) = delete;
    ~LineWriter(); ///< writes what waits, as long as somebody takes it

    void write(std::string_view line); ///< without its end
    std::uint64_t dropped() const; ///< since the start

    /** Opens the file anew under its first name, where it is a file: another one may stand there by now. */
    void reopen();

private:
    void run();
    bool awaitRoom(); ///< false once the patience at the end is over
    bool put(std::string_view text);

    const int m_descriptor;
    const DroppedLine m_droppedLine;
    std::string m_path; ///< of a regular file
    mutable std::mutex m_mutex; ///< guards what follows
    std::condition_variable m_changed;
    std::string m_waiting;
    std::uint64_t m_dropped = 0;
    std::uint64_t m_told = 0; ///< of m_dropped
    bool m_stopping = false;
    std::chrono::steady_clock::time_point m_until;
    std::thread m_thread; ///< last: it uses all of the above
};

} // namespace billhook::observability
