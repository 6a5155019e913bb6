#pragma once

#include "models/domain/result.h"
#include "services/billing/organizations.h"
#include "services/concurrency/cancellation.h"

#include <QFuture>
#include <QList>
#include <QStringList>

#include <functional>

namespace billhook::billing {
class LoadOrganizations;
} // namespace billhook::billing

namespace billhook::organizations {

/** Where the list comes from; each call starts one background read. */
struct OrganizationsSource
{
    template <typename T> using Answer = QFuture<domain::Result<T>>;
    using Rows = QList<billing::OrganizationRow>;

    std::function<Answer<billing::OrganizationOpening>(
        const billing::OrganizationQuery &, const concurrency::Cancellation &)>
        open;
    std::function<Answer<billing::OrganizationOutline>(const billing::OrganizationQuery &,
        const billing::OrganizationBasis &, const concurrency::Cancellation &)>
        outline;
    std::function<Answer<Rows>(const billing::OrganizationQuery &, const billing::OrganizationBasis &,
        const billing::OrganizationSlice &)>
        page;
    std::function<Answer<Rows>(const QStringList &, const billing::OrganizationBasis &)> rows;
    std::function<Answer<billing::ConvertedSum>(
        const QStringList &, const billing::OrganizationBasis &, const concurrency::Cancellation &)>
        sum;
    std::function<void(const concurrency::Cancellation &)> cancel;
};

/** `load` must outlive whoever reads from the source. */
OrganizationsSource sourceOf(const billing::LoadOrganizations &load);

} // namespace billhook::organizations
