#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace billhook::sandbox {

/**
 * A small, fast generator whose numbers depend on the seed alone, on every machine (SplitMix64).
 * Not for secrets.
 */
class Random final
{
public:
    explicit Random(std::uint64_t seed);

    /** An independent stream; the same label always gives the same one, however much was drawn from this. */
    Random fork(std::uint64_t label) const;

    std::uint64_t next();
    std::int64_t below(std::int64_t bound); ///< 0 .. bound-1; bound > 0
    std::int64_t between(std::int64_t first, std::int64_t last); ///< both included
    bool chance(int permille);

    template <typename T> const T &pick(const std::vector<T> &values)
    {
        return values[static_cast<std::size_t>(below(static_cast<std::int64_t>(values.size())))];
    }

    /** The index of one of the weights, as often as its weight says. */
    std::size_t weighted(const std::vector<int> &weights);

    std::string letters(std::size_t count); ///< 0-9, A-Z, a-z, as in Stripe's ids
    std::string hexadecimal(std::size_t count);
    std::string uuid(); ///< version 4 in form

private:
    std::uint64_t m_seed;
    std::uint64_t m_state;
};

} // namespace billhook::sandbox
