#pragma once

namespace billhook::charts {

// Makes charts charts for screen readers: a name, what the line does, and its points as children. Idempotent.
void installChartAccessibles();

} // namespace billhook::charts
