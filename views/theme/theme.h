#pragma once

#include "views/theme/tokens.h"

#include <QObject>
#include <QPalette>

#include <cstdint>

namespace billhook::theme {

class AppearancePortal;

enum class Mode : std::uint8_t
{
    System,
    Light,
    Dark
};

// Owns the look of the application: fonts, style and palette. GUI thread only; one per process.
class Theme final : public QObject
{
    Q_OBJECT

public:
    // Takes the desktop's own palette as the answer for Mode::System, then puts ours in its place.
    explicit Theme(QObject *parent = nullptr);

    // Fonts, style and the palette of the mode; call once, before the first window.
    void install(Mode mode);

    void setMode(Mode mode);
    // What the desktop asks for, when it says so later than at start; matters in Mode::System only.
    void setSystemScheme(Scheme scheme);

    Mode mode() const { return m_mode; }
    Scheme scheme() const;

    static QPalette palette(Scheme scheme);

Q_SIGNALS:
    void schemeChanged(billhook::theme::Scheme scheme);

private:
    void apply();

    AppearancePortal *m_portal{};
    Mode m_mode{ Mode::System };
    Scheme m_system{ Scheme::Light };
    Scheme m_applied{ Scheme::Light };
};

// True when the desktop asks for no animation.
bool motionReduced();

} // namespace billhook::theme
