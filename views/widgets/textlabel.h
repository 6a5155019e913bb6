#pragma once

#include "views/theme/typescale.h"
#include "views/widgets/looks.h"

#include <QLabel>

namespace billhook::widgets {

// A QLabel in a size of the scale and a colour of the palette; follows theme and font changes.
class TextLabel final : public QLabel
{
    Q_OBJECT

public:
    TextLabel(theme::Type type, theme::Color color, QWidget *parent = nullptr);

    void setColor(theme::Color color);
    void setWeight(QFont::Weight weight);

protected:
    void changeEvent(QEvent *event) override;

private:
    void applyFont();
    void applyColor();

    theme::Type m_type{};
    theme::Color m_color{};
    QFont::Weight m_weight{};
};

} // namespace billhook::widgets
