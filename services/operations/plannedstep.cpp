#include "services/operations/plannedstep.h"

#include <algorithm>

namespace billhook::operations {

namespace {

std::string shownReference(const std::string &step)
{
    return "{" + step + "}";
}

PlannedCall shown(const PlannedStep &step)
{
    stripeclient::Request request{ step.method, step.endpoint, step.objectId };
    PlannedCall call{ std::string(methodName(step.method)), request.path(), {} };
    if (!step.objectOf.empty()) {
        call.path = step.endpoint;
        call.path.replace(call.path.find("{id}"), 4, shownReference(step.objectOf));
    }
    for (const StepField &field : step.fields) {
        call.parameters.emplace_back(field.name, field.of.empty() ? field.value : shownReference(field.of));
    }
    return call;
}

} // namespace

PlannedStep::PlannedStep(std::string stepName, const stripeclient::Request &request)
    : name(std::move(stepName))
    , method(request.method)
    , endpoint(request.endpoint)
    , objectId(request.id)
{
    for (const auto &[field, value] : request.form.fields()) {
        fields.push_back({ field, value });
    }
}

PlannedStep &PlannedStep::refer(const std::string &field, std::string step)
{
    const auto found = std::find_if(
        fields.begin(), fields.end(), [&field](const StepField &known) { return known.name == field; });
    if (found == fields.end()) {
        fields.push_back({ field, {}, std::move(step) });
    } else {
        *found = { field, {}, std::move(step) };
    }
    return *this;
}

PlannedStep &PlannedStep::referObject(std::string step)
{
    objectOf = std::move(step);
    return *this;
}

std::vector<PlannedCall> dryRun(const std::vector<PlannedStep> &steps)
{
    std::vector<PlannedCall> calls;
    std::transform(steps.begin(), steps.end(), std::back_inserter(calls), shown);
    return calls;
}

} // namespace billhook::operations
