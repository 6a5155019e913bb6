#pragma once

#include "services/secrets/secretstore.h"

#include <QHash>

namespace billhook::secrets {

/** For as long as the program runs, where there is no key chain. */
class MemoryStore final : public SecretStore
{
public:
    bool lasts() const override { return false; }
    QFuture<domain::Result<std::optional<QByteArray>>> read(const QString &name) override;
    QFuture<domain::Result<void>> write(const QString &name, const QByteArray &secret) override;
    QFuture<domain::Result<void>> remove(const QString &name) override;

private:
    QHash<QString, QByteArray> m_secrets;
};

} // namespace billhook::secrets
