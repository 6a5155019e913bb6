#include "services/secrets/keychainstore.h"

#include <QPromise>
#include <qt6keychain/keychain.h>

#include <memory>
#include <utility>

namespace billhook::secrets {

using domain::Error;
using domain::ErrorKind;
using domain::Result;

namespace {

Error failureOf(const QKeychain::Job &job)
{
    const bool refused
        = job.error() == QKeychain::AccessDenied || job.error() == QKeychain::AccessDeniedByUser;
    return { ErrorKind::Unavailable, refused ? "keychain_locked" : "keychain_unavailable",
        refused
            ? "The key chain of this computer is locked or refused access. Nothing was kept; unlock it and "
              "try again."
            : "The key chain of this computer could not be used. Nothing was kept.",
        job.errorString().toStdString() };
}

/** Starts a job, which ends itself; `result` makes of the finished one what the future carries. */
template <typename T, typename Job> QFuture<Result<T>> started(Job *job, Result<T> (*result)(Job &))
{
    auto promise = std::make_shared<QPromise<Result<T>>>();
    auto future = promise->future();
    promise->start();
    job->setAutoDelete(true);
    job->setInsecureFallback(false); // never a file in plain text
    QObject::connect(job, &QKeychain::Job::finished, job, [promise, job, result] {
        promise->addResult(result(*job));
        promise->finish();
    });
    job->start();
    return future;
}

Result<void> done(QKeychain::Job &job)
{
    if (job.error() == QKeychain::NoError || job.error() == QKeychain::EntryNotFound) {
        return {};
    }
    return failureOf(job);
}

} // namespace

KeychainStore::KeychainStore(QString service)
    : m_service(std::move(service))
{ }

QFuture<Result<std::optional<QByteArray>>> KeychainStore::read(const QString &name)
{
    using Found = std::optional<QByteArray>;
    auto *job = new QKeychain::ReadPasswordJob(m_service);
    job->setKey(name);
    return started<Found, QKeychain::ReadPasswordJob>(
        job, [](QKeychain::ReadPasswordJob &read) -> Result<Found> {
            if (read.error() == QKeychain::EntryNotFound) {
                return Found();
            }
            if (read.error() != QKeychain::NoError) {
                return failureOf(read);
            }
            return Found(read.textData().toUtf8());
        });
}

QFuture<Result<void>> KeychainStore::write(const QString &name, const QByteArray &secret)
{
    auto *job = new QKeychain::WritePasswordJob(m_service);
    job->setKey(name);
    job->setTextData(QString::fromUtf8(secret));
    return started<void, QKeychain::WritePasswordJob>(
        job, [](QKeychain::WritePasswordJob &written) { return done(written); });
}

QFuture<Result<void>> KeychainStore::remove(const QString &name)
{
    auto *job = new QKeychain::DeletePasswordJob(m_service);
    job->setKey(name);
    return started<void, QKeychain::DeletePasswordJob>(
        job, [](QKeychain::DeletePasswordJob &removed) { return done(removed); });
}

} // namespace billhook::secrets
