#pragma once

#include "views/widgets/looks.h"

#include <QWidget>

class QLabel;
class QPushButton;

namespace billhook::widgets {

class IconTile;

// What stands in a card instead of content.
struct StateText
{
    QString icon{};
    Tone tone{ Tone::Neutral }; // of the icon tile: Neutral for empty, Danger for failed
    QString title{};
    QString detail{};
    QString action{}; // text of the one button; empty: none

    bool operator==(const StateText &) const = default;
};

// Icon tile, sentence, reason and at most one button, centred.
class StateView final : public QWidget
{
    Q_OBJECT

public:
    explicit StateView(QWidget *parent = nullptr);

    void setState(const StateText &state);

Q_SIGNALS:
    void actionTriggered();

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void showTileWhereItFits();

    bool m_hasIcon{ false };
    IconTile *m_tile{};
    QLabel *m_title{};
    QLabel *m_detail{};
    QPushButton *m_action{};
};

} // namespace billhook::widgets
