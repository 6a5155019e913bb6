#include "app/desktop/commandline.h"

#include <QCoreApplication>
#include <QRegularExpression>

#include <utility>

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

domain::Error misuse(const QString &message)
{
    return { domain::ErrorKind::Configuration, "wrong_usage", message.toStdString(), {} };
}

domain::Result<void> takePage(CommandLine &line, const QString &value)
{
    if (!allPages().contains(value)) {
        return misuse(u"There is no page “%1”. Pages so far: %2."_s.arg(value, builtPages().join(u", "_s)));
    }
    if (!builtPages().contains(value)) {
        return misuse(
            u"The page “%1” is not built yet. Pages so far: %2."_s.arg(value, builtPages().join(u", "_s)));
    }
    line.page = value;
    line.pageGiven = true;
    return {};
}

domain::Result<void> takeTheme(CommandLine &line, const QString &value)
{
    if (value == u"light"_s) {
        line.theme = theme::Mode::Light;
    } else if (value == u"dark"_s) {
        line.theme = theme::Mode::Dark;
    } else {
        return misuse(u"--theme is light or dark, not “%1”."_s.arg(value));
    }
    return {};
}

domain::Result<void> takeSize(CommandLine &line, const QString &value)
{
    static const QRegularExpression pattern(u"^([1-9][0-9]{2,3})x([1-9][0-9]{2,3})$"_s);
    const auto match = pattern.match(value);
    const QSize size(match.capturedView(1).toInt(), match.capturedView(2).toInt());
    if (!match.hasMatch() || size.expandedTo(leastSize) != size) {
        return misuse(
            u"--size is a width and a height in pixels from %1x%2 to 9999x9999, as in 1440x900, not “%3”."_s
                .arg(leastSize.width())
                .arg(leastSize.height())
                .arg(value));
    }
    line.size = size;
    line.sizeGiven = true;
    return {};
}

domain::Result<void> takeSnapshot(CommandLine &line, const QString &value)
{
    if (!value.endsWith(u".png"_s, Qt::CaseInsensitive)) {
        return misuse(
            u"--snapshot writes a PNG picture: name a file that ends in .png, not “%1”."_s.arg(value));
    }
    line.snapshot = value;
    return {};
}

domain::Result<void> takeValue(CommandLine &line, const QString &option, const QString &value)
{
    if (option == u"--page"_s) {
        return takePage(line, value);
    }
    if (option == u"--theme"_s) {
        return takeTheme(line, value);
    }
    if (option == u"--size"_s) {
        return takeSize(line, value);
    }
    if (option == u"--snapshot"_s) {
        return takeSnapshot(line, value);
    }
    line.databaseUrl = value;
    return {};
}

bool takeSwitch(CommandLine &line, const QString &argument)
{
    if (argument == u"--help"_s || argument == u"-h"_s) {
        line.help = true;
    } else if (argument == u"--version"_s) {
        line.version = true;
    } else if (argument == u"--trace-paint"_s) {
        line.tracePaint = true;
    } else {
        return false;
    }
    return true;
}

} // namespace

QStringList builtPages()
{
    return { u"overview"_s, u"organizations"_s, u"plans"_s, u"users"_s };
}

QString usage()
{
    return u"billhook [--page NAME] [--theme light|dark] [--size WxH] [--database URL]\n"
           "billhook --snapshot FILE.png [--page NAME] [--theme light|dark] [--size WxH] [--database URL]\n"
           "\n"
           "  --snapshot FILE.png  write a picture of the page without a display, then exit\n"
           "  --page NAME          %1\n"
           "  --theme light|dark   instead of the one chosen in the window\n"
           "  --size WxH           of the window in pixels, 1440x900 unless told\n"
           "  --database URL       instead of BILLHOOK_DATABASE_URL, a postgresql:// URL\n"
           "  --trace-paint        print a line for each repaint of a figure:\n"
           "                       card <name> <text> <milliseconds since 1970>\n"
           "                       names: mrr, arr, arpc, active, trialing, at_risk\n"
           "  --version, --help\n"
           "\n"
           "Exit codes: 0 done, 1 failed, 2 wrong usage or configuration, 3 the database could not be reached.\n"_s
               .arg(builtPages().join(u", "_s));
}

domain::Result<CommandLine> readCommandLine(const QStringList &arguments)
{
    static const QStringList valued{ u"--snapshot"_s, u"--page"_s, u"--theme"_s, u"--size"_s,
        u"--database"_s };
    CommandLine line;
    line.databaseUrl = qEnvironmentVariable("BILLHOOK_DATABASE_URL");
    line.stripeBase = QUrl(qEnvironmentVariable("STRIPE_API_BASE", u"https://api.stripe.com"_s));
    for (qsizetype i = 0; i < arguments.size(); ++i) {
        const QString option = arguments.at(i).section(u'=', 0, 0);
        if (takeSwitch(line, arguments.at(i))) {
            continue;
        }
        if (!valued.contains(option)) {
            return misuse(u"Unknown option “%1”. See billhook --help."_s.arg(arguments.at(i)));
        }
        const bool joined = arguments.at(i).contains(u'=');
        if (!joined && i + 1 >= arguments.size()) {
            return misuse(u"%1 needs a value."_s.arg(option));
        }
        const QString value = joined ? arguments.at(i).section(u'=', 1) : arguments.at(++i);
        if (value.isEmpty()) {
            return misuse(u"%1 needs a value."_s.arg(option));
        }
        const auto taken = takeValue(line, option, value);
        if (!taken) {
            return taken.error();
        }
    }
    return line;
}

} // namespace billhook::desktop
