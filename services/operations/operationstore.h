#pragma once

#include "models/domain/result.h"
#include "services/operations/operation.h"

#include <chrono>
#include <optional>
#include <vector>

namespace billhook::postgres {
class Session;
} // namespace billhook::postgres

namespace billhook::operations {

/** Who works on operations, and how long the others wait before they take over. */
struct ExecutorClaim
{
    QString executor; ///< unique to one run of a program: "daemon:<uuid>"
    std::chrono::milliseconds claim{ 30'000 }; ///< renewed before each call
    std::chrono::milliseconds grace{
        30'000
    }; ///< the deadline of a call: it may outlast its claim by as much
};

/** What went wrong with an operation. */
struct OperationFailure
{
    QString code;
    QString message; ///< for people
    QString stripeRequestId{};
    QString stripeCode{}; ///< what Stripe calls it: the decline code, else the code
};

/**
 * Operations in the database. The session has prepared the area "operations". A result of false means that
 * the operation is no longer this executor's: it must not go on with it.
 */
class OperationStore final
{
public:
    explicit OperationStore(postgres::Session &session);

    /** Keeps an intention in the caller's transaction; with a claim, for that executor alone. Conflict:
     * another operation on the same subject is open. */
    domain::Result<QUuid> begin(const Intention &intention, const std::optional<ExecutorClaim> &claim);

    domain::Result<Operation> read(const QUuid &id); ///< NotFound
    domain::Result<std::vector<QUuid>> due(std::chrono::milliseconds grace); ///< nobody's, the oldest few

    domain::Result<bool> claim(const QUuid &id, const ExecutorClaim &claim);
    domain::Result<bool> beginStep(const QUuid &step, const ExecutorClaim &claim);
    domain::Result<bool> endStep(
        const OperationStep &step, const std::string &response, const ExecutorClaim &claim);
    domain::Result<bool> release(const QUuid &id, const ExecutorClaim &claim, std::chrono::milliseconds pause,
        const OperationFailure &failure);
    domain::Result<bool> endDone(const QUuid &id, const ExecutorClaim &claim);
    domain::Result<bool> endFailed(
        const QUuid &id, const ExecutorClaim &claim, const QUuid &step, const OperationFailure &failure);

private:
    domain::Result<bool> held(
        const QString &statement, const std::vector<std::pair<QString, QVariant>> &bindings);

    postgres::Session &m_session;
};

} // namespace billhook::operations
