#include "app/desktop/commandline.h"
#include "app/desktop/desktop.h"
#include "app/desktop/exitcodes.h"
#include "app/desktop/firstwindow.h"
#include "app/desktop/painttrace.h"
#include "app/desktop/qtmessages.h"
#include "app/desktop/snapshot.h"
#include "app/desktop/stopsignals.h"
#include "app/desktop/windowmemory.h"

#include <QApplication>
#include <QTextStream>

#include <cstdio>
#include <exception>
#include <optional>

namespace billhook::desktop {
namespace {

using namespace Qt::StringLiterals;

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

int runSnapshot(const CommandLine &line, StopSignals &signals)
{
    QObject::connect(&signals, &StopSignals::stopAsked, qApp, [] { QApplication::exit(exitFailed); });
    signals.watch();
    theme::Theme theme;
    theme.install(line.theme.value_or(theme::Mode::Light));
    Desktop desktop(line, theme);
    desktop.window().resize(line.size);
    const Snapshot snapshot(desktop, line.snapshot);
    desktop.window().show();
    desktop.start(line.page, /*live=*/false);
    return QApplication::exec();
}

void bringForward(QWidget &window)
{
    window.setWindowState((window.windowState() & ~Qt::WindowMinimized) | Qt::WindowActive);
    window.raise();
    window.activateWindow();
}

int runWindow(const CommandLine &line, StopSignals &signals)
{
    const QString address = FirstWindow::addressFor(line.databaseUrl);
    if (FirstWindow::knock(address)) {
        return exitDone; // the first window has come to the front
    }
    const FirstWindow first(address);
    WindowMemory memory;
    theme::Theme theme;
    theme.install(line.theme.value_or(memory.themeMode()));
    Desktop desktop(line, theme);
    shell::MainWindow &window = desktop.window();
    if (line.sizeGiven) {
        memory.restoreWithSize(window, line.size);
    } else {
        memory.restore(window, line.size);
    }
    QObject::connect(&first, &FirstWindow::knocked, &window, [&window] { bringForward(window); });
    QObject::connect(&window, &shell::MainWindow::themeModeChosen, &desktop,
        [&memory](theme::Mode mode) { memory.setThemeMode(mode); });
    // Whoever stops the program does not answer questions.
    QObject::connect(&signals, &StopSignals::stopAsked, &window, [] { QApplication::exit(exitDone); });
    signals.watch();
    window.show();
    desktop.start(line.pageGiven ? line.page : memory.page(), /*live=*/true);
    const int code = QApplication::exec();
    memory.save(window);
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
    silenceQt();
    StopSignals signals;
    QApplication application(argc, argv);
    QApplication::setApplicationName(u"Billhook"_s);
    QApplication::setDesktopFileName(u"billhook"_s);
    PaintTrace trace;
    if (line->tracePaint) {
        application.installEventFilter(&trace);
    }
    return line->snapshot.isEmpty() ? runWindow(*line, signals) : runSnapshot(*line, signals);
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
