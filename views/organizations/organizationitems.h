#pragma once

#include "models/items/organizationtablemodel.h"
#include "services/billing/organizations.h"

#include <QList>

namespace billhook::organizations {

billing::OrganizationSort sortOf(items::OrganizationTableModel::Column column);

/** Rows as the model takes them. */
QList<items::OrganizationItem> itemsOf(
    const QList<billing::OrganizationRow> &rows, const billing::OrganizationBasis &basis);

} // namespace billhook::organizations
