#include "views/widgets/cellpainters.h"

#include "views/theme/painters.h"
#include "views/theme/typescale.h"
#include "views/widgets/badge.h"
#include "views/widgets/sparkline.h"

#include <QPainter>

#include <algorithm>

namespace billhook::widgets {

using namespace Qt::StringLiterals;

namespace {

using theme::Color;
using theme::Type;
using theme::paint::elidedLine;
using theme::paint::wholeLine;

constexpr int avatarSize = 20;

QString initials(const QString &name)
{
    const QStringList words = name.split(u' ', Qt::SkipEmptyParts);
    QString letters;
    for (const QString &word : words) {
        if (word.front().isLetterOrNumber() && letters.size() < 2) {
            letters += word.front().toUpper();
        }
    }
    return letters.isEmpty() ? u"?"_s : letters;
}

void paintName(QPainter &painter, const QRectF &area, const CellContent &content, const QPalette &palette)
{
    const QRectF tile(area.left(), area.center().y() - avatarSize / 2.0, avatarSize, avatarSize);
    const theme::AvatarColors colors
        = theme::avatarColors(content.key.isEmpty() ? content.text : content.key, palette);
    theme::paint::roundedBox(painter, tile, 5, colors.ground, Qt::transparent);
    QFont small = theme::font(Type::Axis, QFont::DemiBold);
    small.setPixelSize(std::max(8, small.pixelSize() - 1));
    elidedLine(
        painter, tile.adjusted(-2, 0, 2, 0), initials(content.text), small, colors.text, Qt::AlignHCenter);
    elidedLine(painter, area.adjusted(avatarSize + theme::metric::space2, 0, 0, 0), content.text,
        theme::font(Type::Body, QFont::Medium), theme::color(Color::Text, palette));
}

void paintMoney(QPainter &painter, const QRectF &area, const CellContent &content, const QPalette &palette)
{
    const qreal used = wholeLine(painter, area, content.text, theme::font(Type::Body, QFont::Medium),
        theme::color(Color::Text, palette));
    if (!content.secondary.isEmpty()) {
        elidedLine(painter, area.adjusted(0, 0, -used - 4, 0), content.secondary, theme::font(Type::Body),
            theme::color(Color::Muted, palette), Qt::AlignRight);
    }
}

Color usageToken(int permille)
{
    if (permille >= 1000) {
        return Color::DangerFill;
    }
    return permille >= 970 ? Color::ChartContraction : Color::AccentFill;
}

void paintUsage(QPainter &painter, const QRectF &area, const CellContent &content, const QPalette &palette)
{
    constexpr int barWidth = 40;
    const QRectF track(area.right() - barWidth, area.center().y() - 3, barWidth, 6);
    if (content.permille >= 0) {
        theme::paint::roundedBox(
            painter, track, 3, theme::color(Color::NeutralSoft, palette), Qt::transparent);
        const qreal filled = barWidth * std::min(content.permille, 1000) / 1000.0;
        if (filled > 0) {
            theme::paint::roundedBox(painter, QRectF(track.left(), track.top(), std::max(6.0, filled), 6), 3,
                theme::color(usageToken(content.permille), palette), Qt::transparent);
        }
    }
    const QRectF room = area.adjusted(0, 0, -barWidth - theme::metric::space2, 0);
    const qreal used = elidedLine(painter, room, content.secondary, theme::font(Type::Body),
        theme::color(Color::Muted, palette), Qt::AlignRight);
    wholeLine(painter, room.adjusted(0, 0, -used - (content.secondary.isEmpty() ? 0 : 3), 0), content.text,
        theme::font(Type::Body), theme::color(Color::Text, palette));
}

void paintBadges(QPainter &painter, QRectF area, const CellContent &content, const QPalette &palette)
{
    for (const QString &word : content.text.split(u", "_s, Qt::SkipEmptyParts)) {
        const BadgeText badge{ word, {}, content.tone };
        paintBadge(painter, area, badge, palette);
        area.setLeft(std::min<qreal>(area.left() + badgeWidth(badge) + theme::metric::space1, area.right()));
    }
}

void paintLine(
    QPainter &painter, const QRectF &area, CellKind kind, const CellContent &content, const QPalette &palette)
{
    QFont font = theme::font(kind == CellKind::Id ? Type::Mono : Type::Body);
    if (kind == CellKind::Strong) {
        font.setWeight(QFont::Medium);
    }
    const QColor ink = theme::color(
        kind == CellKind::Muted || kind == CellKind::Date ? Color::Muted : Color::Text, palette);
    if (kind == CellKind::Number) {
        wholeLine(painter, area, content.text, font, ink);
        return;
    }
    const qreal used = elidedLine(painter, area, content.text, font, ink);
    if (!content.secondary.isEmpty()) {
        elidedLine(painter, area.adjusted(used + 4, 0, 0, 0), content.secondary, theme::font(Type::Body),
            theme::color(Color::Muted, palette));
    }
}

} // namespace

void paintCell(
    QPainter &painter, const QRectF &area, CellKind kind, const CellContent &content, const QPalette &palette)
{
    switch (kind) {
    case CellKind::Name:
        return paintName(painter, area, content, palette);
    case CellKind::Money:
        return paintMoney(painter, area, content, palette);
    case CellKind::Usage:
        return paintUsage(painter, area, content, palette);
    case CellKind::Badge:
        if (!content.text.isEmpty()) {
            paintBadge(painter, area, { content.text, content.icon, content.tone }, palette);
        }
        return;
    case CellKind::Badges:
        return paintBadges(painter, area, content, palette);
    case CellKind::Trend: {
        const theme::Color ink = content.tone == Tone::Quiet ? Color::Accent : textToken(content.tone);
        return paintSparkline(painter, QRectF(area.right() - 52, area.center().y() - 9, 52, 18),
            content.trend, theme::color(ink, palette));
    }
    case CellKind::Check:
        return; // the delegate's own: it has the state
    case CellKind::Text:
    case CellKind::Muted:
    case CellKind::Strong:
    case CellKind::Number:
    case CellKind::Date:
    case CellKind::Id:
        return paintLine(painter, area, kind, content, palette);
    }
}

} // namespace billhook::widgets
