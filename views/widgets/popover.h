#pragma once

#include <QFrame>

namespace billhook::widgets {

// A note that opens under what it explains. Esc, or a click elsewhere, closes it and gives the focus back.
class Popover final : public QFrame
{
    Q_OBJECT

public:
    // Deletes itself when closed.
    Popover(const QString &title, const QString &text, QWidget *opener);

    void openBelow(const QWidget &anchor);

protected:
    void resizeEvent(QResizeEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
};

} // namespace billhook::widgets
