#pragma once

#include <QFrame>

#include <vector>

namespace billhook::widgets {

class PanelList;
struct PanelRow;

// A note that opens under what it explains. Esc, or a click elsewhere, closes it and gives the focus back.
class Popover final : public QFrame
{
    Q_OBJECT

public:
    // Deletes itself when closed.
    Popover(const QString &title, const QString &text, QWidget *opener);

    // A list under the text, as high as its rows and no higher than some; before it is opened. Has the focus.
    void addRows(const std::vector<PanelRow> &rows);

    void openBelow(const QWidget &anchor);

protected:
    void resizeEvent(QResizeEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    PanelList *m_list{};
};

} // namespace billhook::widgets
