#pragma once

#include "models/domain/organizationrow.h"
#include "models/items/listcolumn.h"

#include <QList>
#include <QString>

namespace billhook::items {

/** A status as a badge. */
struct StatusLook
{
    QString text{};
    QString icon{};
    CellTone tone = QuietTone;
};

/** A subscription's or organization's status, also one that nobody knows yet. */
StatusLook statusLook(const QString &status);

QList<ListColumn<domain::OrganizationRow>> organizationColumns();

} // namespace billhook::items
