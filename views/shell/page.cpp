#include "views/shell/page.h"

namespace billhook::shell {

Page::~Page() = default;

void Page::applyChanges(const QSet<QString> & /*areas*/) { }

QVariantMap Page::memory() const
{
    return {};
}

void Page::restore(const QVariantMap & /*memory*/) { }

void Page::setRange(const widgets::RangeChoice & /*choice*/) { }

} // namespace billhook::shell
