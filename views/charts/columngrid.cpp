#include "views/charts/columngrid.h"

#include <algorithm>

namespace billhook::charts {

namespace {

// The next of 1, 2, 5 × 10ⁿ that is not under the value.
std::int64_t roundStep(std::int64_t atLeast)
{
    std::int64_t power = 1;
    while (power <= atLeast / 10) {
        power *= 10;
    }
    for (const std::int64_t factor : { 1, 2, 5, 10 }) {
        if (power * factor >= atLeast) {
            return power * factor;
        }
    }
    return power * 10;
}

std::int64_t floorTo(std::int64_t value, std::int64_t step)
{
    const std::int64_t rest = value % step;
    return rest < 0 ? value - rest - step : value - rest;
}

} // namespace

ColumnGrid columnGrid(int width, int count, int minimumColumn)
{
    ColumnGrid grid;
    grid.first = firstColumnWidth;
    grid.count = std::max(count, 0);
    if (grid.count > 0) {
        const int room = width - grid.first;
        grid.visible = std::clamp(room / std::max(minimumColumn, 1), 1, grid.count);
        grid.column = std::max(room / grid.visible, 1);
    }
    return grid;
}

std::vector<std::int64_t> roundTicks(std::int64_t low, std::int64_t high, int wanted)
{
    if (high <= low) {
        high = low + 1;
    }
    const std::int64_t pieces = std::max(wanted - 1, 1);
    const std::int64_t step = roundStep(std::max<std::int64_t>(1, (high - low + pieces - 1) / pieces));
    std::vector<std::int64_t> ticks{ floorTo(low, step) };
    while (ticks.back() < high) {
        ticks.push_back(ticks.back() + step);
    }
    return ticks;
}

} // namespace billhook::charts
