#pragma once

#include "models/domain/result.h"

#include <QByteArray>
#include <QFuture>
#include <QString>

#include <memory>
#include <optional>

namespace billhook::secrets {

/**
 * Where this person's secrets are kept, by name; the only way to them. GUI thread only: the key chain speaks
 * over D-Bus and is never waited for. A secret is in no log, setting or error.
 */
class SecretStore
{
public:
    SecretStore() = default;
    SecretStore(const SecretStore &) = delete;
    SecretStore &operator=(const SecretStore &) = delete;
    virtual ~SecretStore();

    virtual bool lasts() const = 0; ///< what is kept is still there after the next start

    /** Nothing: there is none of that name. Unavailable: the key chain did not answer, or is locked. */
    virtual QFuture<domain::Result<std::optional<QByteArray>>> read(const QString &name) = 0;
    virtual QFuture<domain::Result<void>> write(const QString &name, const QByteArray &secret) = 0;
    virtual QFuture<domain::Result<void>> remove(const QString &name)
        = 0; ///< done as well when there is none
};

struct OpenedStore
{
    std::unique_ptr<SecretStore> store; ///< never null
    QString explanation{}; ///< for people: why it does not last, and what to do; empty when it does
};

/**
 * The key chain of this desktop session where one writes, reads back and removes a probe; else a store in
 * memory, with the reason. `service` is the name under which the key chain shows what is ours.
 */
QFuture<OpenedStore> openSecretStore(const QString &service);

} // namespace billhook::secrets
