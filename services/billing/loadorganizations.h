#pragma once

#include "models/domain/result.h"
#include "services/billing/organizations.h"

#include <QFuture>
#include <QList>

namespace billhook::postgres {
class Session;
} // namespace billhook::postgres

namespace billhook::billing {

class Database;

/** The organization list: an outline in the background, then pages by their keys. */
class LoadOrganizations final
{
public:
    explicit LoadOrganizations(Database &database);

    /** Cancels an outline that is still being made. */
    QFuture<domain::Result<OrganizationOutline>> outline(const OrganizationQuery &query) const;
    QFuture<domain::Result<QList<OrganizationRow>>> page(
        const OrganizationQuery &query, const OrganizationAnchor &anchor) const;

    // The same in the calling thread, over a session with the areas "organizations" and "dashboard".
    static domain::Result<OrganizationOutline> readOutline(
        postgres::Session &session, const OrganizationQuery &query);
    static domain::Result<QList<OrganizationRow>> readPage(
        postgres::Session &session, const OrganizationQuery &query, const OrganizationAnchor &anchor);

private:
    Database &m_database;
};

} // namespace billhook::billing
