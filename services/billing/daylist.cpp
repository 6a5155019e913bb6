#include "services/billing/daylist.h"

#include <algorithm>
#include <charconv>

namespace billhook::billing {

namespace {

/** The word that `list` begins with, taken off with the space behind it. */
std::string_view takeWord(std::string_view &list)
{
    const std::string_view word = list.substr(0, list.find(' '));
    list.remove_prefix(std::min(word.size() + 1, list.size()));
    return word;
}

} // namespace

std::int64_t integerOf(std::string_view text)
{
    std::int64_t value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

std::vector<std::pair<QDate, std::string_view>> dayList(
    QDate from, std::string_view days, std::string_view texts)
{
    std::vector<std::pair<QDate, std::string_view>> list;
    while (!days.empty() && !texts.empty()) {
        const QDate day = from.addDays(integerOf(takeWord(days)));
        list.emplace_back(day, takeWord(texts));
    }
    return list;
}

} // namespace billhook::billing
