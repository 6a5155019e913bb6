#include "views/widgets/panelmodel.h"

#include <algorithm>
#include <utility>

namespace billhook::widgets {

using namespace Qt::StringLiterals;

bool PanelModel::setRows(std::vector<PanelRow> rows)
{
    if (rows == m_rows) {
        return false;
    }
    const bool sameKinds = std::equal(rows.begin(), rows.end(), m_rows.begin(), m_rows.end(),
        [](const PanelRow &left, const PanelRow &right) { return left.kind == right.kind; });
    if (sameKinds) {
        m_rows = std::move(rows);
        Q_EMIT dataChanged(index(0), index(static_cast<int>(m_rows.size()) - 1));
        return true;
    }
    beginResetModel();
    m_rows = std::move(rows);
    endResetModel();
    return true;
}

int PanelModel::rowOf(const QString &id) const
{
    const auto found
        = std::find_if(m_rows.begin(), m_rows.end(), [&id](const PanelRow &row) { return row.id == id; });
    return found == m_rows.end() ? -1 : static_cast<int>(found - m_rows.begin());
}

QString PanelModel::copyOf(int row) const
{
    const PanelRow &shown = rowAt(row);
    QStringList parts{ shown.title, shown.detail, shown.date, shown.value, shown.note };
    parts.removeAll(QString());
    return parts.join(u'\t');
}

int PanelModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QVariant PanelModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return {};
    }
    const PanelRow &row = rowAt(index.row());
    if (role == Qt::DisplayRole) {
        return row.title;
    }
    if (role == Qt::AccessibleTextRole || role == Qt::ToolTipRole) {
        QStringList parts{ row.title, row.detail, row.date, row.value, row.note };
        parts.removeAll(QString());
        return parts.join(u", "_s);
    }
    return {};
}

Qt::ItemFlags PanelModel::flags(const QModelIndex &index) const
{
    if (!index.isValid()) {
        return Qt::NoItemFlags;
    }
    if (rowAt(index.row()).kind == PanelRow::Kind::Group) {
        return Qt::ItemIsEnabled;
    }
    return Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemNeverHasChildren;
}

} // namespace billhook::widgets
