#include "views/theme/theme.h"

#include "views/theme/appearanceportal.h"
#include "views/theme/billhookstyle.h"
#include "views/theme/typescale.h"

#include <QApplication>
#include <QFont>
#include <QStyle>
#include <QToolTip>

namespace billhook::theme {

namespace {

void setRole(QPalette &palette, QPalette::ColorRole role, const QColor &color)
{
    palette.setColor(QPalette::Active, role, color);
    palette.setColor(QPalette::Inactive, role, color);
    palette.setColor(QPalette::Disabled, role, color);
}

} // namespace

Theme::Theme(QObject *parent)
    : QObject(parent)
    , m_system(schemeOf(QApplication::palette()))
{ }

void Theme::install(Mode mode)
{
    loadFonts();
    QApplication::setStyle(new BillhookStyle);
    QApplication::setFont(font(Type::Body));
    for (const char *button : { "QPushButton", "QToolButton" }) {
        QApplication::setFont(font(Type::Body, QFont::Medium), button);
    }
    QToolTip::setFont(font(Type::Secondary));
    m_mode = mode;
    apply();
    m_portal = new AppearancePortal(this);
    connect(m_portal, &AppearancePortal::schemeReported, this, &Theme::setSystemScheme);
}

void Theme::setMode(Mode mode)
{
    m_mode = mode;
    if (scheme() != m_applied) {
        apply();
    }
}

void Theme::setSystemScheme(Scheme scheme)
{
    m_system = scheme;
    setMode(m_mode);
}

Scheme Theme::scheme() const
{
    switch (m_mode) {
    case Mode::Light:
        return Scheme::Light;
    case Mode::Dark:
        return Scheme::Dark;
    case Mode::System:
        break;
    }
    return m_system;
}

QPalette Theme::palette(Scheme scheme)
{
    const auto take = [scheme](Color token) { return color(token, scheme); };
    QPalette palette;
    setRole(palette, QPalette::Window, take(Color::Window));
    setRole(palette, QPalette::WindowText, take(Color::Text));
    setRole(palette, QPalette::Base, take(Color::Card));
    setRole(palette, QPalette::AlternateBase, take(Color::HeaderRow));
    setRole(palette, QPalette::Text, take(Color::Text));
    setRole(palette, QPalette::PlaceholderText, take(Color::Muted));
    setRole(palette, QPalette::Button, take(Color::Card));
    setRole(palette, QPalette::ButtonText, take(Color::Text));
    setRole(palette, QPalette::BrightText, take(Color::OnAccent));
    setRole(palette, QPalette::ToolTipBase, take(Color::Tip));
    setRole(palette, QPalette::ToolTipText, take(Color::TipText));
    setRole(palette, QPalette::Highlight, take(Color::Selected));
    setRole(palette, QPalette::HighlightedText, take(Color::Text));
    setRole(palette, QPalette::Link, take(Color::Accent));
    setRole(palette, QPalette::LinkVisited, take(Color::Accent));
    setRole(palette, QPalette::Light, take(Color::Card));
    setRole(palette, QPalette::Midlight, take(Color::Hairline));
    setRole(palette, QPalette::Mid, take(Color::CardBorder));
    setRole(palette, QPalette::Dark, take(Color::BtnBorder));
    setRole(palette, QPalette::Shadow, take(Color::FieldBorder));
    for (const QPalette::ColorRole role : { QPalette::WindowText, QPalette::Text, QPalette::ButtonText }) {
        palette.setColor(QPalette::Disabled, role, take(Color::Disabled));
    }
    return palette;
}

void Theme::apply()
{
    m_applied = scheme();
    const QPalette ours = palette(m_applied);
    QApplication::setPalette(ours);
    QToolTip::setPalette(ours);
    Q_EMIT schemeChanged(m_applied);
}

bool motionReduced()
{
    return QApplication::style()->styleHint(QStyle::SH_Widget_Animation_Duration) == 0;
}

} // namespace billhook::theme
