#pragma once

#include <QString>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <vector>

namespace billhook::benchmarks {

using Milliseconds = std::chrono::duration<double, std::milli>;

/** Times of one kind. */
class Figures final
{
public:
    void add(Milliseconds time) { m_times.push_back(time.count()); }
    void add(const Figures &others)
    {
        m_times.insert(m_times.end(), others.m_times.begin(), others.m_times.end());
    }
    std::size_t count() const { return m_times.size(); }
    std::size_t over(Milliseconds limit) const
    {
        return static_cast<std::size_t>(
            std::count_if(m_times.begin(), m_times.end(), [&](double time) { return time > limit.count(); }));
    }
    QString at(std::size_t percent) const
    {
        if (m_times.empty()) {
            return QStringLiteral("—");
        }
        std::vector<double> sorted = m_times;
        std::sort(sorted.begin(), sorted.end());
        return QString::number(sorted.at(std::min(sorted.size() - 1, sorted.size() * percent / 100)), 'f', 1);
    }
    QString halfAndMost() const { return at(50) + QStringLiteral(" / ") + at(95); } ///< p50 / p95

private:
    std::vector<double> m_times;
};

/** How long `work` takes. */
template <typename Work> Milliseconds timed(Work work)
{
    const auto start = std::chrono::steady_clock::now();
    work();
    return std::chrono::steady_clock::now() - start;
}

} // namespace billhook::benchmarks
