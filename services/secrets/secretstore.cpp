#include "services/secrets/secretstore.h"

#include "services/concurrency/whendone.h"
#include "services/secrets/keychainstore.h"
#include "services/secrets/memorystore.h"

#include <QObject>
#include <QPromise>
#include <QTimer>
#include <QUuid>

#include <chrono>
#include <utility>

namespace billhook::secrets {

using concurrency::whenDone;
using domain::Result;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr auto patience = 20s; ///< a person may have to unlock the key chain first

/**
 * Writes, reads back and removes a probe under a name of its own: there is no other way to know that a key
 * chain works. Deletes itself when it has answered.
 */
class Probe final : public QObject
{
public:
    explicit Probe(const QString &service)
        : m_store(std::make_unique<KeychainStore>(service))
        , m_name(u"probe-"_s + QUuid::createUuid().toString(QUuid::WithoutBraces))
    {
        m_promise.start();
        QTimer::singleShot(patience, this, [this] { answer(u"it did not answer within 20 seconds"_s); });
    }

    QFuture<OpenedStore> begin()
    {
        whenDone(m_store->write(m_name, m_name.toUtf8()), this, [this](const Result<void> &written) {
            if (!written) {
                return answer(reasonOf(written.error()));
            }
            readBack();
        });
        return m_promise.future();
    }

private:
    static QString reasonOf(const domain::Error &error)
    {
        const QString detail = QString::fromStdString(error.detail);
        return detail.isEmpty() ? QString::fromStdString(error.message) : detail;
    }

    void readBack()
    {
        whenDone(m_store->read(m_name), this, [this](const Result<std::optional<QByteArray>> &read) {
            if (!read) {
                return answer(reasonOf(read.error()));
            }
            m_same = read->value_or(QByteArray()) == m_name.toUtf8();
            whenDone(m_store->remove(m_name), this, [this](const Result<void> &removed) {
                answer(!removed  ? reasonOf(removed.error())
                        : m_same ? QString()
                                 : u"it gave back something else"_s);
            });
        });
    }

    /** Without a reason the key chain works. */
    void answer(const QString &reason)
    {
        if (std::exchange(m_answered, true)) {
            return;
        }
        OpenedStore opened{ std::move(m_store), {} };
        if (!reason.isEmpty()) {
            opened.store = std::make_unique<MemoryStore>();
            opened.explanation = u"This computer has no key chain that can be used (%1). A key is kept in "
                                 u"memory only, until Billhook is "
                                 "closed. To keep it, start GNOME Keyring, KWallet or KeePassXC with its "
                                 "secret service, then open "
                                 "Billhook again."_s.arg(reason);
        }
        m_promise.addResult(std::move(opened));
        m_promise.finish();
        deleteLater();
    }

    std::unique_ptr<SecretStore> m_store;
    QString m_name;
    QPromise<OpenedStore> m_promise;
    bool m_same = false;
    bool m_answered = false;
};

} // namespace

SecretStore::~SecretStore() = default;

QFuture<OpenedStore> openSecretStore(const QString &service)
{
    return (new Probe(service))->begin();
}

} // namespace billhook::secrets
