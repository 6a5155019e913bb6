#include "views/organizations/organizationssource.h"

#include "services/billing/loadorganizations.h"

namespace billhook::organizations {

OrganizationsSource sourceOf(const billing::LoadOrganizations &load)
{
    using Query = billing::OrganizationQuery;
    using Basis = billing::OrganizationBasis;
    using Slice = billing::OrganizationSlice;
    using concurrency::Cancellation;
    return {
        [&load](
            const Query &query, const Cancellation &cancellation) { return load.open(query, cancellation); },
        [&load](const Query &query, const Basis &basis, const Cancellation &cancellation) {
            return load.outline(query, basis, cancellation);
        },
        [&load](const Query &query, const Basis &basis, const Slice &slice) {
            return load.page(query, basis, slice);
        },
        [&load](const QStringList &ids, const Basis &basis) { return load.rows(ids, basis); },
        [&load](const QStringList &ids, const Basis &basis, const Cancellation &cancellation) {
            return load.sum(ids, basis, cancellation);
        },
        [&load](const Cancellation &cancellation) { load.cancel(cancellation); },
    };
}

} // namespace billhook::organizations
