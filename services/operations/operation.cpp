#include "services/operations/operation.h"

#include <algorithm>
#include <array>

namespace billhook::operations {

namespace {

constexpr std::array<const char *, 5> stateNames{ "pending", "running", "done", "failed", "canceled" };

std::string objectOf(const std::string &name, const std::vector<OperationStep> &steps)
{
    const auto found = std::find_if(
        steps.begin(), steps.end(), [&name](const OperationStep &step) { return step.name == name; });
    return found == steps.end() ? std::string() : found->object;
}

} // namespace

QString stateName(OperationState state)
{
    return QString::fromLatin1(stateNames.at(static_cast<std::size_t>(state)));
}

OperationState stateOf(const QString &name)
{
    const auto found = std::find_if(stateNames.begin(), stateNames.end(),
        [&name](const char *known) { return name == QLatin1StringView(known); });
    return static_cast<OperationState>(found - stateNames.begin());
}

stripeclient::Request requestOf(const OperationStep &step, const std::vector<OperationStep> &steps)
{
    const std::string id = step.id.toString(QUuid::WithoutBraces).toStdString();
    stripeclient::Request request{ step.method, step.endpoint,
        step.objectOf.empty() ? step.objectId : objectOf(step.objectOf, steps) };
    for (const StepField &field : step.fields) {
        request.form.text(field.name, field.of.empty() ? field.value : objectOf(field.of, steps));
    }
    if (step.method == stripeclient::Method::Post) {
        request.form.metadata({ { "billhook_step", id } });
        request.idempotencyKey = id;
    }
    return request;
}

} // namespace billhook::operations
