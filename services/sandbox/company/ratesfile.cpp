#include "services/sandbox/company/ratesfile.h"

#include "services/sandbox/engine/random.h"

#include <algorithm>
#include <array>
#include <cstdio>

namespace billhook::sandbox {

namespace {

/** A rate as millionths that wanders slowly and is drawn back to where it started. */
class WanderingRate final
{
public:
    WanderingRate(std::int64_t start, Random random)
        : m_home(start)
        , m_rate(start)
        , m_random(random)
    { }

    std::int64_t nextDay()
    {
        const auto step = std::max<std::int64_t>(1, m_home / 300);
        m_rate += m_random.between(-step, step) + (m_home - m_rate) / 120;
        return m_rate;
    }

private:
    std::int64_t m_home;
    std::int64_t m_rate;
    Random m_random;
};

std::string line(Seconds day, const char *from, std::int64_t millionths)
{
    std::array<char, 64> text{};
    static_cast<void>(std::snprintf(text.data(), text.size(), ",%s,usd,%lld.%06lld,demo\n", from,
        static_cast<long long>(millionths / 1'000'000), static_cast<long long>(millionths % 1'000'000)));
    return isoDate(day) + text.data();
}

} // namespace

std::string ratesCsv(std::uint64_t seed, Seconds first, Seconds last)
{
    WanderingRate euro(1'094'000, Random(seed).fork(31));
    WanderingRate yen(6'710, Random(seed).fork(32));
    std::string csv = "date,from,to,rate,source\n";
    for (auto day = startOf(dateOf(first)); day <= last; day += dayLength) {
        csv += line(day, "eur", euro.nextDay());
        csv += line(day, "jpy", yen.nextDay());
    }
    return csv;
}

} // namespace billhook::sandbox
