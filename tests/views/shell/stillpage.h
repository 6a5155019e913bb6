#pragma once

#include "views/shell/page.h"

namespace billhook::tests {

/** A page that reads nothing. */
class StillPage : public shell::Page
{
public:
    using Page::Page;
    void refresh() override { }
    void applyChanges(const domain::Areas & /*areas*/) override { }
    bool settled() const override { return true; }
    QString failure() const override { return {}; }
};

} // namespace billhook::tests
