#pragma once

#include <QDate>
#include <QStringView>

#include <utility>
#include <vector>

namespace billhook::billing {

/**
 * One text for each day, as a statement lists them: days counted from `from` and as many texts, both
 * separated by spaces. In their order there; the views are into `texts`.
 */
std::vector<std::pair<QDate, QStringView>> dayList(QDate from, QStringView days, QStringView texts);

} // namespace billhook::billing
