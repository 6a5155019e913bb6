#include "services/secrets/memorystore.h"

#include <QFuture>

namespace billhook::secrets {

using domain::Result;

QFuture<Result<std::optional<QByteArray>>> MemoryStore::read(const QString &name)
{
    const auto found = m_secrets.constFind(name);
    return QtFuture::makeReadyFuture(
        Result<std::optional<QByteArray>>(found == m_secrets.cend() ? std::nullopt : std::optional(*found)));
}

QFuture<Result<void>> MemoryStore::write(const QString &name, const QByteArray &secret)
{
    m_secrets.insert(name, secret);
    return QtFuture::makeReadyFuture(Result<void>());
}

QFuture<Result<void>> MemoryStore::remove(const QString &name)
{
    m_secrets.remove(name);
    return QtFuture::makeReadyFuture(Result<void>());
}

} // namespace billhook::secrets
