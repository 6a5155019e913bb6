#pragma once

#include <QDBusVariant>
#include <QObject>
#include <QString>

namespace billhook::theme {

// The end of an AppearancePortal on its thread. Values are the portal's: 0 no preference, 1 dark, 2 light.
class AppearanceListener final : public QObject
{
    Q_OBJECT

public:
    // Connects to the session bus, reads the present value and subscribes to changes.
    void start();

    // A setting may come wrapped in variants, once or twice.
    static uint preferenceIn(const QVariant &value);

Q_SIGNALS:
    void preferenceRead(uint preference);

private Q_SLOTS:
    void settingChanged(const QString &space, const QString &key, const QDBusVariant &value);
};

} // namespace billhook::theme
