#include "models/domain/recurring.h"
#include "services/api/jsonvalues.h"
#include "services/api/listpage.h"
#include "services/api/routegroups.h"
#include "services/postgres/session.h"

namespace billhook::api {

using domain::Result;
using namespace Qt::StringLiterals;

namespace {

constexpr qint64 mostDays = 366;
constexpr qint64 usualDays = 30;

struct ExpiringItem
{
    QString id;
    QString key; ///< of its place in the list
    QJsonObject json;
};

ExpiringItem expiringOf(const postgres::Row &row)
{
    QJsonObject json;
    for (const auto *text : { "subscription_id", "organization", "plan", "kind", "currency" }) {
        json[QLatin1StringView(text)] = textOf(row, text);
    }
    const auto organization = row.text("organization_id");
    json[u"organization_id"] = organization.isEmpty() ? QJsonValue() : QJsonValue(organization);
    json[u"at"] = instantOf(row, "at");
    json[u"mrr"] = qint64{ domain::monthlyOf(row.integer("annual")) };
    return { row.text("subscription_id"), row.text("key"), json };
}

Result<Answer> listExpiring(Call &call)
{
    const auto days = call.query.integer("days", 0, mostDays).value_or(usualDays);
    const ListPage page(call.query, 2);
    const auto rows = call.session.all<ExpiringItem>(u"api/list_expiring"_s,
        { { u":days"_s, days }, { u":at"_s, page.key(0) }, { u":id"_s, page.key(1) },
            { u":limit"_s, page.limit() } },
        expiringOf);
    if (!rows) {
        return rows.error();
    }
    return page.answer(
        *rows, [](const ExpiringItem &row) { return row.json; },
        [](const ExpiringItem &row) {
            return QStringList{ row.key, row.id };
        });
}

} // namespace

std::vector<ApiRoute> worklistRoutes()
{
    return { { Method::Get, "/api/admin/subscriptions/expiring", Access::Superuser, Content::None,
        listExpiring } };
}

} // namespace billhook::api
