#pragma once

#include <QItemSelectionModel>

namespace billhook::widgets {

// Rows of a table with boxes are chosen by their boxes and never selected. Who selects a row nevertheless, as
// a screen reader's "toggle" does, presses its box.
class BoxSelection final : public QItemSelectionModel
{
    Q_OBJECT

public:
    using QItemSelectionModel::QItemSelectionModel;
    using QItemSelectionModel::select;

    void select(const QItemSelection &selection, SelectionFlags command) override;

Q_SIGNALS:
    void boxPressed(int row);
};

} // namespace billhook::widgets
