#include "services/sandbox/engine/apishape.h"

namespace billhook::sandbox {

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
