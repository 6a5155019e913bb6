#pragma once

#include "models/domain/result.h"

#include <string>
#include <string_view>
#include <vector>

namespace billhook::postgres {

/** One compiled-in statement, without its comments. */
struct Statement
{
    std::string name; ///< "<area>/<verb>_<what>"
    std::string sql;
    std::vector<std::string> parameters; ///< the distinct ":name"s in it, sorted; none for $n statements
};

/** All statements of an area, by name. Internal when it has none: it is not listed in resources/sql. */
domain::Result<std::vector<Statement>> statementsOf(const std::string &area);

/** The area of "<area>/<verb>_<what>". */
std::string areaOf(std::string_view statement);

/** The SQL of one statement, "<area>/<verb>_<what>". Internal when there is none. */
domain::Result<std::string> sqlOf(const std::string &name);

/** The SQL without comments, and the :name parameters in it; quoted text is left alone. */
Statement readStatement(std::string name, const std::string &text);

} // namespace billhook::postgres
