#include "app/desktop/commandline.h"
#include "app/desktop/desktop.h"
#include "app/desktop/exitcodes.h"
#include "app/desktop/painttrace.h"
#include "app/desktop/snapshot.h"

#include <QApplication>
#include <QSettings>
#include <QTextStream>

#include <cstdio>
#include <exception>
#include <optional>

namespace billhook::desktop {
namespace {

using namespace Qt::StringLiterals;

constexpr auto geometryKey = "window/geometry"_L1;
constexpr auto themeKey = "window/theme"_L1;

void say(const QString &text, std::FILE *stream)
{
    QTextStream(stream) << text;
}

int refuse(const QString &message)
{
    say(u"billhook: %1\n"_s.arg(message), stderr);
    return exitMisused;
}

QStringList argumentsOf(int argc, char **argv)
{
    QStringList arguments;
    for (int i = 1; i < argc; ++i) {
        arguments.append(QString::fromLocal8Bit(argv[i]));
    }
    return arguments;
}

theme::Mode rememberedTheme(const QSettings &settings)
{
    const QString name = settings.value(themeKey).toString();
    if (name == u"light"_s) {
        return theme::Mode::Light;
    }
    return name == u"dark"_s ? theme::Mode::Dark : theme::Mode::System;
}

QString themeName(theme::Mode mode)
{
    switch (mode) {
    case theme::Mode::Light:
        return u"light"_s;
    case theme::Mode::Dark:
        return u"dark"_s;
    case theme::Mode::System:
        break;
    }
    return u"system"_s;
}

int runSnapshot(const CommandLine &line)
{
    theme::Theme theme;
    theme.install(line.theme.value_or(theme::Mode::Light));
    Desktop desktop(line, theme);
    desktop.window().resize(line.size);
    const Snapshot snapshot(desktop, line.snapshot);
    desktop.window().show();
    desktop.start(line.page, /*live=*/false);
    return QApplication::exec();
}

int runWindow(const CommandLine &line)
{
    QSettings settings(u"Billhook"_s, u"billhook"_s);
    theme::Theme theme;
    theme.install(line.theme.value_or(rememberedTheme(settings)));
    Desktop desktop(line, theme);
    if (line.sizeGiven || !desktop.window().restoreGeometry(settings.value(geometryKey).toByteArray())) {
        desktop.window().resize(line.size);
    }
    QObject::connect(&desktop.window(), &shell::MainWindow::themeModeChosen, &desktop,
        [&settings](theme::Mode mode) { settings.setValue(themeKey, themeName(mode)); });
    desktop.window().show();
    desktop.start(line.page, /*live=*/true);
    const int code = QApplication::exec();
    settings.setValue(geometryKey, desktop.window().saveGeometry());
    return code;
}

bool displayMissing()
{
    return qEnvironmentVariableIsEmpty("DISPLAY") && qEnvironmentVariableIsEmpty("WAYLAND_DISPLAY")
        && qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM");
}

/** Nothing when the program may go on. */
std::optional<int> answerEarly(const CommandLine &line)
{
    if (line.help) {
        say(usage(), stdout);
        return exitDone;
    }
    if (line.version) {
        say(u"billhook %1\n"_s.arg(QLatin1StringView(BILLHOOK_VERSION)), stdout);
        return exitDone;
    }
    if (line.databaseUrl.isEmpty()) {
        return refuse(u"No database is named. Set BILLHOOK_DATABASE_URL or give --database postgresql://…; "
                      u"app/run sets it "
                      "for the demo, billhookd migrate prints it."_s);
    }
    if (line.snapshot.isEmpty() && displayMissing()) {
        return refuse(u"There is no display here: DISPLAY and WAYLAND_DISPLAY are not set. Use --snapshot "
                      u"FILE.png to write "
                      "a picture instead."_s);
    }
    return std::nullopt;
}

int run(int argc, char **argv)
{
    const auto line = readCommandLine(argumentsOf(argc, argv));
    if (!line) {
        return refuse(QString::fromStdString(line.error().message));
    }
    if (const auto answer = answerEarly(*line)) {
        return *answer;
    }
    if (!line->snapshot.isEmpty()) {
        qputenv("QT_QPA_PLATFORM", "offscreen");
    }
    QApplication application(argc, argv);
    QApplication::setApplicationName(u"Billhook"_s);
    QApplication::setDesktopFileName(u"billhook"_s);
    PaintTrace trace;
    if (line->tracePaint) {
        application.installEventFilter(&trace);
    }
    return line->snapshot.isEmpty() ? runWindow(*line) : runSnapshot(*line);
}

} // namespace
} // namespace billhook::desktop

int main(int argc, char **argv)
{
    try {
        return billhook::desktop::run(argc, argv);
    } catch (const std::exception &failure) {
        QTextStream(stderr) << "billhook: " << failure.what() << Qt::endl;
        return billhook::desktop::exitFailed;
    }
}
