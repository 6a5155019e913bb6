#include "services/billing/dashboardbasis.h"

#include "services/billing/daylist.h"
#include "services/postgres/session.h"

#include <algorithm>
#include <cstddef>
#include <string>

namespace billhook::billing {

namespace {

void addRates(Converter &converter, const postgres::Row &row, QDate from, QDate to)
{
    const QString currency = row.text("from_currency");
    const std::string days = row.bytes("days").toStdString();
    const std::string rates = row.bytes("rates").toStdString();
    auto list = dayList(from, days, rates);
    std::sort(list.begin(), list.end());
    for (std::size_t index = 0; index < list.size(); ++index) {
        const auto &[day, rate] = list.at(index);
        const QDate next = index + 1 < list.size() ? list.at(index + 1).first : to;
        converter.addRate(day, currency, rate, next.addDays(-1));
    }
}

} // namespace

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
    const auto read = session.forEach(QStringLiteral("dashboard/list_rates"),
        { { QStringLiteral(":from"), from }, { QStringLiteral(":to"), to },
            { QStringLiteral(":currencies"), currencies.join(QLatin1Char(',')) },
            { QStringLiteral(":reporting"), basis.currency },
            { QStringLiteral(":carry"), Converter::oldestRateDays } },
        [&](const postgres::Row &row) { addRates(converter, row, from, to); });
    if (!read) {
        return read.error();
    }
    return converter;
}

} // namespace billhook::billing
