#include "app/desktop/qtmessages.h"

#include "app/common/exitcodes.h"

#include <QByteArray>
#include <QMessageLogContext>
#include <QString>
#include <QtGlobal>

#include <cstdio>
#include <cstdlib>

namespace billhook::desktop {

namespace {

void take(QtMsgType type, const QMessageLogContext & /*context*/, const QString &message)
{
    if (type != QtFatalMsg) {
        return;
    }
    const bool display = message.contains(QLatin1StringView("platform plugin"));
    const QByteArray text = display
        ? QByteArray(
            "The display could not be opened. Check DISPLAY or WAYLAND_DISPLAY, or use --snapshot FILE.png "
            "to write a picture instead.")
        : message.toLocal8Bit();
    static_cast<void>(std::fprintf(stderr, "billhook: %s\n", text.constData()));
    std::_Exit(static_cast<int>(
        display ? app::ExitCode::Usage : app::ExitCode::Failed)); // Qt would abort, with a core file
}

} // namespace

void silenceQt()
{
    if (!qEnvironmentVariableIsSet("BILLHOOK_QT_MESSAGES")) {
        qInstallMessageHandler(take);
    }
}

} // namespace billhook::desktop
