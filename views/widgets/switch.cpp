#include "views/widgets/switch.h"

#include "views/theme/painters.h"
#include "views/theme/typescale.h"

#include <QFontMetrics>
#include <QPainter>

namespace billhook::widgets {

using theme::Color;

namespace {

constexpr QSizeF track(32, 18);
constexpr qreal knob = 14;
constexpr int gap = 8;

QFont textFont()
{
    return theme::font(theme::Type::Body, QFont::Medium);
}

} // namespace

Switch::Switch(const QString &text, QWidget *parent)
    : QCheckBox(text, parent)
{
    setCursor(Qt::PointingHandCursor);
    setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
    setProperty("radius", track.height() / 2);
}

QSize Switch::sizeHint() const
{
    const int text
        = this->text().isEmpty() ? 0 : gap + QFontMetrics(textFont()).horizontalAdvance(this->text());
    return { static_cast<int>(track.width()) + text, 24 };
}

QSize Switch::minimumSizeHint() const
{
    return sizeHint();
}

bool Switch::hitButton(const QPoint &position) const
{
    return rect().contains(position);
}

void Switch::paintEvent(QPaintEvent * /*event*/)
{
    QPainter painter(this);
    painter.setOpacity(isEnabled() ? 1.0 : 0.5);
    const QRectF box(QPointF(0, (height() - track.height()) / 2), track);
    const Color on = isDown() ? Color::AccentFillPressed
        : underMouse()        ? Color::AccentFillHover
                              : Color::AccentFill;
    theme::paint::roundedBox(painter, box, track.height() / 2,
        theme::color(isChecked() ? on : Color::FieldBorder, palette()), Qt::transparent);
    const qreal inset = (track.height() - knob) / 2;
    const qreal left = isChecked() ? box.right() - inset - knob : box.left() + inset;
    theme::paint::roundedBox(painter, QRectF(left, box.top() + inset, knob, knob), knob / 2,
        theme::color(Color::OnAccent, palette()), Qt::transparent);
    theme::paint::elidedLine(painter, QRectF(box.right() + gap, 0, width() - box.right() - gap + 1, height()),
        text(), textFont(), theme::color(Color::Text, palette()));
}

} // namespace billhook::widgets
