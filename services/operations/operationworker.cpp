#include "services/operations/operationworker.h"

#include "services/observability/log.h"
#include "services/operations/executor.h"
#include "services/postgres/session.h"

#include <QTimer>

#include <utility>

namespace billhook::operations {

using domain::Error;
using domain::Result;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

OperationWorker::OperationWorker(
    OperationWorkerOptions options, stripeclient::Client &client, observability::Log &log)
    : m_options(std::move(options))
    , m_client(client)
    , m_log(log)
    , m_worker(u"operations"_s)
{
    m_worker.run([this] { begin(); });
}

OperationWorker::~OperationWorker()
{
    stop();
}

const ExecutorClaim &OperationWorker::claim() const
{
    return m_options.claim;
}

void OperationWorker::begin()
{
    m_timer = std::make_unique<QTimer>();
    m_timer->setInterval(m_options.poll);
    QObject::connect(m_timer.get(), &QTimer::timeout, m_timer.get(), [this] { look(); });
    m_timer->start();
    look();
}

void OperationWorker::execute(const QUuid &id)
{
    m_worker.run([this, id] {
        if (m_options.ofPerson) {
            m_own.push_back(id);
        }
        carryOut(id);
    });
}

void OperationWorker::wake()
{
    m_worker.run([this] { look(); });
}

void OperationWorker::carryOut(const QUuid &id)
{
    if (m_stopping.canceled()) {
        return;
    }
    if (auto opened = open(); !opened) {
        report(opened.error());
        return;
    }
    if (auto executed = Executor(*m_session, m_client, m_log, m_options.claim).execute(id, m_stopping);
        !executed) {
        report(executed.error());
    }
}

void OperationWorker::look()
{
    if (m_stopping.canceled()) {
        return;
    }
    if (auto worked = work(); !worked) {
        report(worked.error());
    } else {
        m_failing = false;
    }
}

Result<void> OperationWorker::work()
{
    if (auto opened = open(); !opened) {
        return opened;
    }
    auto due = m_options.ofPerson ? waiting() : OperationStore(*m_session).due(m_options.claim.grace);
    if (!due) {
        return due.error();
    }
    for (const QUuid &id : *due) {
        carryOut(id);
    }
    return {};
}

/** Those of ours that are not finished; the others are forgotten. */
Result<std::vector<QUuid>> OperationWorker::waiting()
{
    std::vector<QUuid> open;
    for (const QUuid &id : m_own) {
        auto operation = OperationStore(*m_session).read(id);
        if (!operation) {
            return operation.error();
        }
        if (!operation->finished()) {
            open.push_back(id);
        }
    }
    m_own = open;
    return open;
}

Result<void> OperationWorker::open()
{
    if (m_session && !m_session->broken()) {
        return {};
    }
    m_session.reset();
    const bool person = m_options.ofPerson;
    auto session
        = postgres::Session::open({ m_options.url, person ? postgres::Group::Admin : postgres::Group::Daemon,
            person ? u"billhook operations"_s : u"billhookd operations"_s, 5'000ms, { u"operations"_s } });
    if (!session) {
        return session.error();
    }
    m_session = *std::move(session);
    return {};
}

void OperationWorker::report(const Error &error)
{
    if (!std::exchange(m_failing, true)) {
        m_log.warning("operations_wait", { { "reason", error.message }, { "detail", error.detail } });
    }
}

void OperationWorker::stop()
{
    if (std::exchange(m_stopped, true)) {
        return;
    }
    m_stopping.cancel();
    m_worker
        .run([this] {
            m_timer.reset();
            m_session.reset();
        })
        .waitForFinished();
}

} // namespace billhook::operations
