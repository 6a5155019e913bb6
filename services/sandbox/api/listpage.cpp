#include "services/sandbox/api/listpage.h"

#include <algorithm>
#include <charconv>

namespace billhook::sandbox {

namespace {

constexpr std::size_t standardLimit = 10;
constexpr std::size_t greatestLimit = 100;

ListPage refused(const ApiAnswer &answer)
{
    ListPage page;
    page.failure = answer;
    return page;
}

std::optional<std::size_t> readLimit(const FormValues &parameters)
{
    const auto text = parameters.text("limit");
    if (!text) {
        return standardLimit;
    }
    std::size_t limit = 0;
    const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), limit);
    const bool number = error == std::errc() && end == text->data() + text->size();
    return number && limit >= 1 && limit <= greatestLimit ? std::optional<std::size_t>(limit) : std::nullopt;
}

} // namespace

ListPage choosePage(
    const std::vector<std::string> &ids, const FormValues &parameters, const std::string &kind)
{
    const auto limit = readLimit(parameters);
    if (!limit) {
        return refused(invalidParameter(
            "parameter_invalid_integer", "The limit must be an integer from 1 to 100", "limit"));
    }
    const auto after = parameters.text("starting_after");
    const auto before = parameters.text("ending_before");
    if (after && before) {
        return refused(invalidParameter(
            "", "starting_after and ending_before can't be used together", "starting_after"));
    }
    ListPage page;
    if (!after && !before) {
        page.end = std::min(*limit, ids.size());
        page.hasMore = page.end < ids.size();
        return page;
    }
    const auto &cursor = after ? *after : *before;
    const auto found = std::find(ids.begin(), ids.end(), cursor);
    if (found == ids.end()) {
        return refused(noSuchObject(kind, cursor, after ? "starting_after" : "ending_before"));
    }
    const auto place = static_cast<std::size_t>(found - ids.begin());
    page.first = after ? place + 1 : place - std::min(place, *limit);
    page.end = after ? std::min(page.first + *limit, ids.size()) : place;
    page.hasMore = after ? page.end < ids.size() : page.first > 0;
    return page;
}

} // namespace billhook::sandbox
