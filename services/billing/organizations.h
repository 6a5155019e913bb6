#pragma once

#include "services/billing/dashboard.h"

#include <QDateTime>
#include <QList>
#include <QString>

#include <optional>

namespace billhook::billing {

enum class OrganizationSort
{
    Name,
    Status,
    Plan,
    Mrr, ///< in the reporting currency; without a rate last in ascending order's opposite: it counts as less
         ///< than nothing
    Currency,
    Members,
    Renewal ///< organizations without one come last in either order
};

/** What the list shows and in which order. Names are ordered by ICU. */
struct OrganizationQuery
{
    OrganizationSort sort = OrganizationSort::Mrr;
    bool descending = true;
    QString text; ///< part of the name in any case, or a Stripe customer id; empty: all
    bool archived = false; ///< archived ones too

    bool operator==(const OrganizationQuery &) const = default;
};

/** The key of a row in one order: pages start at keys, never at row numbers. */
struct OrganizationAnchor
{
    QString text;
    qint64 number = 0;
    QString id;

    bool operator==(const OrganizationAnchor &) const = default;
};

struct OrganizationRow
{
    QString id;
    QString name;
    QString status; ///< none, trialing, active, past_due, ending, unpaid, paused, canceled; an open set
    QString plan;
    std::optional<qint64> quantity;
    QString currency; ///< billed in; empty when none or several
    qint64 annual = 0; ///< minor units of `currency` a year
    std::optional<qint64> reportingAnnual; ///< of the reporting currency; none without a rate
    qint64 members = 0;
    QDateTime nextRenewal; ///< UTC, invalid when none
    QString customerId;
    bool archived = false;
};

/** How a query is paged: the first key of each page, and what all its rows come to. */
struct OrganizationOutline
{
    OrganizationQuery query;
    QList<OrganizationAnchor> anchors; ///< of the rows 0, pageRows, 2 x pageRows ...
    ConvertedSum sum; ///< annual; its count is the exact number of rows
    qint64 archivedHidden = 0;
    QString zone; ///< of the renewals
};

inline constexpr int organizationPageRows = 200;

} // namespace billhook::billing
