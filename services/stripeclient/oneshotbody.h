#pragma once

#include <QByteArray>
#include <QIODevice>

namespace billhook::stripeclient {

/**
 * The body of a POST that can be read once. Qt sends a request again by itself when a kept connection drops;
 * a body that can't be rewound stops that, so that one attempt is one request and every repeat is our own
 * decision.
 */
class OneShotBody final : public QIODevice
{
    Q_OBJECT
public:
    OneShotBody(QByteArray bytes, QObject *parent);
    OneShotBody(const OneShotBody &) = delete;
    OneShotBody &operator=(const OneShotBody &) = delete;
    ~OneShotBody() override = default;

    bool isSequential() const override { return true; }
    bool reset() override { return false; }
    qint64 bytesAvailable() const override;

protected:
    qint64 readData(char *data, qint64 limit) override;
    qint64 writeData(const char *, qint64) override { return -1; }

private:
    QByteArray m_bytes;
    qint64 m_read = 0;
};

} // namespace billhook::stripeclient
