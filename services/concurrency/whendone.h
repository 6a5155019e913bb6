#pragma once

#include <QFuture>
#include <QFutureWatcher>
#include <QObject>

#include <utility>

namespace billhook::concurrency {

/**
 * Calls `callback(result)` in the receiver's thread when the future finishes; never after the receiver is
 * destroyed or the future was cancelled. Takes the result out of the future, so move-only results work.
 */
template <typename T, typename Callback>
void whenDone(const QFuture<T> &future, QObject *receiver, Callback callback)
{
    auto *watcher = new QFutureWatcher<T>(receiver);
    QObject::connect(watcher, &QFutureWatcherBase::finished, receiver,
        [watcher, callback = std::move(callback)]() mutable {
            watcher->deleteLater();
            if (watcher->isCanceled() || watcher->future().resultCount() == 0) {
                return;
            }
            callback(watcher->future().takeResult());
        });
    watcher->setFuture(future);
}

} // namespace billhook::concurrency
