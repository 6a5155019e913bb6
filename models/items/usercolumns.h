#pragma once

#include "models/domain/userrow.h"
#include "models/items/listcolumn.h"
#include "models/items/organizationcolumns.h"

#include <QList>
#include <QString>

namespace billhook::items {

QString roleText(const QString &role); ///< "Owner"
StatusLook userStateLook(const QString &state);

QList<ListColumn<domain::UserRow>> userColumns();

} // namespace billhook::items
