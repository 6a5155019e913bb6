#pragma once

#include "services/operations/plannedstep.h"
#include "services/stripeclient/request.h"

#include <QDateTime>
#include <QJsonObject>
#include <QString>
#include <QUuid>

#include <optional>
#include <string>
#include <vector>

namespace billhook::operations {

enum class OperationState
{
    Pending, ///< kept, nothing sent
    Running,
    Done,
    Failed, ///< refused for good; what earlier steps did stays
    Canceled
};

QString stateName(OperationState state); ///< "pending", ...
OperationState stateOf(const QString &name);

/** What somebody wants done at Stripe, before it is kept. */
struct Intention
{
    QString kind; ///< create_plan, ...
    QString subject; ///< what it changes: only one open operation at a time
    QJsonObject parameters; ///< as its kind needs them at the end; "before" goes into the audit log
    QString actor; ///< person:<login>, token:<id>, program:<name>
    QString requestId{};
    std::vector<PlannedStep> steps;
};

struct OperationStep
{
    QUuid id; ///< the Idempotency-Key of all its attempts, and billhook_step in the object's metadata
    std::string name;
    stripeclient::Method method = stripeclient::Method::Post;
    std::string endpoint;
    std::string objectId;
    std::string objectOf;
    std::vector<StepField> fields;
    OperationState state = OperationState::Pending;
    QDateTime sentAt; ///< first attempt, UTC; invalid: never
    QString stripeRequestId;
    std::string object; ///< id of what Stripe answered
};

struct Operation
{
    QUuid id;
    QString kind;
    QString subject;
    QString actor;
    OperationState state = OperationState::Pending;
    int attempts = 0; ///< of taking it up
    QString errorCode; ///< the last one, also of an operation that still goes on
    QString errorMessage;
    QString stripeCode; ///< Stripe's own word for the refusal that ended it
    QJsonObject result;
    QDateTime createdAt;
    QDateTime finishedAt; ///< invalid: open
    std::vector<OperationStep> steps;

    bool finished() const { return finishedAt.isValid(); }
};

/** The call of a step, its references filled in from the steps before it; its key and mark are its id. */
stripeclient::Request requestOf(const OperationStep &step, const std::vector<OperationStep> &steps);

} // namespace billhook::operations
