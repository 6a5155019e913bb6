#pragma once

#include "models/domain/result.h"
#include "models/domain/userrow.h"
#include "services/billing/listreader.h"

#include <QFuture>
#include <QList>
#include <QString>

#include <functional>

namespace billhook::billing {

/**
 * The users, as domain::UserRow. Sorted by name, email, organizations (how many), roles (owners first when
 * descending), state and signed_up; filtered by state, role, signed_up (a number of
 * days of the reporting zone, today the last) and organization (an id); found by name, e-mail or id.
 */
const ListDefinition &userList();

/** What the page of users shows beside its list; each call starts one background read. */
struct UserReader
{
    ListReader list;
    std::function<QFuture<domain::Result<domain::UserFigures>>()> figures;
    std::function<QFuture<domain::Result<QList<domain::UserMembership>>>(const QString &user)> memberships;
};

/** The database must outlive it. */
UserReader userReaderOf(Database &database);

// The same in the calling thread, over a session with the area "users".
domain::Result<domain::UserFigures> readUserFigures(postgres::Session &session);
domain::Result<QList<domain::UserMembership>> readMemberships(
    postgres::Session &session, const QString &user);

} // namespace billhook::billing
