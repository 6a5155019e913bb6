#pragma once

#include "models/domain/userrow.h"
#include "services/billing/userlist.h"
#include "views/lists/listhead.h"
#include "views/lists/listpage.h"
#include "views/shell/loaded.h"
#include "views/users/userpanel.h"

#include <QString>

namespace billhook::users {

/**
 * Every user of the SaaS: how many there are and came lately, the list, and the chosen one with what its
 * organizations pay for. open("organization=<id>") shows the users of one.
 */
class UsersPage final : public lists::ListPage
{
    Q_OBJECT

public:
    explicit UsersPage(const billing::UserReader &reader, QWidget *parent = nullptr);

    void refresh() override;
    void setRange(const domain::RangeChoice &choice) override;
    void applyChanges(const domain::Areas &areas) override;
    bool settled() const override;
    QString failure() const override;

private:
    void showFigures();
    void showCurrent();
    void showPanel();
    void closePanel();

    billing::UserReader m_reader;
    lists::ListHead *m_head;
    UserPanel *m_panel;
    shell::Loaded<domain::UserFigures> m_figures;
    LoadedMemberships m_memberships;
    std::optional<domain::UserRow> m_shown; ///< in the panel
};

} // namespace billhook::users
