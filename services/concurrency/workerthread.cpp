#include "services/concurrency/workerthread.h"

namespace billhook::concurrency {

WorkerThread::WorkerThread(const QString &name)
    : m_context(new QObject)
{
    m_thread.setObjectName(name);
    m_context->moveToThread(&m_thread);
    m_thread.start();
}

WorkerThread::~WorkerThread()
{
    // Queued behind every task that was given before, so those still run.
    QMetaObject::invokeMethod(
        m_context, [this] { m_thread.quit(); }, Qt::QueuedConnection);
    m_thread.wait();
    delete m_context;
}

} // namespace billhook::concurrency
