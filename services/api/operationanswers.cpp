#include "services/api/operationanswers.h"

#include "services/api/problem.h"

#include <QJsonArray>

namespace billhook::api {

using domain::ErrorKind;
using operations::Operation;
using namespace Qt::StringLiterals;

namespace {

QJsonValue orNull(const QString &text)
{
    return text.isEmpty() ? QJsonValue(QJsonValue::Null) : QJsonValue(text);
}

QJsonValue instant(const QDateTime &at)
{
    return at.isValid() ? QJsonValue(at.toUTC().toString(Qt::ISODate)) : QJsonValue(QJsonValue::Null);
}

QString idOf(const Operation &operation)
{
    return operation.id.toString(QUuid::WithoutBraces);
}

} // namespace

QJsonObject operationJson(const Operation &operation)
{
    QJsonArray steps;
    for (const auto &step : operation.steps) {
        steps.append(QJsonObject{ { u"name"_s, QString::fromStdString(step.name) },
            { u"state"_s, operations::stateName(step.state) },
            { u"stripe_request_id"_s, orNull(step.stripeRequestId) },
            { u"object"_s, orNull(QString::fromStdString(step.object)) } });
    }
    QJsonObject json{ { u"id"_s, idOf(operation) }, { u"kind"_s, operation.kind },
        { u"state"_s, operations::stateName(operation.state) }, { u"steps"_s, steps },
        { u"created_at"_s, instant(operation.createdAt) },
        { u"finished_at"_s, instant(operation.finishedAt) } };
    if (!operation.result.isEmpty()) {
        json.insert(u"result"_s, operation.result);
    }
    if (!operation.errorCode.isEmpty()) {
        QJsonObject error{ { u"code"_s, operation.errorCode }, { u"message"_s, operation.errorMessage } };
        if (!operation.stripeCode.isEmpty()) {
            error.insert(u"stripe_code"_s, operation.stripeCode);
        }
        json.insert(u"error"_s, error);
    }
    return json;
}

Answer acceptedAnswer(const Operation &operation)
{
    return { 202, operationJson(operation),
        { { "Location", "/api/operations/" + idOf(operation).toStdString() } } };
}

Answer failureAnswer(const Operation &operation)
{
    const bool declined = operation.errorCode == "card_declined"_L1;
    const QString code = operation.stripeCode.isEmpty() ? operation.errorCode : operation.stripeCode;
    return refusal({ ErrorKind::InvalidInput, declined ? "card_declined" : "stripe_refused",
                       operation.errorMessage.toStdString(), {} },
        { { declined ? u"decline_code"_s : u"stripe_code"_s, code } });
}

} // namespace billhook::api
