#include "models/items/organizationtablemodel.h"

#include "models/domain/money.h"
#include "models/domain/rounding.h"
#include "models/items/moneyformat.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>
#include <array>
#include <cstddef>

namespace billhook::items {

using namespace Qt::StringLiterals;

namespace {

constexpr std::size_t keptPages = 64;
constexpr int monthsPerYear = 12;

enum Tone : int
{
    Quiet = 0,
    Good = 3,
    Warning = 4,
    Bad = 5
};

struct StatusLook
{
    QLatin1StringView status;
    const char *text = nullptr;
    const char *icon = nullptr;
    Tone tone = Quiet;
};

constexpr std::array looks{
    StatusLook{ "active"_L1, QT_TRANSLATE_NOOP("OrganizationTableModel", "Active"), "circle-check", Quiet },
    StatusLook{ "trialing"_L1, QT_TRANSLATE_NOOP("OrganizationTableModel", "Trialing"), "hourglass", Quiet },
    StatusLook{ "ending"_L1, QT_TRANSLATE_NOOP("OrganizationTableModel", "Ending"), "calendar-x-2", Warning },
    StatusLook{ "past_due"_L1, QT_TRANSLATE_NOOP("OrganizationTableModel", "Past due"), "circle-alert", Bad },
    StatusLook{ "unpaid"_L1, QT_TRANSLATE_NOOP("OrganizationTableModel", "Unpaid"), "circle-alert", Bad },
    StatusLook{ "paused"_L1, QT_TRANSLATE_NOOP("OrganizationTableModel", "Paused"), "circle-pause", Warning },
    StatusLook{ "canceled"_L1, QT_TRANSLATE_NOOP("OrganizationTableModel", "Canceled"), "circle-x", Quiet },
    StatusLook{
        "none"_L1, QT_TRANSLATE_NOOP("OrganizationTableModel", "No subscription"), "circle-dashed", Quiet },
};

const StatusLook *lookOf(const QString &status)
{
    const auto *found = std::find_if(
        looks.begin(), looks.end(), [&](const StatusLook &look) { return look.status == status; });
    return found == looks.end() ? nullptr : found;
}

QString monthlyText(qint64 annual, const QString &currency)
{
    const auto known = domain::Currency::fromCode(currency.toStdString());
    const auto minor = domain::divide(annual, monthsPerYear, domain::Rounding::HalfAwayFromZero);
    if (!known || !minor) {
        return {};
    }
    constexpr int codeAndSpace = 4;
    return MoneyFormat().exact({ *minor, *known }).chopped(codeAndSpace);
}

QLocale wording()
{
    return { QLocale::English, QLocale::UnitedStates };
}

} // namespace

QString organizationStatusText(const QString &status)
{
    const StatusLook *look = lookOf(status);
    if (look != nullptr) {
        return QCoreApplication::translate("OrganizationTableModel", look->text);
    }
    QString words = status;
    return words.replace(u'_', u' ');
}

OrganizationTableModel::OrganizationTableModel(int pageRows, QObject *parent)
    : QAbstractTableModel(parent)
    , m_pageRows(pageRows)
{ }

int OrganizationTableModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : m_rows;
}

int OrganizationTableModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(Column::Count);
}

const OrganizationItem *OrganizationTableModel::item(int row) const
{
    const int page = row / m_pageRows;
    const auto found = m_pages.find(page);
    if (found == m_pages.end()) {
        want(page);
        return nullptr;
    }
    found->second.used = ++m_clock;
    if (found->second.outdated) {
        want(page);
    }
    const qsizetype place = row % m_pageRows;
    return place < found->second.rows.size() ? &found->second.rows.at(place) : nullptr;
}

void OrganizationTableModel::want(int page) const
{
    if (!m_wanted.contains(page)) {
        m_wanted.insert(page);
        Q_EMIT pageWanted(page);
    }
}

QVariant OrganizationTableModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid)) {
        return {};
    }
    const OrganizationItem *shown = item(index.row());
    if (shown == nullptr) {
        return {};
    }
    const auto column = static_cast<Column>(index.column());
    switch (role) {
    case Qt::DisplayRole:
        return display(*shown, column);
    case Qt::CheckStateRole:
        return column == Column::Check ? QVariant(m_choice.contains(shown->id) ? Qt::Checked : Qt::Unchecked)
                                       : QVariant();
    case Qt::AccessibleTextRole:
        return u"%1: %2"_s.arg(headerData(index.column(), Qt::Horizontal, Qt::DisplayRole).toString(),
            display(*shown, column).toString());
    case IdRole:
        return shown->id;
    case RawRole:
        return raw(*shown, column);
    case ToneRole: {
        const StatusLook *look = lookOf(shown->status);
        return look == nullptr ? static_cast<int>(Warning) : static_cast<int>(look->tone);
    }
    case IconRole: {
        const StatusLook *look = lookOf(shown->status);
        return QString::fromLatin1(look == nullptr ? "triangle-alert" : look->icon);
    }
    }
    return {};
}

QVariant OrganizationTableModel::display(const OrganizationItem &item, Column column) const
{
    switch (column) {
    case Column::Check:
        return QString();
    case Column::Name:
        return item.name;
    case Column::Status:
        return organizationStatusText(item.status);
    case Column::Plan:
        return item.quantity && !item.plan.isEmpty()
            ? u"%1 × %2"_s.arg(item.plan, wording().toString(*item.quantity))
            : item.plan;
    case Column::Mrr:
        return item.reportingAnnual ? monthlyText(*item.reportingAnnual, item.reportingCurrency) : u"—"_s;
    case Column::BilledIn:
        if (item.currency.isEmpty()) {
            return u"—"_s;
        }
        return item.currency == item.reportingCurrency
            ? item.currency.toUpper()
            : u"%1 %2"_s.arg(item.currency.toUpper(), monthlyText(item.annual, item.currency));
    case Column::Members:
        return wording().toString(item.members);
    case Column::NextRenewal:
        return item.nextRenewal.isValid() ? wording().toString(item.nextRenewal, u"d MMM yyyy"_s) : u"—"_s;
    case Column::Count:
        break;
    }
    return {};
}

QVariant OrganizationTableModel::raw(const OrganizationItem &item, Column column) const
{
    switch (column) {
    case Column::Check:
        return m_choice.contains(item.id);
    case Column::Name:
        return item.name;
    case Column::Status:
        return item.status;
    case Column::Plan:
        return item.plan;
    case Column::Mrr:
        return item.reportingAnnual ? QVariant(*item.reportingAnnual) : QVariant();
    case Column::BilledIn:
        return item.annual;
    case Column::Members:
        return item.members;
    case Column::NextRenewal:
        return item.nextRenewal.isValid() ? QVariant(item.nextRenewal) : QVariant();
    case Column::Count:
        break;
    }
    return {};
}

QVariant OrganizationTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) {
        return {};
    }
    switch (static_cast<Column>(section)) {
    case Column::Check:
        return QString();
    case Column::Name:
        return tr("Organization");
    case Column::Status:
        return tr("Status");
    case Column::Plan:
        return tr("Plan");
    case Column::Mrr:
        return m_reportingCurrency.isEmpty() ? tr("MRR") : tr("MRR, %1").arg(m_reportingCurrency.toUpper());
    case Column::BilledIn:
        return tr("Billed in");
    case Column::Members:
        return tr("Members");
    case Column::NextRenewal:
        return tr("Next renewal");
    case Column::Count:
        break;
    }
    return {};
}

void OrganizationTableModel::sort(int column, Qt::SortOrder order)
{
    if (column >= 0 && column < columnCount()) {
        Q_EMIT sortRequested(static_cast<Column>(column), order);
    }
}

void OrganizationTableModel::setReportingCurrency(const QString &currency)
{
    if (currency != m_reportingCurrency) {
        m_reportingCurrency = currency;
        Q_EMIT headerDataChanged(
            Qt::Horizontal, static_cast<int>(Column::Mrr), static_cast<int>(Column::Mrr));
    }
}

void OrganizationTableModel::reset(int rows)
{
    beginResetModel();
    m_rows = std::max(rows, 0);
    m_pages.clear();
    m_wanted.clear();
    endResetModel();
}

void OrganizationTableModel::setRowCount(int rows)
{
    if (rows > m_rows) {
        // A last page that was not full is read again.
        const auto last = m_pages.find(m_rows / m_pageRows);
        if (last != m_pages.end()) {
            last->second.outdated = true;
        }
        beginInsertRows({}, m_rows, rows - 1);
        m_rows = rows;
        endInsertRows();
    } else if (rows < m_rows) {
        beginRemoveRows({}, rows, m_rows - 1);
        m_rows = rows;
        m_pages.erase(m_pages.lower_bound((rows + m_pageRows - 1) / m_pageRows), m_pages.end());
        endRemoveRows();
    }
}

void OrganizationTableModel::setChoice(const OrganizationChoice &choice)
{
    if (choice != m_choice) {
        m_choice = choice;
        if (m_rows > 0) {
            Q_EMIT dataChanged(index(0, 0), index(m_rows - 1, columnCount() - 1), { Qt::CheckStateRole });
        }
    }
}

QString OrganizationTableModel::idAt(int row) const
{
    const auto found = m_pages.find(row / m_pageRows);
    const qsizetype place = row % m_pageRows;
    return row < 0 || found == m_pages.end() || place >= found->second.rows.size()
        ? QString()
        : found->second.rows.at(place).id;
}

QList<OrganizationItem> OrganizationTableModel::page(int page) const
{
    const auto found = m_pages.find(page);
    return found == m_pages.end() ? QList<OrganizationItem>() : found->second.rows;
}

void OrganizationTableModel::invalidate()
{
    m_wanted.clear();
    for (auto &[number, page] : m_pages) {
        page.outdated = true;
    }
    if (m_rows > 0) {
        Q_EMIT dataChanged(index(0, 0), index(m_rows - 1, columnCount() - 1));
    }
}

void OrganizationTableModel::setPage(int page, const QList<OrganizationItem> &rows)
{
    const int first = page * m_pageRows;
    if (page < 0 || first >= m_rows) {
        return;
    }
    m_wanted.remove(page);
    m_pages[page] = { rows, false, ++m_clock };
    dropOldest();
    const int last = std::min(first + m_pageRows, m_rows) - 1;
    Q_EMIT dataChanged(index(first, 0), index(last, columnCount() - 1));
}

void OrganizationTableModel::forgetRequest(int page)
{
    m_wanted.remove(page);
}

void OrganizationTableModel::dropOldest()
{
    while (m_pages.size() > keptPages) {
        const auto oldest = std::min_element(m_pages.begin(), m_pages.end(),
            [](const auto &left, const auto &right) { return left.second.used < right.second.used; });
        m_pages.erase(oldest);
    }
}

} // namespace billhook::items
