#include "services/stripe/jsontext.h"

#include <charconv>
#include <cstddef>
#include <optional>

namespace billhook::stripe {

namespace {

constexpr std::size_t escapeLength = 6; ///< of backslash, u and four digits

/** The code unit that an escape at `at` writes; nothing where there is no whole one. */
std::optional<unsigned> unitAt(std::string_view text, std::size_t at)
{
    const auto escape = text.substr(at < text.size() ? at : text.size(), escapeLength);
    if (escape.size() != escapeLength || !escape.starts_with("\\u")) {
        return std::nullopt;
    }
    unsigned unit = 0;
    const auto [end, error] = std::from_chars(escape.data() + 2, escape.data() + escape.size(), unit, 16);
    const bool isWhole = error == std::errc() && end == escape.data() + escape.size();
    return isWhole ? std::optional(unit) : std::nullopt;
}

bool isHigh(std::optional<unsigned> unit)
{
    return unit && *unit >= 0xD800U && *unit <= 0xDBFFU;
}

bool isLow(std::optional<unsigned> unit)
{
    return unit && *unit >= 0xDC00U && *unit <= 0xDFFFU;
}

/** The next escape of half a pair from `at` on, else the end. */
std::size_t nextHalf(std::string_view text, std::size_t at)
{
    while ((at = text.find('\\', at)) != std::string_view::npos) {
        const auto unit = unitAt(text, at);
        if (isHigh(unit) && isLow(unitAt(text, at + escapeLength))) {
            at += 2 * escapeLength;
        } else if (isHigh(unit) || isLow(unit)) {
            return at;
        } else {
            at += 2; // also past the second of two backslashes
        }
    }
    return text.size();
}

} // namespace

std::string_view readableText(std::string_view bytes, std::string &kept)
{
    if (bytes.starts_with("\xEF\xBB\xBF")) {
        bytes.remove_prefix(3);
    }
    auto half = nextHalf(bytes, 0);
    if (half == bytes.size()) {
        return bytes;
    }
    kept.assign(bytes);
    for (; half < kept.size(); half = nextHalf(kept, half)) {
        kept.replace(half, escapeLength, "\\uFFFD");
    }
    return kept;
}

} // namespace billhook::stripe
