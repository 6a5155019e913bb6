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

    // In a rich text <b> is the text colour in a weight the font really has. Hides QLabel's.
    void setText(const QString &text);
    void setColor(theme::Color color);
    void setWeight(QFont::Weight weight);

protected:
    void changeEvent(QEvent *event) override;

private:
    void applyFont();
    void applyColor();
    void applyText();

    QString m_text;
    theme::Type m_type{};
    theme::Color m_color{};
    QFont::Weight m_weight{};
};

} // namespace billhook::widgets
