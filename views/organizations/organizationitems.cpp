#include "views/organizations/organizationitems.h"

#include <QTimeZone>

namespace billhook::organizations {

using items::OrganizationTableModel;

billing::OrganizationSort sortOf(OrganizationTableModel::Column column)
{
    switch (column) {
    case OrganizationTableModel::Column::Name:
        return billing::OrganizationSort::Name;
    case OrganizationTableModel::Column::Status:
        return billing::OrganizationSort::Status;
    case OrganizationTableModel::Column::Plan:
        return billing::OrganizationSort::Plan;
    case OrganizationTableModel::Column::Mrr:
        return billing::OrganizationSort::Mrr;
    case OrganizationTableModel::Column::BilledIn:
        return billing::OrganizationSort::Currency;
    case OrganizationTableModel::Column::Members:
        return billing::OrganizationSort::Members;
    case OrganizationTableModel::Column::NextRenewal:
        return billing::OrganizationSort::Renewal;
    case OrganizationTableModel::Column::Check:
    case OrganizationTableModel::Column::Count:
        break;
    }
    return billing::OrganizationSort::Name;
}

QList<items::OrganizationItem> itemsOf(
    const QList<billing::OrganizationRow> &rows, const billing::OrganizationBasis &basis)
{
    const QTimeZone zone(basis.zone.toLatin1());
    QList<items::OrganizationItem> items;
    items.reserve(rows.size());
    for (const billing::OrganizationRow &row : rows) {
        items::OrganizationItem item;
        item.id = row.id;
        item.name = row.name;
        item.status = row.status;
        item.plan = row.plan;
        item.quantity = row.quantity;
        item.currency = row.currency;
        item.annual = row.annual;
        item.reportingCurrency = basis.converter.reportingCurrency();
        item.reportingAnnual
            = row.currency.isEmpty() && row.annual == 0 ? std::optional<qint64>(0) : row.reportingAnnual;
        item.members = row.members;
        item.nextRenewal = row.nextRenewal.isValid() ? row.nextRenewal.toTimeZone(zone).date() : QDate();
        items.append(item);
    }
    return items;
}

} // namespace billhook::organizations
