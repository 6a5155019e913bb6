#pragma once

#include "views/theme/tokens.h"

#include <QString>

#include <cstdint>

class QPainter;
class QPalette;
class QRectF;

// Small value types and painters shared by the parts. All texts are ready to show; nothing here formats or
// computes.
namespace billhook::widgets {

enum class Tone : std::uint8_t
{
    Quiet,
    Neutral,
    Accent,
    Ok,
    Warn,
    Danger
};

enum class Direction : std::uint8_t
{
    None,
    Up,
    Down,
    Flat
};

struct BadgeText
{
    QString text{};
    QString icon{}; // name in resources/icons, may be empty
    Tone tone{ Tone::Neutral };
};

theme::Color textToken(Tone tone); // Quiet is the ordinary text colour
theme::Color groundToken(Tone tone);

} // namespace billhook::widgets
