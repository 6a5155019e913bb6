#include "services/billing/dashboardbasis.h"

#include "services/postgres/session.h"

namespace billhook::billing {

domain::Result<Basis> readBasis(postgres::Session &session)
{
    Basis basis;
    auto read = session.forEach(QStringLiteral("dashboard/read_basis"), {}, [&](const postgres::Row &row) {
        basis.zone = row.text("zone");
        basis.currency = row.text("currency");
        basis.profile = row.text("profile");
        basis.now = row.instant("now");
        basis.today = row.date("today");
        basis.earliest = row.isNull("earliest") ? QDate() : row.date("earliest");
    });
    if (!read) {
        return read.error();
    }
    return basis;
}

domain::Result<Converter> readRates(
    postgres::Session &session, const Basis &basis, QStringList currencies, QDate from, QDate to)
{
    Converter converter(basis.currency);
    currencies.removeAll(basis.currency);
    if (currencies.isEmpty()) {
        return converter;
    }
    auto read = session.forEach(QStringLiteral("dashboard/list_rates"),
        { { QStringLiteral(":from"), from }, { QStringLiteral(":to"), to },
            { QStringLiteral(":currencies"), currencies.join(QLatin1Char(',')) },
            { QStringLiteral(":reporting"), basis.currency },
            { QStringLiteral(":carry"), Converter::oldestRateDays } },
        [&](const postgres::Row &row) {
            converter.addRate(row.date("day"), row.text("from_currency"), row.text("rate"), to.addDays(-1));
        });
    if (!read) {
        return read.error();
    }
    return converter;
}

} // namespace billhook::billing
