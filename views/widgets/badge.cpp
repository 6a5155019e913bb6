#include "views/widgets/badge.h"

#include "views/theme/icons.h"
#include "views/theme/painters.h"
#include "views/theme/typescale.h"

#include <QFontMetrics>
#include <QPainter>

namespace billhook::widgets {

namespace {

constexpr int badgeHeight = 20;
constexpr int padding = 6;
constexpr int iconSize = 12;
constexpr int gap = 4;

QFont badgeFont(Tone tone)
{
    return theme::font(theme::Type::Secondary, tone == Tone::Quiet ? QFont::Normal : QFont::Medium);
}

} // namespace

Badge::Badge(QWidget *parent)
    : Badge(BadgeText(), parent)
{ }

Badge::Badge(const BadgeText &badge, QWidget *parent)
    : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setBadge(badge);
}

void Badge::setBadge(const BadgeText &badge)
{
    m_badge = badge;
    setAccessibleName(badge.text);
    setVisible(!badge.text.isEmpty());
    updateGeometry();
    update();
}

QSize Badge::sizeHint() const
{
    return { badgeWidth(m_badge), badgeHeight };
}

QSize Badge::minimumSizeHint() const
{
    return sizeHint();
}

void Badge::paintEvent(QPaintEvent * /*event*/)
{
    QPainter painter(this);
    paintBadge(painter, rect(), m_badge, palette());
}

int badgeWidth(const BadgeText &badge)
{
    const int text = QFontMetrics(badgeFont(badge.tone)).horizontalAdvance(badge.text);
    return text + 2 * padding + (badge.icon.isEmpty() ? 0 : iconSize + gap);
}

void paintBadge(QPainter &painter, const QRectF &rectangle, const BadgeText &badge, const QPalette &palette)
{
    QRectF box(rectangle.left(), rectangle.center().y() - badgeHeight / 2.0, badgeWidth(badge), badgeHeight);
    box.setWidth(std::min(box.width(), rectangle.width()));
    const bool quiet = badge.tone == Tone::Quiet;
    if (!quiet) {
        theme::paint::roundedBox(painter, box, theme::metric::radiusBadge,
            theme::color(groundToken(badge.tone), palette), Qt::transparent);
    }
    qreal x = box.left() + padding;
    const QColor text = theme::color(textToken(badge.tone), palette);
    if (!badge.icon.isEmpty()) {
        theme::paintIcon(painter, QRectF(x, box.top(), iconSize, badgeHeight), badge.icon,
            quiet ? theme::color(theme::Color::Ok, palette) : text, iconSize, 2);
        x += iconSize + gap;
    }
    painter.save();
    const QRectF area(x, box.top(), box.right() - x - padding + 2, badgeHeight);
    theme::paint::elidedLine(painter, area, badge.text, badgeFont(badge.tone), text);
    painter.restore();
}

} // namespace billhook::widgets
