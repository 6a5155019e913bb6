#include "services/stripeclient/oneshotbody.h"

#include <algorithm>

namespace billhook::stripeclient {

OneShotBody::OneShotBody(QByteArray bytes, QObject *parent)
    : QIODevice(parent)
    , m_bytes(std::move(bytes))
{
    open(QIODevice::ReadOnly | QIODevice::Unbuffered);
}

qint64 OneShotBody::bytesAvailable() const
{
    return m_bytes.size() - m_read + QIODevice::bytesAvailable();
}

qint64 OneShotBody::readData(char *data, qint64 limit)
{
    const qint64 count = std::min<qint64>(limit, m_bytes.size() - m_read);
    if (count <= 0) {
        return -1;
    }
    std::copy_n(m_bytes.constBegin() + m_read, count, data);
    m_read += count;
    return count;
}

} // namespace billhook::stripeclient
