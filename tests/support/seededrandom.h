#pragma once

#include <cstdint>

namespace billhook::support {

/** Numbers that are the same for a seed on every machine and with every standard library. */
class SeededRandom final
{
public:
    explicit SeededRandom(std::uint64_t seed)
        : m_state(seed)
    { }

    using result_type = std::uint64_t;
    static constexpr result_type min() { return 0; }
    static constexpr result_type max() { return UINT64_MAX; }

    result_type operator()()
    {
        m_state += 0x9E3779B97F4A7C15U;
        auto mixed = m_state;
        mixed = (mixed ^ (mixed >> 30U)) * 0xBF58476D1CE4E5B9U;
        mixed = (mixed ^ (mixed >> 27U)) * 0x94D049BB133111EBU;
        return mixed ^ (mixed >> 31U);
    }

    /** From 0 to limit - 1; the limit is above 0 and small, so the bias does not matter. */
    std::int64_t below(std::int64_t limit)
    {
        return static_cast<std::int64_t>((*this)() % static_cast<std::uint64_t>(limit));
    }
    std::int64_t between(std::int64_t least, std::int64_t most) { return least + below(most - least + 1); }
    bool percent(std::int64_t chance) { return below(100) < chance; }

private:
    std::uint64_t m_state;
};

} // namespace billhook::support
