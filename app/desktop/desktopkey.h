#pragma once

#include "services/billing/database.h"
#include "services/billing/editplans.h"
#include "services/billing/loadfreshness.h"
#include "services/concurrency/workerthread.h"
#include "services/observability/log.h"
#include "services/operations/operationworker.h"
#include "services/secrets/secretstore.h"
#include "services/stripeclient/client.h"
#include "views/settings/keydialog.h"

#include <QByteArray>
#include <QObject>
#include <QUrl>

#include <memory>
#include <optional>

namespace billhook::desktop {

/**
 * The Stripe key of this person on this computer. While there is one that may write, and it is of the
 * database's account, operations begun here are carried out here; else by the daemon. The key is in the key
 * chain (or, without one, in memory) and in the client that sends it, nowhere else.
 */
class DesktopKey final : public QObject
{
    Q_OBJECT

public:
    DesktopKey(billing::Database &database, QUrl apiBase, QObject *parent = nullptr);
    DesktopKey(const DesktopKey &) = delete;
    DesktopKey &operator=(const DesktopKey &) = delete;
    ~DesktopKey() override;

    void open(); ///< the key chain, and the key in it

    billing::DesktopExecutor executor();
    settings::KeySource source();

Q_SIGNALS:
    void changed(); ///< what executor() says may be another now

private:
    using Report = domain::Result<billing::KeyReport>;

    QString name() const; ///< in the key chain: one key a database
    QFuture<Report> ask(const QString &key);
    QFuture<domain::Result<void>> keep(const QString &key);
    void takeKey(const QString &key, const Report &report);
    void drop();

    billing::Database &m_database;
    billing::LoadFreshness m_freshness;
    QUrl m_apiBase;
    observability::Log m_log; ///< to standard error: what went wrong at Stripe
    std::unique_ptr<secrets::SecretStore> m_store;
    QString m_explanation;
    settings::KeyState m_state;
    std::shared_ptr<stripeclient::Client> m_client; ///< of the key in use
    std::unique_ptr<operations::OperationWorker> m_worker; ///< before its client goes
    concurrency::WorkerThread m_asking;
};

} // namespace billhook::desktop
