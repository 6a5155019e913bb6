#include "services/operations/operationstore.h"

#include "services/observability/crashpoint.h"
#include "services/postgres/session.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace billhook::operations {

using domain::Error;
using domain::ErrorKind;
using domain::Result;
using namespace Qt::StringLiterals;

namespace {

QString textOf(const QUuid &id)
{
    return id.toString(QUuid::WithoutBraces);
}

QString compact(const QJsonDocument &document)
{
    return QString::fromUtf8(document.toJson(QJsonDocument::Compact));
}

QVariant milliseconds(std::chrono::milliseconds time)
{
    return QVariant::fromValue<qint64>(time.count());
}

QJsonArray fieldsJson(const std::vector<StepField> &fields)
{
    QJsonArray array;
    for (const StepField &field : fields) {
        QJsonObject object{ { u"name"_s, QString::fromStdString(field.name) } };
        if (field.of.empty()) {
            object.insert(u"value"_s, QString::fromStdString(field.value));
        } else {
            object.insert(u"of"_s, QString::fromStdString(field.of));
        }
        array.append(object);
    }
    return array;
}

std::vector<StepField> fieldsOf(const QByteArray &json)
{
    std::vector<StepField> fields;
    const QJsonArray array = QJsonDocument::fromJson(json).array();
    for (const auto &value : array) {
        const QJsonObject field = value.toObject();
        fields.push_back({ field["name"_L1].toString().toStdString(),
            field["value"_L1].toString().toStdString(), field["of"_L1].toString().toStdString() });
    }
    return fields;
}

QJsonValue orNull(const std::string &text)
{
    return text.empty() ? QJsonValue(QJsonValue::Null) : QJsonValue(QString::fromStdString(text));
}

QJsonArray stepsJson(const std::vector<PlannedStep> &steps)
{
    QJsonArray array;
    for (const PlannedStep &step : steps) {
        array.append(QJsonObject{ { u"id"_s, textOf(QUuid::createUuid()) },
            { u"name"_s, QString::fromStdString(step.name) },
            { u"method"_s, QString::fromStdString(std::string(methodName(step.method))) },
            { u"endpoint"_s, QString::fromStdString(step.endpoint) },
            { u"object_id"_s, orNull(step.objectId) }, { u"object_of"_s, orNull(step.objectOf) },
            { u"parameters"_s, fieldsJson(step.fields) } });
    }
    return array;
}

OperationStep stepOf(const postgres::Row &row)
{
    OperationStep step;
    step.id = QUuid(row.text("id"));
    step.name = row.text("name").toStdString();
    step.method
        = row.text("method") == u"DELETE"_s ? stripeclient::Method::Delete : stripeclient::Method::Post;
    step.endpoint = row.text("endpoint").toStdString();
    step.objectId = row.text("object_id").toStdString();
    step.objectOf = row.text("object_of").toStdString();
    step.fields = fieldsOf(row.text("parameters").toUtf8());
    step.state = stateOf(row.text("state"));
    step.sentAt = row.instant("sent_at");
    step.stripeRequestId = row.text("stripe_request_id");
    step.object = row.text("object").toStdString();
    return step;
}

Operation operationOf(const postgres::Row &row)
{
    Operation operation;
    operation.id = QUuid(row.text("id"));
    operation.kind = row.text("kind");
    operation.subject = row.text("subject");
    operation.actor = row.text("actor");
    operation.state = stateOf(row.text("state"));
    operation.attempts = static_cast<int>(row.integer("attempts"));
    operation.errorCode = row.text("error_code");
    operation.errorMessage = row.text("error_message");
    operation.stripeCode = row.text("stripe_code");
    operation.result = QJsonDocument::fromJson(row.text("result").toUtf8()).object();
    operation.createdAt = row.instant("created_at");
    operation.finishedAt = row.instant("finished_at");
    return operation;
}

} // namespace

OperationStore::OperationStore(postgres::Session &session)
    : m_session(session)
{ }

Result<QUuid> OperationStore::begin(const Intention &intention, const std::optional<ExecutorClaim> &claim)
{
    const QUuid id = QUuid::createUuid();
    auto begun = m_session.forEach(u"operations/begin_operation"_s,
        { { u":id"_s, textOf(id) }, { u":kind"_s, intention.kind }, { u":subject"_s, intention.subject },
            { u":parameters"_s, compact(QJsonDocument(intention.parameters)) },
            { u":actor"_s, intention.actor }, { u":request_id"_s, intention.requestId },
            { u":executor"_s, claim ? claim->executor : u""_s },
            { u":claim"_s, milliseconds(claim ? claim->claim : std::chrono::milliseconds(0)) },
            { u":steps"_s, compact(QJsonDocument(stepsJson(intention.steps))) } },
        [](const postgres::Row & /*row*/) {});
    if (!begun && begun.error().kind == ErrorKind::Conflict) {
        return Error{ ErrorKind::Conflict, "operation_under_way",
            "Another change of this is still being carried out at Stripe. Nothing was begun; try again when "
            "it is done.",
            begun.error().detail };
    }
    if (!begun) {
        return begun.error();
    }
    observability::crashPoint("operation_before_commit");
    return id;
}

Result<Operation> OperationStore::read(const QUuid &id)
{
    auto operation = m_session.first<Operation>(
        u"operations/read_operation"_s, { { u":id"_s, textOf(id) } }, operationOf);
    if (!operation) {
        return operation.error();
    }
    if (!*operation) {
        return Error{ ErrorKind::NotFound, "not_found", "There is no such operation.", {} };
    }
    auto steps = m_session.all<OperationStep>(
        u"operations/list_steps"_s, { { u":operation"_s, textOf(id) } }, stepOf);
    if (!steps) {
        return steps.error();
    }
    (*operation)->steps = *std::move(steps);
    return **operation;
}

Result<std::vector<QUuid>> OperationStore::due(std::chrono::milliseconds grace)
{
    return m_session.all<QUuid>(u"operations/find_due"_s, { { u":grace"_s, milliseconds(grace) } },
        [](const postgres::Row &row) { return QUuid(row.text("id")); });
}

Result<bool> OperationStore::held(
    const QString &statement, const std::vector<std::pair<QString, QVariant>> &bindings)
{
    auto held = m_session.first<bool>(
        statement, bindings, [](const postgres::Row &row) { return row.boolean("held"); });
    if (!held) {
        return held.error();
    }
    return held->value_or(false);
}

Result<bool> OperationStore::claim(const QUuid &id, const ExecutorClaim &claim)
{
    return held(u"operations/claim_operation"_s,
        { { u":id"_s, textOf(id) }, { u":executor"_s, claim.executor },
            { u":claim"_s, milliseconds(claim.claim) }, { u":grace"_s, milliseconds(claim.grace) } });
}

Result<bool> OperationStore::beginStep(const QUuid &step, const ExecutorClaim &claim)
{
    return held(u"operations/begin_step"_s,
        { { u":step"_s, textOf(step) }, { u":executor"_s, claim.executor },
            { u":claim"_s, milliseconds(claim.claim) } });
}

Result<bool> OperationStore::endStep(
    const OperationStep &step, const std::string &response, const ExecutorClaim &claim)
{
    return held(u"operations/end_step"_s,
        { { u":step"_s, textOf(step.id) }, { u":executor"_s, claim.executor },
            { u":request_id"_s, step.stripeRequestId }, { u":object"_s, QString::fromStdString(step.object) },
            { u":response"_s, QString::fromStdString(response) } });
}

Result<bool> OperationStore::release(const QUuid &id, const ExecutorClaim &claim,
    std::chrono::milliseconds pause, const OperationFailure &failure)
{
    return held(u"operations/release_operation"_s,
        { { u":id"_s, textOf(id) }, { u":executor"_s, claim.executor }, { u":pause"_s, milliseconds(pause) },
            { u":error_code"_s, failure.code }, { u":error_message"_s, failure.message } });
}

Result<bool> OperationStore::endDone(const QUuid &id, const ExecutorClaim &claim)
{
    return held(u"operations/end_operation"_s,
        { { u":id"_s, textOf(id) }, { u":executor"_s, claim.executor }, { u":failed_step"_s, u""_s },
            { u":request_id"_s, u""_s }, { u":error_code"_s, u""_s }, { u":error_message"_s, u""_s },
            { u":stripe_code"_s, u""_s } });
}

Result<bool> OperationStore::endFailed(
    const QUuid &id, const ExecutorClaim &claim, const QUuid &step, const OperationFailure &failure)
{
    return held(u"operations/end_operation"_s,
        { { u":id"_s, textOf(id) }, { u":executor"_s, claim.executor }, { u":failed_step"_s, textOf(step) },
            { u":request_id"_s, failure.stripeRequestId }, { u":error_code"_s, failure.code },
            { u":error_message"_s, failure.message }, { u":stripe_code"_s, failure.stripeCode } });
}

} // namespace billhook::operations
