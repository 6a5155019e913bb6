#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace billhook::postgres {

/** One column of many rows, on its way to `unnest`. */
using Texts = std::vector<std::optional<std::string>>;
using Integers = std::vector<std::optional<std::int64_t>>;

template <typename Ids> Texts textsOf(const Ids &ids)
{
    return Texts(ids.begin(), ids.end());
}

} // namespace billhook::postgres
