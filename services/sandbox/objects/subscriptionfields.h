#pragma once

#include "services/sandbox/objects/fields.h"

#include <vector>

namespace billhook::sandbox {

std::vector<Field> subscriptionFields();
std::vector<Field> itemFields(); ///< of one of `items`
std::vector<Field> cancelFields();
std::vector<Field> pauseFields();
std::vector<Field> resumeFields();
std::vector<Field> discountFields();

} // namespace billhook::sandbox
