#pragma once

#include "services/sandbox/api/apianswer.h"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace billhook::sandbox {

/** Which part of a list a request asks for: indexes [first, end), or why it can't be told. */
struct ListPage
{
    std::size_t first = 0;
    std::size_t end = 0;
    bool hasMore = false;
    std::optional<ApiAnswer> failure;
};

/** Applies limit, starting_after and ending_before to `ids`, newest first; `kind` names the object in errors.
 */
ListPage choosePage(
    const std::vector<std::string> &ids, const FormValues &parameters, const std::string &kind);

} // namespace billhook::sandbox
