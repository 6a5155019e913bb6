#pragma once

#include <QFont>

#include <cstdint>

namespace billhook::theme {

enum class Type : std::uint8_t
{
    Axis, // 11 px
    Secondary, // 12
    Body, // 13
    CardTitle, // 14, semibold
    DialogTitle, // 16, semibold
    PageTitle, // 20, semibold
    Metric, // 28, semibold
    Mono, // 12, ids and JSON
};

// The embedded fonts become known to Qt; call once after the application object exists. False when one could
// not be read, the system's font then stands in.
bool loadFonts();

// A size of the scale, scaled with the application font (13 px is 100 %). The weight of the scale itself is
// used unless one is given.
QFont font(Type type);
QFont font(Type type, QFont::Weight weight);

} // namespace billhook::theme
