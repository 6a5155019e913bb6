#include "views/shell/page.h"

namespace billhook::shell {

Page::~Page() = default;

void Page::setRange(const widgets::RangeChoice & /*choice*/) { }

} // namespace billhook::shell
