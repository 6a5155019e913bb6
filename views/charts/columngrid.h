#pragma once

#include <QString>

#include <cstdint>
#include <vector>

namespace billhook::charts {

// One column of the common x grid: a month, or a week or a day in short ranges.
struct ChartColumn
{
    QString label{}; // "Dec", "Jan’26"
    bool current{ false }; // the one still running

    bool operator==(const ChartColumn &) const = default;
};

// Where the columns are: all charts and tables of a page that share a width share these numbers, in pixels.
struct ColumnGrid
{
    int first{}; // free space before the first column, for names and axis labels
    int column{}; // width of each column
    int count{};
    int visible{}; // how many of them there is room for; the others are scrolled to

    int left(int index) const { return first + index * column; }
    int right() const { return first + visible * column; }
};

inline constexpr int firstColumnWidth = 118;
inline constexpr int minimumTableColumn = 46; // the narrowest that is quiet to read

// Fills the width behind the first column with equal whole columns, no narrower than the minimum: `count` of
// them, or as many as there is room for.
ColumnGrid columnGrid(int width, int count, int minimumColumn = 1);

// A round step between low and high so that about `wanted` values, zero among them where it lies between,
// cover both; ascending. Values are in the unit of the arguments (minor units for money).
std::vector<std::int64_t> roundTicks(std::int64_t low, std::int64_t high, int wanted);

} // namespace billhook::charts
