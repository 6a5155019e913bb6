#include "views/widgets/textlabel.h"

#include <QEvent>

namespace billhook::widgets {

TextLabel::TextLabel(theme::Type type, theme::Color color, QWidget *parent)
    : QLabel(parent)
    , m_type(type)
    , m_color(color)
    , m_weight(theme::font(type).weight())
{
    setTextFormat(Qt::PlainText);
    applyFont();
    applyColor();
}

void TextLabel::setColor(theme::Color color)
{
    m_color = color;
    applyColor();
}

void TextLabel::setWeight(QFont::Weight weight)
{
    m_weight = weight;
    applyFont();
}

void TextLabel::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::PaletteChange) {
        applyColor();
    } else if (event->type() == QEvent::ApplicationFontChange) {
        applyFont();
    }
    QLabel::changeEvent(event);
}

void TextLabel::applyFont()
{
    setFont(theme::font(m_type, m_weight));
}

void TextLabel::applyColor()
{
    const QColor wanted = theme::color(m_color, palette());
    if (palette().color(QPalette::WindowText) == wanted) {
        return;
    }
    QPalette own;
    own.setColor(QPalette::WindowText, wanted);
    setPalette(own);
}

} // namespace billhook::widgets
