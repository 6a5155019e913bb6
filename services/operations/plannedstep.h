#pragma once

#include "services/stripeclient/request.h"

#include <string>
#include <utility>
#include <vector>

namespace billhook::operations {

/** One parameter of a step: a value, or the id of the object that an earlier step makes. */
struct StepField
{
    std::string name;
    std::string value{};
    std::string of{}; ///< name of that earlier step; then `value` is empty
};

/** A call of an operation before it is sent. */
struct PlannedStep
{
    PlannedStep(std::string stepName, const stripeclient::Request &request);

    /** The parameter is the object of an earlier step; it takes the place of what stood there. */
    PlannedStep &refer(const std::string &field, std::string step);
    PlannedStep &referObject(std::string step); ///< the same of {id} in the path

    std::string name; ///< unique in its operation: "create_product"
    stripeclient::Method method;
    std::string endpoint;
    std::string objectId;
    std::string objectOf{}; ///< instead of objectId
    std::vector<StepField> fields;
};

/** A step as a dry run shows it. */
struct PlannedCall
{
    std::string method;
    std::string path;
    stripeclient::Form::Fields parameters;

    bool operator==(const PlannedCall &) const = default;
};

/** What would be called, in order; objects that are not made yet are shown as {create_product}. */
std::vector<PlannedCall> dryRun(const std::vector<PlannedStep> &steps);

} // namespace billhook::operations
