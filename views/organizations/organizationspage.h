#pragma once

#include "views/lists/listpage.h"

namespace billhook::organizations {

/** Every organization of the SaaS, with what it pays. Enter on one goes to its users. */
class OrganizationsPage final : public lists::ListPage
{
    Q_OBJECT

public:
    explicit OrganizationsPage(const billing::ListReader &reader, QWidget *parent = nullptr);
};

} // namespace billhook::organizations
