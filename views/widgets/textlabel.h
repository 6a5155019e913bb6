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

    // From here on <b> in a text is the text colour in a weight the font really has; any other markup is
    // shown as it was written, so that a name in it stays a name.
    void markBold();
    void setText(const QString &text); // hides QLabel's
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
