#include "views/widgets/boxselection.h"

namespace billhook::widgets {

void BoxSelection::select(const QItemSelection &selection, SelectionFlags command)
{
    const bool meant = command.testFlag(Select) || command.testFlag(Deselect) || command.testFlag(Toggle);
    if (meant && !selection.isEmpty()) {
        Q_EMIT boxPressed(selection.constFirst().top());
    }
}

} // namespace billhook::widgets
