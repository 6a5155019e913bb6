#pragma once

#include <map>
#include <string>
#include <string_view>

namespace billhook::api {

/** What stands in a path for the names in braces of its pattern, decoded. */
std::map<std::string, std::string, std::less<>> pathValues(std::string_view pattern, const std::string &path);

/** Whether a Content-Type names this type, whatever its parameters; `type` in lower case. */
bool isMediaType(std::string_view header, std::string_view type);

} // namespace billhook::api
