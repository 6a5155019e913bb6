#include "app/desktop/program.h"

#include "app/common/secrecy.h"
#include "app/desktop/desktop.h"
#include "app/desktop/desktopsettings.h"
#include "app/desktop/firstwindow.h"
#include "app/desktop/painttrace.h"
#include "app/desktop/qtmessages.h"
#include "app/desktop/snapshot.h"
#include "app/desktop/stopsignals.h"
#include "app/desktop/windowmemory.h"

#include <QApplication>

#include <iostream>

namespace billhook::desktop {

using namespace Qt::StringLiterals;
using app::ExitCode;

namespace {

constexpr QSize firstSize(1440, 900);

ExitCode refuse(const char *message)
{
    std::cerr << "billhook: " << message << '\n';
    return ExitCode::Usage;
}

ExitCode runSnapshot(const DesktopSettings &settings, StopSignals &signals)
{
    QObject::connect(&signals, &StopSignals::stopAsked, qApp,
        [] { QApplication::exit(static_cast<int>(ExitCode::Failed)); });
    signals.watch();
    theme::Theme theme;
    theme.install(settings.theme.value_or(theme::Mode::Light));
    Desktop desktop(settings, theme);
    desktop.window().resize(settings.size.value_or(firstSize));
    const Snapshot snapshot(desktop, settings.snapshot);
    desktop.window().show();
    desktop.start(settings.page.value_or(builtPages().first()), /*live=*/false);
    return static_cast<ExitCode>(QApplication::exec());
}

void bringForward(QWidget &window)
{
    window.setWindowState((window.windowState() & ~Qt::WindowMinimized) | Qt::WindowActive);
    window.raise();
    window.activateWindow();
}

ExitCode runWindow(const DesktopSettings &settings, StopSignals &signals)
{
    const QString address = FirstWindow::addressFor(settings.databaseUrl);
    if (FirstWindow::knock(address)) {
        return ExitCode::Done; // the first window has come to the front
    }
    const FirstWindow first(address);
    WindowMemory memory;
    theme::Theme theme;
    theme.install(settings.theme.value_or(memory.themeMode()));
    Desktop desktop(settings, theme);
    shell::MainWindow &window = desktop.window();
    if (settings.size) {
        memory.restoreWithSize(window, *settings.size);
    } else {
        memory.restore(window, firstSize);
    }
    QObject::connect(&first, &FirstWindow::knocked, &window, [&window] { bringForward(window); });
    QObject::connect(&window, &shell::MainWindow::themeModeChosen, &desktop,
        [&memory](theme::Mode mode) { memory.setThemeMode(mode); });
    // Whoever stops the program does not answer questions.
    QObject::connect(&signals, &StopSignals::stopAsked, &window,
        [] { QApplication::exit(static_cast<int>(ExitCode::Done)); });
    signals.watch();
    window.show();
    desktop.start(settings.page.value_or(memory.page()), /*live=*/true);
    const auto code = static_cast<ExitCode>(QApplication::exec());
    memory.save(window);
    return code;
}

bool displayMissing()
{
    return qEnvironmentVariableIsEmpty("DISPLAY") && qEnvironmentVariableIsEmpty("WAYLAND_DISPLAY")
        && qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM");
}

} // namespace

ExitCode run(int argc, char **argv)
{
    app::keepMemorySecret();
    app::CommandLine line("billhook", "Billhook's desktop: revenue, customers and plans as they change.");
    DesktopSettings settings;
    DesktopSettings::addTo(line.options(), settings);
    if (const auto ended = line.read(argc, argv)) {
        return *ended;
    }
    if (settings.databaseUrl.isEmpty()) {
        return refuse(
            "No database is named. Set BILLHOOK_DATABASE_URL or give --database postgresql://…; app/run "
            "sets it for the demo, billhookd migrate prints it.");
    }
    const bool isSnapshot = !settings.snapshot.isEmpty();
    if (!isSnapshot && displayMissing()) {
        return refuse(
            "There is no display here: DISPLAY and WAYLAND_DISPLAY are not set. Use --snapshot FILE.png to "
            "write a picture instead.");
    }
    if (isSnapshot) {
        qputenv("QT_QPA_PLATFORM", "offscreen");
    }
    silenceQt();
    StopSignals signals;
    QApplication application(argc, argv);
    QApplication::setApplicationName(u"Billhook"_s);
    QApplication::setDesktopFileName(u"billhook"_s);
    PaintTrace trace;
    if (settings.tracePaint) {
        application.installEventFilter(&trace);
    }
    return isSnapshot ? runSnapshot(settings, signals) : runWindow(settings, signals);
}

} // namespace billhook::desktop
