#pragma once

#include "services/secrets/secretstore.h"

namespace billhook::secrets {

/** The secret service of this desktop session (GNOME Keyring, KWallet, KeePassXC). */
class KeychainStore final : public SecretStore
{
public:
    explicit KeychainStore(QString service);

    bool lasts() const override { return true; }
    QFuture<domain::Result<std::optional<QByteArray>>> read(const QString &name) override;
    QFuture<domain::Result<void>> write(const QString &name, const QByteArray &secret) override;
    QFuture<domain::Result<void>> remove(const QString &name) override;

private:
    QString m_service;
};

} // namespace billhook::secrets
