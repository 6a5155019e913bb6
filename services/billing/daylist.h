#pragma once

#include <QDate>

#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

namespace billhook::billing {

/**
 * One text for each day, as a statement lists them: days counted from `from` and as many texts, both
 * separated by spaces. In their order there; the views are into `texts`.
 */
std::vector<std::pair<QDate, std::string_view>> dayList(
    QDate from, std::string_view days, std::string_view texts);

/** Of a whole number as the database writes it. */
std::int64_t integerOf(std::string_view text);

} // namespace billhook::billing
