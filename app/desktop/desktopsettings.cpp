#include "app/desktop/desktopsettings.h"

#include "app/common/secrecy.h"
#include "services/postgres/connectionurl.h"

#include <QRegularExpression>

namespace billhook::desktop {

using namespace Qt::StringLiterals;

namespace {

/** Smaller than this the window does not become. */
constexpr QSize leastSize(860, 560);

/** Every page of the product; those that builtPages() leaves out come with later versions. */
QStringList allPages()
{
    return { u"overview"_s, u"organizations"_s, u"subscriptions"_s, u"plans"_s, u"payments"_s, u"revenue"_s,
        u"users"_s, u"events"_s, u"operations"_s, u"settings"_s };
}

// Each says what is wrong with the value, or nothing.

QString takePage(DesktopSettings &settings, const QString &value)
{
    if (!builtPages().contains(value)) {
        const QString wrong = allPages().contains(value)
            ? u"The page “%1” is not built yet. Pages so far: %2."_s
            : u"There is no page “%1”. Pages so far: %2."_s;
        return wrong.arg(value, builtPages().join(u", "_s));
    }
    settings.page = value;
    return {};
}

QString takeSize(DesktopSettings &settings, const QString &value)
{
    static const QRegularExpression pattern(u"^([1-9][0-9]{2,3})x([1-9][0-9]{2,3})$"_s);
    const auto match = pattern.match(value);
    const QSize size(match.capturedView(1).toInt(), match.capturedView(2).toInt());
    if (!match.hasMatch() || size.expandedTo(leastSize) != size) {
        return u"a width and a height in pixels from %1x%2 to 9999x9999, as in 1440x900, not “%3”."_s
            .arg(leastSize.width())
            .arg(leastSize.height())
            .arg(value);
    }
    settings.size = size;
    return {};
}

QString takeSnapshot(DesktopSettings &settings, const QString &value)
{
    if (!value.endsWith(u".png"_s, Qt::CaseInsensitive)) {
        return u"it writes a PNG picture: name a file that ends in .png, not “%1”."_s.arg(value);
    }
    settings.snapshot = value;
    return {};
}

QString takeDatabase(DesktopSettings &settings, const QString &value)
{
    if (value.isEmpty()) {
        return u"it needs a postgresql:// URL."_s;
    }
    if (postgres::ConnectionUrl::masked(value.toStdString()) != value.toStdString()) {
        return u"it holds a password, which every account of this machine can read there. Set "
               "BILLHOOK_DATABASE_URL instead, or leave the password to ~/.pgpass."_s;
    }
    settings.databaseUrl = value;
    return {};
}

auto into(DesktopSettings &settings, QString (*take)(DesktopSettings &, const QString &))
{
    return [&settings, take](const std::string &value) {
        return take(settings, QString::fromLocal8Bit(value)).toStdString();
    };
}

} // namespace

QStringList builtPages()
{
    return { u"overview"_s, u"organizations"_s, u"plans"_s, u"users"_s };
}

void DesktopSettings::addTo(app::Options options, DesktopSettings &settings)
{
    settings.databaseUrl = QString::fromStdString(app::takeFromEnvironment("BILLHOOK_DATABASE_URL"));
    settings.stripeBase = QUrl(qEnvironmentVariable("STRIPE_API_BASE", u"https://api.stripe.com"_s));
    options
        .checked("--snapshot", into(settings, takeSnapshot),
            "write a picture of the page without a display, then exit")
        .standsFor("FILE.png");
    options.checked("--page", into(settings, takePage), builtPages().join(u", "_s).toStdString())
        .standsFor("NAME");
    options.choice(
        "--theme",
        [&settings](const std::string &value) {
            settings.theme = value == "dark" ? theme::Mode::Dark : theme::Mode::Light;
        },
        { "light", "dark" }, "instead of the one chosen in the window");
    options.checked("--size", into(settings, takeSize), "of the window in pixels, 1440x900 unless told")
        .standsFor("WxH");
    options.checked("--database", into(settings, takeDatabase), "instead of BILLHOOK_DATABASE_URL")
        .standsFor("URL");
    options.flag("--trace-paint", settings.tracePaint,
        "print a line for each repaint of a figure: card <name> <text> <milliseconds since 1970>; names: "
        "mrr, arr, "
        "arpc, active, trialing, at_risk");
}

} // namespace billhook::desktop
