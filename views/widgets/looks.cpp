#include "views/widgets/looks.h"

namespace billhook::widgets {

theme::Color textToken(Tone tone)
{
    switch (tone) {
    case Tone::Quiet:
        return theme::Color::Text;
    case Tone::Neutral:
        return theme::Color::NeutralText;
    case Tone::Accent:
        return theme::Color::Accent;
    case Tone::Ok:
        return theme::Color::Ok;
    case Tone::Warn:
        return theme::Color::Warn;
    case Tone::Danger:
        return theme::Color::Danger;
    }
    return theme::Color::Text;
}

theme::Color groundToken(Tone tone)
{
    switch (tone) {
    case Tone::Quiet:
    case Tone::Neutral:
        return theme::Color::NeutralSoft;
    case Tone::Accent:
        return theme::Color::AccentSoft;
    case Tone::Ok:
        return theme::Color::OkSoft;
    case Tone::Warn:
        return theme::Color::WarnSoft;
    case Tone::Danger:
        return theme::Color::DangerSoft;
    }
    return theme::Color::NeutralSoft;
}

} // namespace billhook::widgets
