#pragma once

#include <vector>

class QAbstractItemModel;
class QMimeData;

namespace billhook::widgets {

// Rows as a spreadsheet takes them: tab-separated text and an HTML table of the columns' display texts,
// without those that have no title. The caller owns the answer.
QMimeData *copyOfRows(const QAbstractItemModel &model, const std::vector<int> &rows,
    const std::vector<int> &columns, bool titles);

} // namespace billhook::widgets
