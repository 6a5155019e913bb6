#include "services/billing/revenuemoves.h"

#include "services/billing/daylist.h"
#include "services/postgres/session.h"

#include <algorithm>
#include <array>
#include <string>

namespace billhook::billing {

namespace {

analytics::MovementKind kindOf(const QString &name)
{
    // In the order of the enumeration.
    constexpr std::array names{ u"new", u"reactivation", u"expansion", u"contraction", u"churn" };
    const auto *const found = std::find_if(
        names.begin(), names.end() - 1, [&](const char16_t *known) { return QStringView(known) == name; });
    return static_cast<analytics::MovementKind>(found - names.begin());
}

} // namespace

domain::Result<std::vector<RevenueMoves>> readRevenueMoves(postgres::Session &session, QDate from, QDate to)
{
    return session.all<RevenueMoves>(QStringLiteral("dashboard/list_mrr_days"),
        { { QStringLiteral(":from"), from }, { QStringLiteral(":to"), to } },
        [from](const postgres::Row &row) {
            RevenueMoves moves{ row.text("currency"), kindOf(row.text("kind")), {} };
            moves.days.push_back({ from.addDays(-1), row.integer("before") });
            const std::string days = row.bytes("days").toStdString();
            const std::string amounts = row.bytes("amounts").toStdString();
            for (const auto &[day, amount] : dayList(from, days, amounts)) {
                moves.days.push_back({ day, integerOf(amount) });
            }
            return moves;
        });
}

} // namespace billhook::billing
