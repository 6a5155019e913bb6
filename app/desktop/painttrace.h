#pragma once

#include <QObject>

namespace billhook::desktop {

/** Prints a line for each repaint of a figure and of the live mark, so that a test outside the process can
 * see when a change reached the screen. */
class PaintTrace final : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    bool eventFilter(QObject *watched, QEvent *event) override;
};

} // namespace billhook::desktop
