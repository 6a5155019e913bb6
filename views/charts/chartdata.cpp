#include "views/charts/chartdata.h"

#include <QCoreApplication>

namespace billhook::charts {

QString movementName(MovementKind kind)
{
    switch (kind) {
    case MovementKind::New:
        return QCoreApplication::translate("Movement", "New");
    case MovementKind::Expansion:
        return QCoreApplication::translate("Movement", "Expansion");
    case MovementKind::Reactivation:
        return QCoreApplication::translate("Movement", "Reactivation");
    case MovementKind::Contraction:
        return QCoreApplication::translate("Movement", "Contraction");
    case MovementKind::Churn:
        return QCoreApplication::translate("Movement", "Churn");
    case MovementKind::Fx:
        return QCoreApplication::translate("Movement", "FX adjustment");
    }
    return {};
}

} // namespace billhook::charts
