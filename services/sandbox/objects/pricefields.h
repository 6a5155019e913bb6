#pragma once

#include "services/sandbox/objects/fields.h"

#include <vector>

namespace billhook::sandbox {

std::vector<Field> priceFields();
std::vector<Field> tierFields();

} // namespace billhook::sandbox
