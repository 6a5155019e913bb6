#pragma once

#include <QDate>
#include <QDateTime>
#include <QList>
#include <QString>
#include <QStringList>

#include <optional>

namespace billhook::domain {

/** One user of the SaaS as the list shows it. */
struct UserRow
{
    QString id{};
    QString name{}; ///< may be empty
    QString email{};
    QString state{}; ///< active, invited (everywhere), inactive
    qint64 organizations = 0; ///< memberships, invitations too
    QString organization{}; ///< the first of them: where the user may do most
    QStringList roles{}; ///< owner, admin, member: those the user has somewhere
    QString subscription{}; ///< the first organization's status; empty without one
    QDateTime signedUp{}; ///< in the reporting zone
    QDate today{}; ///< in it

    bool operator==(const UserRow &) const = default;
};

/** A user's place in an organization, and what that organization pays for. */
struct UserMembership
{
    QString organizationId{};
    QString organization{};
    QString role{};
    bool invited = false;
    QString status{}; ///< of the organization's subscription, as in OrganizationRow
    QString plan{};
    std::optional<qint64> seats{}; ///< none: not bought by the seat
    qint64 members = 0;

    bool operator==(const UserMembership &) const = default;
};

/** How many users there are, and how many came lately. */
struct UserFigures
{
    struct Day
    {
        QDate day{}; ///< in the reporting zone
        qint64 signups = 0;
    };

    qint64 active = 0;
    qint64 inactive = 0;
    qint64 invited = 0;
    QList<Day> days{}; ///< the last seven, today the last
    qint64 weekBefore = 0; ///< signups of the seven days before those

    qint64 total() const { return active + inactive + invited; }
};

} // namespace billhook::domain
