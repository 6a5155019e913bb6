#include "views/shell/page.h"

namespace billhook::shell {

Page::~Page() = default;

void Page::open(const QString & /*what*/) { }

QString Page::unsaved() const
{
    return {};
}

QVariantMap Page::memory() const
{
    return {};
}

void Page::restore(const QVariantMap & /*memory*/) { }

void Page::setRange(const domain::RangeChoice & /*choice*/) { }

} // namespace billhook::shell
