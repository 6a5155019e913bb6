#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

namespace billhook::widgets {

// The one timer all skeletons move on. It runs while anything holds it and motion is not reduced.
class ShimmerClock final : public QObject
{
    Q_OBJECT

public:
    // Child of the application object, made on first use.
    static ShimmerClock &shared();

    void hold();
    void release();
    bool isRunning() const { return m_timer.isActive(); }
    qreal phase() const; // 0 to 1; 0.5 while it stands still

Q_SIGNALS:
    void moved();

private:
    explicit ShimmerClock(QObject *parent);

    QTimer m_timer;
    QElapsedTimer m_since;
    int m_holders{ 0 };
};

} // namespace billhook::widgets
