#include "views/widgets/textlabel.h"

#include <QEvent>

namespace billhook::widgets {

using namespace Qt::StringLiterals;

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

void TextLabel::markBold()
{
    setTextFormat(Qt::RichText);
    applyText();
}

void TextLabel::setText(const QString &text)
{
    m_text = text;
    applyText();
}

void TextLabel::applyText()
{
    QString shown = m_text;
    if (textFormat() == Qt::RichText) {
        const QString colour = theme::color(theme::Color::Text, palette()).name();
        shown = shown.toHtmlEscaped();
        shown.replace(u"&lt;b&gt;"_s, u"<span style=\"font-weight:600;color:%1\">"_s.arg(colour));
        shown.replace(u"&lt;/b&gt;"_s, u"</span>"_s);
    }
    QLabel::setText(shown);
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
        if (!m_text.isEmpty()) { // else it was set through QLabel
            applyText();
        }
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
