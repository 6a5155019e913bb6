#pragma once

#include <cstdint>
#include <functional>
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

/** One column of rows: `value` is the member that holds it, or makes it of a row. */
template <typename Column, typename Rows, typename Value> Column columnOf(const Rows &rows, Value value)
{
    Column column;
    column.reserve(rows.size());
    for (const auto &row : rows) {
        column.emplace_back(std::invoke(value, row));
    }
    return column;
}
template <typename Rows, typename Value> Texts texts(const Rows &rows, Value value)
{
    return columnOf<Texts>(rows, value);
}
template <typename Rows, typename Value> Integers integers(const Rows &rows, Value value)
{
    return columnOf<Integers>(rows, value);
}
template <typename Rows, typename Value> std::vector<bool> flags(const Rows &rows, Value value)
{
    return columnOf<std::vector<bool>>(rows, value);
}

} // namespace billhook::postgres
