#include "views/theme/tokens.h"

#include <QPalette>
#include <QStringView>

#include <cmath>

namespace billhook::theme {

namespace {

qreal linear(qreal channel)
{
    return channel <= 0.04045 ? channel / 12.92 : std::pow((channel + 0.055) / 1.055, 2.4);
}

qreal luminance(const QColor &color)
{
    const auto channel = [](float value) { return linear(static_cast<qreal>(value)); };
    return 0.2126 * channel(color.redF()) + 0.7152 * channel(color.greenF())
        + 0.0722 * channel(color.blueF());
}

} // namespace

QColor color(Color token, Scheme scheme)
{
    const TokenRow &row = tokenTable[static_cast<std::size_t>(token)];
    return QColor::fromRgba(scheme == Scheme::Dark ? row.dark : row.light);
}

QColor color(Color token, const QPalette &palette)
{
    return color(token, schemeOf(palette));
}

Scheme schemeOf(const QPalette &palette)
{
    const QColor window = palette.color(QPalette::Active, QPalette::Window);
    const QColor text = palette.color(QPalette::Active, QPalette::WindowText);
    return window.lightness() < text.lightness() ? Scheme::Dark : Scheme::Light;
}

AvatarColors avatarColors(QStringView key, const QPalette &palette)
{
    constexpr std::array pairs{ std::pair{ Color::Av1, Color::Av1Text },
        std::pair{ Color::Av2, Color::Av2Text }, std::pair{ Color::Av3, Color::Av3Text },
        std::pair{ Color::Av4, Color::Av4Text }, std::pair{ Color::Av5, Color::Av5Text },
        std::pair{ Color::Av6, Color::Av6Text } };
    std::uint32_t hash = 2166136261U;
    for (const QChar letter : key) {
        hash = (hash ^ letter.unicode()) * 16777619U;
    }
    const auto &[ground, text] = pairs[hash % pairs.size()];
    return { color(ground, palette), color(text, palette) };
}

qreal contrastRatio(const QColor &first, const QColor &second)
{
    const qreal one = luminance(first);
    const qreal two = luminance(second);
    return (std::max(one, two) + 0.05) / (std::min(one, two) + 0.05);
}

} // namespace billhook::theme
