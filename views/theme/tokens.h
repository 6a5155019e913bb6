#pragma once

#include <QColor>
#include <QRgb>

#include <array>
#include <cstdint>
#include <string_view>

class QPalette;

// Every colour and measure of the desktop. The palette carries the scheme: a widget asks for a colour with
// its own palette and so follows a theme switch by repainting, without knowing who switched.
namespace billhook::theme {

enum class Scheme : std::uint8_t
{
    Light,
    Dark
};

enum class Color : std::uint8_t
{
    Window,
    Card,
    Sidebar,
    Chrome,
    HeaderRow,
    Text,
    Muted,
    Disabled,
    Hairline,
    CardBorder,
    BtnBorder,
    FieldBorder,
    Hover,
    Pressed,
    Selected,
    SelectedLine,
    NavSelected,
    Accent,
    AccentFill,
    AccentFillHover,
    OnAccent,
    AccentSoft,
    Focus,
    Ok,
    OkSoft,
    Warn,
    WarnSoft,
    Danger,
    DangerFill,
    OnDanger,
    DangerSoft,
    NeutralText,
    NeutralSoft,
    Tip,
    TipText,
    TipMuted,
    Scrim,
    Skeleton,
    SkeletonHi,
    Scroll,
    AccentFillPressed,
    TipAccent,
    TipOk,
    TipLine,
    Av1,
    Av1Text,
    Av2,
    Av2Text,
    Av3,
    Av3Text,
    Av4,
    Av4Text,
    Av5,
    Av5Text,
    Av6,
    Av6Text,
    TestStrip,
    TestText,
    ChartNew,
    ChartNewLine,
    ChartExpansion,
    ChartExpansionLine,
    ChartReactivation,
    ChartReactivationLine,
    ChartContraction,
    ChartContractionLine,
    ChartChurn,
    ChartChurnLine,
    ChartFx,
    ChartGrid,
    ChartCompare,
    ChartAxis,
    Shadow,
    Count
};

struct TokenRow
{
    Color color{};
    std::string_view name;
    QRgb light{};
    QRgb dark{};
};

// clang-format off
inline constexpr std::array tokenTable{
    TokenRow{Color::Window, "window", 0xFFF6F8FA, 0xFF16181D},
    TokenRow{Color::Card, "card", 0xFFFFFFFF, 0xFF20242C},
    TokenRow{Color::Sidebar, "sidebar", 0xFFF0F3F6, 0xFF1B1E24},
    TokenRow{Color::Chrome, "chrome", 0xFFFFFFFF, 0xFF1B1E24},
    TokenRow{Color::HeaderRow, "header-row", 0xFFF9FAFB, 0xFF242932},
    TokenRow{Color::Text, "text", 0xFF1A1F36, 0xFFE6E9EF},
    TokenRow{Color::Muted, "muted", 0xFF596171, 0xFFA3ACBA},
    TokenRow{Color::Disabled, "disabled", 0xFFA3ACBA, 0xFF656E7D},
    TokenRow{Color::Hairline, "hairline", 0xFFEBEEF1, 0xFF2B303A},
    TokenRow{Color::CardBorder, "card-border", 0xFFDFE4EA, 0xFF2E343F},
    TokenRow{Color::BtnBorder, "btn-border", 0xFFC6CDD7, 0xFF454D5B},
    TokenRow{Color::FieldBorder, "field-border", 0xFF8792A2, 0xFF8792A2},
    TokenRow{Color::Hover, "hover", 0xFFEFF2F6, 0xFF282D37},
    TokenRow{Color::Pressed, "pressed", 0xFFE3E8EE, 0xFF313844},
    TokenRow{Color::Selected, "selected", 0xFFE8EEFC, 0xFF263350},
    TokenRow{Color::SelectedLine, "selected-line", 0xFFD5DFF6, 0xFF30405F},
    TokenRow{Color::NavSelected, "nav-selected", 0xFFDDE5F5, 0xFF293248},
    TokenRow{Color::Accent, "accent", 0xFF2F5BD7, 0xFF7AA2FF},
    TokenRow{Color::AccentFill, "accent-fill", 0xFF2F5BD7, 0xFF3D69E1},
    TokenRow{Color::AccentFillHover, "accent-fill-hover", 0xFF2549B8, 0xFF3159C8},
    TokenRow{Color::OnAccent, "on-accent", 0xFFFFFFFF, 0xFFFFFFFF},
    TokenRow{Color::AccentSoft, "accent-soft", 0xFFE8EEFC, 0xFF263350},
    TokenRow{Color::Focus, "focus", 0xFF2F5BD7, 0xFF7AA2FF},
    TokenRow{Color::Ok, "ok", 0xFF0B7A4B, 0xFF3DD68C},
    TokenRow{Color::OkSoft, "ok-soft", 0xFFE3F4EA, 0xFF17362A},
    TokenRow{Color::Warn, "warn", 0xFF9A5B00, 0xFFFFB454},
    TokenRow{Color::WarnSoft, "warn-soft", 0xFFFDF0DA, 0xFF3B2D17},
    TokenRow{Color::Danger, "danger", 0xFFC0123C, 0xFFFF8A9B},
    TokenRow{Color::DangerFill, "danger-fill", 0xFFC0123C, 0xFFC9274B},
    TokenRow{Color::OnDanger, "on-danger", 0xFFFFFFFF, 0xFFFFFFFF},
    TokenRow{Color::DangerSoft, "danger-soft", 0xFFFCE8EC, 0xFF43222B},
    TokenRow{Color::NeutralText, "neutral-text", 0xFF4A5262, 0xFFC2C9D4},
    TokenRow{Color::NeutralSoft, "neutral-soft", 0xFFEBEEF2, 0xFF303641},
    TokenRow{Color::Tip, "tip", 0xFF1A1F36, 0xFFE6E9EF},
    TokenRow{Color::TipText, "tip-text", 0xFFFFFFFF, 0xFF16181D},
    TokenRow{Color::TipMuted, "tip-muted", 0xFFB9C1CE, 0xFF4A5262},
    TokenRow{Color::Scrim, "scrim", 0xFF1A1F36, 0xFF0B0C0F},
    TokenRow{Color::Skeleton, "skeleton", 0xFFE9EDF1, 0xFF2B303A},
    TokenRow{Color::SkeletonHi, "skeleton-hi", 0xFFF4F6F8, 0xFF333945},
    TokenRow{Color::Scroll, "scroll", 0xFFC6CDD7, 0xFF454D5B},
    TokenRow{Color::AccentFillPressed, "accent-fill-pressed", 0xFF1C3A93, 0xFF284BA8},
    TokenRow{Color::TipAccent, "tip-accent", 0xFF9DB9FF, 0xFF2549B8},
    TokenRow{Color::TipOk, "tip-ok", 0xFF7FE0B2, 0xFF0B7A4B},
    TokenRow{Color::TipLine, "tip-line", 0xFF5A6480, 0xFFA3ACBA},
    TokenRow{Color::Av1, "av1", 0xFFDDE8FB, 0xFF263350},
    TokenRow{Color::Av1Text, "av1-text", 0xFF1F4AA8, 0xFF9DB9FF},
    TokenRow{Color::Av2, "av2", 0xFFE3F1E8, 0xFF17362A},
    TokenRow{Color::Av2Text, "av2-text", 0xFF17613F, 0xFF7FE0B2},
    TokenRow{Color::Av3, "av3", 0xFFF6E9D6, 0xFF3B2D17},
    TokenRow{Color::Av3Text, "av3-text", 0xFF7A4A05, 0xFFFFC880},
    TokenRow{Color::Av4, "av4", 0xFFEBE4F7, 0xFF31284A},
    TokenRow{Color::Av4Text, "av4-text", 0xFF5B3AA0, 0xFFC4AEFF},
    TokenRow{Color::Av5, "av5", 0xFFF9E1E6, 0xFF43222B},
    TokenRow{Color::Av5Text, "av5-text", 0xFF9B1235, 0xFFFFA9B5},
    TokenRow{Color::Av6, "av6", 0xFFDCEFF3, 0xFF17343B},
    TokenRow{Color::Av6Text, "av6-text", 0xFF0E5A69, 0xFF84D5E6},
    TokenRow{Color::TestStrip, "test-strip", 0xFFFFD98A, 0xFFFFB454},
    TokenRow{Color::TestText, "test-text", 0xFF4A2B00, 0xFF241500},
    TokenRow{Color::ChartNew, "c-new", 0xFF0072B2, 0xFF0072B2},
    TokenRow{Color::ChartNewLine, "c-new-line", 0xFF0072B2, 0xFF56B4E9},
    TokenRow{Color::ChartExpansion, "c-exp", 0xFF56B4E9, 0xFF56B4E9},
    TokenRow{Color::ChartExpansionLine, "c-exp-line", 0xFF0072B2, 0xFF56B4E9},
    TokenRow{Color::ChartReactivation, "c-rea", 0xFF009E73, 0xFF009E73},
    TokenRow{Color::ChartReactivationLine, "c-rea-line", 0xFF00694D, 0xFF00694D},
    TokenRow{Color::ChartContraction, "c-con", 0xFFE69F00, 0xFFE69F00},
    TokenRow{Color::ChartContractionLine, "c-con-line", 0xFF9A5B00, 0xFFE69F00},
    TokenRow{Color::ChartChurn, "c-chu", 0xFFD55E00, 0xFFD55E00},
    TokenRow{Color::ChartChurnLine, "c-chu-line", 0xFF8A3C00, 0xFF8A3C00},
    TokenRow{Color::ChartFx, "c-fx", 0xFF8792A2, 0xFF8792A2},
    TokenRow{Color::ChartGrid, "c-grid", 0xFFEBEEF1, 0xFF2B303A},
    TokenRow{Color::ChartCompare, "c-compare", 0xFF8792A2, 0xFF8792A2},
    TokenRow{Color::ChartAxis, "c-axis", 0xFFC6CDD7, 0xFF454D5B},
    TokenRow{Color::Shadow, "shadow", 0x291A1F36, 0x80000000},
};
// clang-format on
static_assert(tokenTable.size() == static_cast<std::size_t>(Color::Count));

// Logical pixels.
namespace metric {
inline constexpr int space1 = 4;
inline constexpr int space2 = 8;
inline constexpr int space3 = 12;
inline constexpr int space4 = 16;
inline constexpr int space5 = 24;
inline constexpr int space6 = 32;
inline constexpr int pageMargin = 24;
inline constexpr int gutter = 16;
inline constexpr int cardPadding = 16;
inline constexpr int radiusBadge = 4;
inline constexpr int radiusControl = 6;
inline constexpr int radiusCard = 10;
inline constexpr int control = 32;
inline constexpr int controlSmall = 28;
inline constexpr int controlTiny = 24;
inline constexpr int rowMovement = 24;
inline constexpr int rowCompact = 28;
inline constexpr int row = 32;
inline constexpr int rowPanel = 36;
inline constexpr int rowRoomy = 40;
inline constexpr int menuBar = 28;
inline constexpr int header = 52;
inline constexpr int cardHead = 44;
inline constexpr int tableHeader = 32;
inline constexpr int footer = 36;
inline constexpr int statusBar = 28;
inline constexpr int sidebar = 220;
inline constexpr int sidebarCollapsed = 56;
inline constexpr int sidebarCollapseBelow = 1100; // window widths under this show icons only
inline constexpr int metricCardHeight = 116;
inline constexpr int icon = 16;
inline constexpr int fadeMs = 120;
inline constexpr int shimmerMs = 1200;
} // namespace metric

QColor color(Color token, Scheme scheme);
QColor color(Color token, const QPalette &palette);
Scheme schemeOf(const QPalette &palette);

// The ground and text of an avatar; the same key always gets the same pair.
struct AvatarColors
{
    QColor ground;
    QColor text;
};
AvatarColors avatarColors(QStringView key, const QPalette &palette);

// WCAG 2 contrast ratio of two opaque colours, 1 to 21.
qreal contrastRatio(const QColor &first, const QColor &second);

} // namespace billhook::theme
