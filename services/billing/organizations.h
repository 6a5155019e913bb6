#pragma once

#include "services/billing/converter.h"
#include "services/billing/dashboard.h"

#include <QDate>
#include <QDateTime>
#include <QList>
#include <QString>
#include <QStringList>

#include <optional>

namespace billhook::billing {

enum class OrganizationSort
{
    Name, ///< by ICU
    Status, ///< what needs attention first
    Plan, ///< then by quantity
    Mrr, ///< in the reporting currency; currencies without a rate come last in either order
    Currency, ///< then by amount
    Members,
    Renewal ///< organizations without one come last in either order
};

/** What the list shows and in which order; equal keys are in the order of their ids. An empty filter is none.
 */
struct OrganizationQuery
{
    OrganizationSort sort = OrganizationSort::Mrr;
    bool descending = true;
    /// A piece of the name in any case, of one or two characters the beginning of a word; else an
    /// organization's id or the beginning of a Stripe customer's.
    QString text;
    QString status;
    QString plan;
    QString currency;
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

/** What the rows are converted with and can be filtered by, at one moment. */
struct OrganizationBasis
{
    QString zone; ///< of the renewals
    QDate today; ///< in it
    Converter converter{ QString() };
    QString factors; ///< JSON for the statements, one for each currency there is
    QStringList statuses;
    QStringList plans;
    QStringList currencies;
};

/** How a query is paged, and what all its rows come to. */
struct OrganizationOutline
{
    QList<OrganizationAnchor>
        anchors; ///< of the rows 0, organizationAnchorRows, 2 x organizationAnchorRows ...
    ConvertedSum sum; ///< annual; its count is the exact number of rows
    qint64 archivedHidden = 0;
};

/** What a query shows at once, before its rows have been counted. */
struct OrganizationOpening
{
    OrganizationBasis basis;
    QList<OrganizationRow> rows; ///< the first page; all of them when there is an outline
    std::optional<OrganizationOutline> outline; ///< without anchors, when a text found few
};

/** Rows in the order of a query: from an anchor on, or from the start. */
struct OrganizationSlice
{
    std::optional<OrganizationAnchor> from;
    std::optional<OrganizationAnchor> until{}; ///< the next anchor; only makes the reading shorter
    int skip = 0;
    int limit = 0;
};

inline constexpr int organizationPageRows = 50;
inline constexpr int organizationAnchorRows = 200; ///< a whole number of pages
inline constexpr int organizationsFound = 1'000; ///< more than these are paged like all the others

} // namespace billhook::billing
