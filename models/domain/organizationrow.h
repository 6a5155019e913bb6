#pragma once

#include <QDate>
#include <QString>

#include <optional>

namespace billhook::domain {

/** One organization as the list shows it. Recurring amounts are annual, in minor units. */
struct OrganizationRow
{
    QString id{};
    QString name{};
    QString status{}; ///< Stripe's open set and ours: none, trialing, active, past_due, ending, unpaid ...
    QString plan{};
    std::optional<qint64> quantity{};
    QString currency{}; ///< billed in, lower case; empty when none or several
    qint64 annual = 0;
    QString reportingCurrency{};
    std::optional<qint64> reportingAnnual{}; ///< none without a rate
    qint64 members = 0;
    QDate nextRenewal{}; ///< in the reporting zone; invalid when none
    QString customerId{};
    bool archived = false;
};

} // namespace billhook::domain
