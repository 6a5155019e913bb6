#include "views/widgets/fieldmessage.h"

#include "views/theme/icons.h"
#include "views/widgets/textlabel.h"

#include <QHBoxLayout>
#include <QPainter>

namespace billhook::widgets {

using namespace Qt::StringLiterals;

namespace {

constexpr int iconSize = 14;

QString iconOf(Tone tone)
{
    return tone == Tone::Danger ? u"circle-alert"_s : tone == Tone::Warn ? u"triangle-alert"_s : u"info"_s;
}

} // namespace

FieldMessage::FieldMessage(QWidget *parent)
    : QWidget(parent)
    , m_text(new TextLabel(theme::Type::Secondary, theme::Color::Muted, this))
{
    m_text->setWordWrap(true);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(iconSize + 6, 2, 0, 0);
    layout->addWidget(m_text);
    hide();
}

void FieldMessage::setMessage(const QString &text, Tone tone)
{
    m_tone = tone;
    m_text->setText(text);
    m_text->setColor(tone == Tone::Neutral ? theme::Color::Muted : textToken(tone));
    setVisible(!text.isEmpty());
    update();
}

QString FieldMessage::text() const
{
    return m_text->text();
}

void FieldMessage::paintEvent(QPaintEvent * /*event*/)
{
    QPainter painter(this);
    theme::paintIcon(painter, QRectF(0, 3, iconSize, iconSize), iconOf(m_tone),
        theme::color(m_tone == Tone::Neutral ? theme::Color::Muted : textToken(m_tone), palette()), iconSize);
}

} // namespace billhook::widgets
