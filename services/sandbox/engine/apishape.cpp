#include "services/sandbox/engine/apishape.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace billhook::sandbox {

namespace {

constexpr std::array<std::string_view, 31> versions{ "2022-11-15", "2023-08-16", "2023-10-16", "2024-04-10",
    "2024-06-20", "2024-09-30.acacia", "2024-10-28.acacia", "2024-11-20.acacia", "2024-12-18.acacia",
    "2025-01-27.acacia", "2025-02-24.acacia", "2025-03-31.basil", "2025-04-30.basil", "2025-05-28.basil",
    "2025-06-30.basil", "2025-07-30.basil", "2025-08-27.basil", "2025-09-30.clover", "2025-10-29.clover",
    "2025-11-17.clover", "2025-12-15.clover", "2026-01-28.clover", "2026-02-25.clover", "2026-03-25.dahlia",
    "2026-04-22.dahlia", "2026-05-27.dahlia", "2026-06-24.dahlia", "2026-07-29.dahlia", "2026-08-26.dahlia",
    "2026-09-30.endive", "2026-10-28.endive" };

} // namespace

const ApiShape &newestShape()
{
    static const ApiShape newest{ "2026-10-28.endive", true, true };
    return newest;
}

std::optional<ApiShape> shapeOf(const std::string &version)
{
    if (std::find(versions.begin(), versions.end(), version) == versions.end()) {
        return std::nullopt;
    }
    return ApiShape{ version, version >= "2025-03-31", version >= "2025-09-30" };
}

ApiRollout ApiRollout::between(Seconds start, Seconds end)
{
    const auto length = end - start;
    return { start + length / 2, start + length * 5 / 8, start + length * 7 / 8 };
}

ApiRollout ApiRollout::laterBy(Seconds lag) const
{
    return { basil + lag, clover + lag, endive + lag };
}

const ApiShape &ApiRollout::at(Seconds instant) const
{
    static const ApiShape beforeBasil{ "2024-06-20", false, false };
    static const ApiShape basilShape{ "2025-08-27.basil", true, false };
    static const ApiShape cloverShape{ "2026-02-25.clover", true, true };
    static const ApiShape endiveShape{ "2026-10-28.endive", true, true };
    if (instant < basil) {
        return beforeBasil;
    }
    if (instant < clover) {
        return basilShape;
    }
    return instant < endive ? cloverShape : endiveShape;
}

} // namespace billhook::sandbox
