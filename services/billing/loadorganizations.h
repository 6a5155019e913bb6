#pragma once

#include "models/domain/result.h"
#include "services/billing/organizations.h"
#include "services/concurrency/cancellation.h"

#include <QFuture>
#include <QList>
#include <QStringList>

namespace billhook::postgres {
class Session;
} // namespace billhook::postgres

namespace billhook::billing {

class Database;

/** The organization list: first rows at once, an outline in the background, then pages by their keys. */
class LoadOrganizations final
{
public:
    using Rows = QList<OrganizationRow>;

    explicit LoadOrganizations(Database &database);

    QFuture<domain::Result<OrganizationOpening>> open(
        const OrganizationQuery &query, const concurrency::Cancellation &cancellation) const;
    QFuture<domain::Result<OrganizationOutline>> outline(const OrganizationQuery &query,
        const OrganizationBasis &basis, const concurrency::Cancellation &cancellation) const;
    QFuture<domain::Result<Rows>> page(
        const OrganizationQuery &query, const OrganizationBasis &basis, const OrganizationSlice &slice) const;
    /** These as they are now, in any order; those that are no more are left out. */
    QFuture<domain::Result<Rows>> rows(const QStringList &ids, const OrganizationBasis &basis) const;
    /** Annual, exact, as the database has them now. */
    QFuture<domain::Result<ConvertedSum>> sum(const QStringList &ids, const OrganizationBasis &basis,
        const concurrency::Cancellation &cancellation) const;
    void cancel(const concurrency::Cancellation &cancellation) const;

    // The same in the calling thread, over a session with the areas "organizations" and "dashboard".
    static domain::Result<OrganizationOpening> readOpening(
        postgres::Session &session, const OrganizationQuery &query);
    static domain::Result<OrganizationOutline> readOutline(
        postgres::Session &session, const OrganizationQuery &query, const OrganizationBasis &basis);
    static domain::Result<Rows> readPage(postgres::Session &session, const OrganizationQuery &query,
        const OrganizationBasis &basis, const OrganizationSlice &slice);
    static domain::Result<Rows> readRows(
        postgres::Session &session, const QStringList &ids, const OrganizationBasis &basis);
    static domain::Result<ConvertedSum> readSum(
        postgres::Session &session, const QStringList &ids, const OrganizationBasis &basis);

private:
    Database &m_database;
};

} // namespace billhook::billing
