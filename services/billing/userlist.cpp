#include "services/billing/userlist.h"

#include "services/billing/database.h"
#include "services/postgres/listspec.h"
#include "services/postgres/session.h"

#include <QTimeZone>

#include <utility>

namespace billhook::billing {

using namespace Qt::StringLiterals;
using domain::Result;
using domain::UserFigures;
using domain::UserMembership;
using postgres::ListSpec;
using postgres::Row;
using postgres::Session;

namespace {

constexpr qint64 ownerBit = 4;
constexpr qint64 adminBit = 2;
constexpr qint64 memberBit = 1;

ListSpec specification()
{
    ListSpec spec;
    spec.name = u"users"_s;
    spec.table = u"billhook.users"_s;
    spec.id = u"s.id"_s;
    spec.columns = u"s.name, s.email, s.state, s.organizations, s.roles, s.created_at, first.organization, "
                   "first.subscription"_s;
    spec.details
        = u"LEFT JOIN LATERAL (SELECT o.name AS organization, o.status AS subscription "
          "FROM billhook.memberships m JOIN billhook.organization_summary o USING (organization_id) "
          "WHERE m.user_id = s.id ORDER BY m.role = 'owner' DESC, m.role = 'admin' DESC, m.created_at, "
          "m.organization_id LIMIT 1) first ON true"_s;
    spec.orders = {
        { u"signed_up"_s, { { u"s.created_at"_s, u"timestamptz"_s } } },
        { u"name"_s, { { u"s.name COLLATE \"und-x-icu\""_s } } },
        { u"email"_s, { { u"s.email COLLATE \"und-x-icu\""_s } } },
        { u"organizations"_s, { { u"s.organizations"_s, u"bigint"_s } } },
        { u"roles"_s, { { u"s.roles"_s, u"smallint"_s } } },
        { u"state"_s, { { u"s.state"_s } }, {}, u"state"_s },
    };
    spec.filters = {
        { u"state"_s, u"s.state = :value"_s },
        { u"role"_s,
            u"s.roles = ANY (CASE :value WHEN 'owner' THEN CAST('{4,5,6,7}' AS smallint[]) "
            "WHEN 'admin' THEN CAST('{2,3,6,7}' AS smallint[]) ELSE CAST('{1,3,5,7}' AS smallint[]) END)"_s },
        { u"signed_up"_s, u"s.created_at >= CAST(:value AS timestamptz)"_s, {}, {}, {}, /*days=*/true },
        { u"organization"_s,
            u"s.id IN (SELECT m.user_id FROM billhook.memberships m "
            "WHERE m.organization_id = CAST(:value AS uuid))"_s },
    };
    spec.search
        = { u"billhook.find_users"_s, u"s.folded LIKE :piece OR s.folded LIKE :other_piece"_s, {}, {} };
    return spec;
}

QStringList rolesOf(qint64 bits)
{
    QStringList roles;
    for (const auto &[bit, role] : { std::pair(ownerBit, u"owner"_s), std::pair(adminBit, u"admin"_s),
             std::pair(memberBit, u"member"_s) }) {
        if ((bits & bit) != 0) {
            roles.append(role);
        }
    }
    return roles;
}

domain::ListRow userRow(const Row &row, const ListBasis &basis)
{
    domain::UserRow made;
    made.id = row.text("id");
    made.name = row.text("name");
    made.email = row.text("email");
    made.state = row.text("state");
    made.organizations = row.integer("organizations");
    made.organization = row.text("organization");
    made.roles = rolesOf(row.integer("roles"));
    made.subscription = row.text("subscription");
    made.signedUp = row.instant("created_at").toTimeZone(QTimeZone(basis.zone.toLatin1()));
    made.today = basis.today;
    return domain::ListRow::of(std::move(made));
}

UserMembership membershipRow(const Row &row)
{
    UserMembership made;
    made.organizationId = row.text("organization_id");
    made.organization = row.text("name");
    made.role = row.text("role");
    made.invited = row.text("state") == u"invited";
    made.status = row.text("status");
    made.plan = row.text("plan");
    made.seats = row.isNull("quantity") ? std::nullopt : std::optional(row.integer("quantity"));
    made.members = row.integer("members");
    return made;
}

} // namespace

const ListDefinition &userList()
{
    static const ListSpec spec = specification();
    static const ListDefinition list{ spec, &userRow };
    return list;
}

UserReader userReaderOf(Database &database)
{
    return { readerOf(database, userList()),
        [&database] { return database.run<UserFigures>(Lane::Rows, &readUserFigures); },
        [&database](const QString &user) {
            return database.run<QList<UserMembership>>(
                Lane::Rows, [user](Session &session) { return readMemberships(session, user); });
        } };
}

Result<UserFigures> readUserFigures(Session &session)
{
    UserFigures figures;
    auto read = session.forEach(u"users/list_figures"_s, {}, [&](const Row &row) {
        const QString kind = row.text("kind");
        const qint64 count = row.integer("count");
        if (kind == u"signup") {
            figures.days.append({ row.date("day"), count });
        } else if (kind == u"before") {
            figures.weekBefore = count;
        } else {
            (kind == u"active"           ? figures.active
                    : kind == u"invited" ? figures.invited
                                         : figures.inactive)
                = count;
        }
    });
    if (!read) {
        return read.error();
    }
    return figures;
}

Result<QList<UserMembership>> readMemberships(Session &session, const QString &user)
{
    QList<UserMembership> memberships;
    auto read = session.forEach(u"users/list_memberships"_s, { { u":user"_s, user } },
        [&](const Row &row) { memberships.append(membershipRow(row)); });
    if (!read) {
        return read.error();
    }
    return memberships;
}

} // namespace billhook::billing
