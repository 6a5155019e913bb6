#pragma once

#include <QObject>

namespace billhook::desktop {

/** Turns SIGINT, SIGTERM and SIGHUP into an event of the main thread. Made before the first thread, so that
 * every thread leaves them to it. */
class StopSignals final : public QObject
{
    Q_OBJECT

public:
    explicit StopSignals(QObject *parent = nullptr);
    StopSignals(const StopSignals &) = delete;
    StopSignals &operator=(const StopSignals &) = delete;
    ~StopSignals() override;

    void watch(); ///< once there is an event loop

Q_SIGNALS:
    void stopAsked();

private:
    int m_descriptor;
};

} // namespace billhook::desktop
