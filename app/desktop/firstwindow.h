#pragma once

#include <QObject>
#include <QString>

class QSocketNotifier;

namespace billhook::desktop {

/**
 * The first window of a person on a database, found by the later ones through a socket in the runtime folder.
 * Nothing is told but that somebody knocked.
 */
class FirstWindow final : public QObject
{
    Q_OBJECT

public:
    /** The socket of a database; empty where the folder's path is too long for one: then every window is the
     * first. */
    static QString addressFor(const QString &databaseUrl);
    /** True when a first window is there and has answered, within a second. */
    static bool knock(const QString &address);

    /** Answers knocks from now on. */
    explicit FirstWindow(QString address, QObject *parent = nullptr);
    FirstWindow(const FirstWindow &) = delete;
    FirstWindow &operator=(const FirstWindow &) = delete;
    ~FirstWindow() override;

Q_SIGNALS:
    void knocked();

private:
    void listen();
    void answer();

    QString m_address;
    int m_socket = -1;
};

} // namespace billhook::desktop
