#pragma once

#include "models/domain/result.h"

#include <array>
#include <cstddef>
#include <string>
#include <vector>

namespace billhook::directory {

struct RateLine
{
    std::string day; ///< ISO
    std::string from; ///< lower case
    std::string to; ///< lower case
    std::string rate; ///< plain decimal, above 0, at most 12 digits before and after the point
    std::string source;
};

/** Which column is which. */
class RateHeader final
{
public:
    /** InvalidInput unless all five columns are named, each once, and no others. */
    static domain::Result<RateHeader> read(const std::vector<std::string> &names);

    /** InvalidInput with a sentence for the person who wrote the file. */
    domain::Result<RateLine> readLine(const std::vector<std::string> &fields) const;

private:
    std::array<std::size_t, 5> m_places{}; ///< of date, from, to, rate, source
};

} // namespace billhook::directory
