#pragma once

#include "models/domain/result.h"
#include "services/concurrency/cancellation.h"
#include "services/operations/operationstore.h"
#include "services/stripeclient/client.h"

#include <chrono>

namespace billhook::observability {
class Log;
} // namespace billhook::observability

namespace billhook::operations {

/**
 * Carries operations out: sends the calls of one after the other and keeps what came of each before the next,
 * so that a crash at any moment loses and doubles nothing. A step that was sent before is looked for first.
 * Daemon and desktop use the same class. Waits for Stripe: worker threads only, one thread at a time.
 */
class Executor final
{
public:
    Executor(postgres::Session &session, stripeclient::Client &client, observability::Log &log,
        ExecutorClaim claim);

    /**
     * Works on an operation until it is finished or has to be tried again later, as when Stripe is away; read
     * it to see which. Does nothing with one that is somebody else's. An error is the database's.
     */
    domain::Result<void> execute(const QUuid &id, const concurrency::Cancellation &cancellation = {});

private:
    enum class Verdict
    {
        Done,
        Refused, ///< for good: the operation fails
        Unknown, ///< the effect is not known, or it may succeed later
        Lost ///< the operation is another executor's now
    };
    struct Outcome
    {
        Verdict verdict = Verdict::Done;
        OperationFailure failure{};
        std::chrono::seconds pause{ 0 }; ///< that Stripe asked for
    };

    domain::Result<Outcome> perform(OperationStep &step, const std::vector<OperationStep> &steps,
        const concurrency::Cancellation &cancellation);
    domain::Result<Outcome> send(OperationStep &step, const stripeclient::Request &request,
        const concurrency::Cancellation &cancellation);
    domain::Result<Outcome> judge(OperationStep &step, const stripeclient::Request &request,
        const stripeclient::Answer &answer, const concurrency::Cancellation &cancellation);
    domain::Result<Outcome> judgeStored(OperationStep &step, const stripeclient::Request &request,
        const stripeclient::Answer &answer, const concurrency::Cancellation &cancellation);
    domain::Result<Outcome> keep(OperationStep &step, const std::string &response);
    domain::Result<void> end(const Operation &operation, const OperationStep &step, const Outcome &outcome);
    domain::Result<void> finish(const Operation &operation);

    OperationStore m_store;
    stripeclient::Client &m_client;
    observability::Log &m_log;
    ExecutorClaim m_claim;
};

} // namespace billhook::operations
