#include "services/billing/daylist.h"

#include <algorithm>

namespace billhook::billing {

std::vector<std::pair<QDate, QStringView>> dayList(QDate from, QStringView days, QStringView texts)
{
    std::vector<std::pair<QDate, QStringView>> list;
    const auto offsets = days.split(u' ', Qt::SkipEmptyParts);
    const auto values = texts.split(u' ', Qt::SkipEmptyParts);
    const auto count = std::min(offsets.size(), values.size());
    list.reserve(static_cast<std::size_t>(count));
    for (qsizetype index = 0; index < count; ++index) {
        list.emplace_back(from.addDays(offsets.at(index).toLongLong()), values.at(index));
    }
    return list;
}

} // namespace billhook::billing
