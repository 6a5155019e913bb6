#include "services/billing/revenuemoves.h"

#include "services/billing/daylist.h"
#include "services/postgres/session.h"

#include <algorithm>
#include <array>

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

domain::Result<std::vector<RevenueMove>> readRevenueMoves(postgres::Session &session, QDate from, QDate to)
{
    std::vector<RevenueMove> moves;
    const auto read = session.forEach(QStringLiteral("dashboard/list_mrr_days"),
        { { QStringLiteral(":from"), from }, { QStringLiteral(":to"), to } }, [&](const postgres::Row &row) {
            const QString currency = row.text("currency");
            const auto kind = kindOf(row.text("kind"));
            moves.push_back({ currency, from.addDays(-1), kind, row.integer("before") });
            const QString days = row.text("days");
            const QString amounts = row.text("amounts");
            for (const auto &[day, amount] : dayList(from, days, amounts)) {
                moves.push_back({ currency, day, kind, amount.toLongLong() });
            }
        });
    if (!read) {
        return read.error();
    }
    return moves;
}

} // namespace billhook::billing
