#pragma once

#include "views/widgets/looks.h"

#include <QListView>

#include <cstdint>
#include <vector>

namespace billhook::widgets {

class PanelModel;

struct PanelRow
{
    enum class Kind : std::uint8_t
    {
        TwoLine,
        OneLine,
        Group
    };

    Kind kind{ Kind::TwoLine };
    QString id{}; // names the row and is given back on activation; empty: the row can't be activated
    QString icon{}; // groups only
    QString title{}; // "Redfern Aerospace", or a group's name
    QString detail{}; // second line; in a one-line row the middle column; in a group the muted count
    QString date{}; // one-line rows only: third column
    QString value{}; // right, "$4,788.00"
    QString note{}; // two-line rows only: under the value
    Tone noteTone{ Tone::Quiet };
    bool link{ false }; // one click activates it

    bool operator==(const PanelRow &) const = default;
};

// The rows of a card: 36 px two-line, 28 px one-line and group rows. Arrow keys move, Enter activates. Stands
// in a Card with inset 0.
class PanelList final : public QListView
{
    Q_OBJECT

public:
    explicit PanelList(QWidget *parent = nullptr);

    // The current row stays on the same id while the new rows have it.
    void setRows(std::vector<PanelRow> rows);
    int contentHeight() const;
    int roomHeight() const { return viewport()->height(); }

    QSize sizeHint() const override;

Q_SIGNALS:
    void rowActivated(const QString &id);
    void roomChanged(); // there is another height for the rows

protected:
    void resizeEvent(QResizeEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    PanelModel *m_model{};
};

} // namespace billhook::widgets
