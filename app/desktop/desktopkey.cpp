#include "app/desktop/desktopkey.h"

#include "services/concurrency/whendone.h"
#include "services/secrets/memorystore.h"

#include <QCryptographicHash>
#include <QPointer>
#include <QPromise>
#include <QTimer>
#include <QUuid>

#include <chrono>
#include <cstdio>
#include <string>
#include <utility>

namespace billhook::desktop {

using concurrency::whenDone;
using domain::Error;
using domain::ErrorKind;
using domain::Result;
using secrets::OpenedStore;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr auto patience = 10s; ///< the person waits for the dialog

void writeLine(std::string_view line)
{
    std::fprintf(stderr, "%.*s\n", static_cast<int>(line.size()), line.data());
}

domain::Result<std::shared_ptr<stripeclient::Client>> clientOf(
    const QString &key, const QUrl &apiBase, observability::Log &log)
{
    stripeclient::ClientOptions options;
    options.apiBase = apiBase;
    options.secretKey = key.toLatin1();
    auto client = stripeclient::Client::create(options, log);
    if (!client) {
        return client.error();
    }
    return std::shared_ptr<stripeclient::Client>(*std::move(client));
}

template <typename T> QFuture<Result<T>> failed(const Error &error)
{
    return QtFuture::makeReadyFuture(Result<T>(error));
}

} // namespace

DesktopKey::DesktopKey(billing::Database &database, QUrl apiBase, QObject *parent)
    : QObject(parent)
    , m_database(database)
    , m_freshness(database)
    , m_apiBase(std::move(apiBase))
    , m_log(observability::LogLevel::Warning, &writeLine)
    , m_store(std::make_unique<secrets::MemoryStore>())
    , m_asking(u"stripe-key"_s)
{ }

DesktopKey::~DesktopKey() = default;

void DesktopKey::open()
{
    whenDone(secrets::openSecretStore(u"Billhook"_s), this, [this](OpenedStore opened) {
        if (m_state.present && !opened.store->lasts()) {
            return; // a key was set meanwhile; it is in memory already
        }
        m_store = std::move(opened.store);
        m_explanation = opened.explanation;
        whenDone(m_store->read(name()), this, [this](const Result<std::optional<QByteArray>> &read) {
            if (!read || !*read) {
                return;
            }
            const QString key = QString::fromLatin1(**read);
            m_state.present = true;
            whenDone(ask(key), this, [this, key](const Report &report) { takeKey(key, report); });
        });
    });
}

/** The database's address, without what may be secret in it. */
QString DesktopKey::name() const
{
    const QUrl url(m_database.url());
    const QString address = u"%1:%2%3?%4"_s.arg(url.host()).arg(url.port()).arg(url.path(), url.query());
    return u"stripe-key-"_s
        + QString::fromLatin1(
            QCryptographicHash::hash(address.toUtf8(), QCryptographicHash::Sha256).toHex().left(16));
}

QFuture<DesktopKey::Report> DesktopKey::ask(const QString &key)
{
    if (auto good = billing::checkKeyText(key); !good) {
        return failed<billing::KeyReport>(good.error());
    }
    auto client = clientOf(key, m_apiBase, m_log);
    if (!client) {
        return failed<billing::KeyReport>(client.error());
    }
    auto promise = std::make_shared<QPromise<Report>>();
    promise->start();
    const auto answer = [promise](const Report &report) {
        promise->addResult(report);
        promise->finish();
    };
    whenDone(m_freshness.load(), this,
        [this, key, client = *client, answer](const Result<billing::Freshness> &read) {
            if (!read) {
                return answer(read.error());
            }
            const billing::KeyAccount expected{ read->account, read->livemode };
            // The client stays this thread's, which made it: the task is done with it before we let it go.
            auto *asked = client.get();
            whenDone(m_asking.run([asked, key, expected] { return billing::askKey(*asked, key, expected); }),
                this, [client, answer](const Report &report) { answer(report); });
        });
    return promise->future();
}

/** A key that was asked about: the worker runs with it where it may do all that is needed. */
void DesktopKey::takeKey(const QString &key, const Report &report)
{
    drop();
    m_state.present = true;
    if (!report) {
        m_state.problem = QString::fromStdString(report.error().message);
        if (report.error().kind == ErrorKind::Unavailable || report.error().kind == ErrorKind::Timeout) {
            QTimer::singleShot(patience, this, [this, key] {
                if (m_state.present && !m_state.report) {
                    whenDone(ask(key), this, [this, key](const Report &again) { takeKey(key, again); });
                }
            });
        }
        Q_EMIT changed();
        return;
    }
    m_state.report = *report;
    auto client = clientOf(key, m_apiBase, m_log);
    if (report->mayExecute() && client) {
        m_client = *client;
        operations::OperationWorkerOptions options;
        options.url = m_database.url();
        options.claim.executor = u"desktop:"_s + QUuid::createUuid().toString(QUuid::WithoutBraces);
        options.ofPerson = true;
        m_worker = std::make_unique<operations::OperationWorker>(options, *m_client, m_log);
    }
    Q_EMIT changed();
}

void DesktopKey::drop()
{
    m_worker.reset();
    m_client.reset();
    m_state = {};
}

/** Into the key chain first; it is used whether that succeeds or not, until Billhook is closed. */
QFuture<Result<void>> DesktopKey::keep(const QString &key)
{
    auto promise = std::make_shared<QPromise<Result<void>>>();
    promise->start();
    whenDone(m_store->write(name(), key.toLatin1()), this, [this, key, promise](const Result<void> &kept) {
        whenDone(ask(key), this, [this, key, kept, promise](const Report &report) {
            takeKey(key, report);
            promise->addResult(kept);
            promise->finish();
        });
    });
    return promise->future();
}

billing::DesktopExecutor DesktopKey::executor()
{
    return { [this] { return m_worker ? std::optional(m_worker->claim()) : std::nullopt; },
        [key = QPointer(this)](const QUuid &id) {
            if (key) {
                QMetaObject::invokeMethod(key.data(), [key, id] {
                    if (key && key->m_worker) { // else its claim runs out and the daemon takes it up
                        key->m_worker->execute(id);
                    }
                });
            }
        } };
}

settings::KeySource DesktopKey::source()
{
    settings::KeySource source;
    source.state = [this] {
        settings::KeyState state = m_state;
        state.lasts = m_store->lasts();
        state.explanation = m_explanation;
        return state;
    };
    source.test = [this](const QString &key) { return ask(key); };
    source.keep = [this](const QString &key) { return keep(key); };
    source.remove = [this] {
        drop();
        Q_EMIT changed();
        return m_store->remove(name());
    };
    return source;
}

} // namespace billhook::desktop
