/** Prints the months the desktop shows, from the code its page runs on: month,currency,opening,...,closing in
 * annual minor units. */
#include "services/billing/loaddashboard.h"
#include "services/postgres/session.h"

#include <QCoreApplication>

#include <iostream>

namespace {

using namespace billhook;
using namespace Qt::StringLiterals;

void print(const billing::RevenueFigures &figures)
{
    for (const auto &currency : figures.perCurrency) {
        for (const auto &period : currency.periods) {
            std::cout << period.bucket.from.toString(u"yyyy-MM"_s).toStdString() << ','
                      << currency.currency.toStdString() << ',' << period.opening << ',' << period.newBusiness
                      << ',' << period.reactivation << ',' << period.expansion << ',' << period.contraction
                      << ',' << period.churn << ',' << period.closing << '\n';
        }
    }
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    const auto arguments = QCoreApplication::arguments();
    const auto at = arguments.indexOf(u"--database"_s);
    if (at < 0 || at + 1 >= arguments.size()) {
        std::cerr << "usage: billhook_figures --database URL\n";
        return 2;
    }
    postgres::ConnectOptions options;
    options.url = arguments.at(at + 1);
    options.areas = { u"dashboard"_s };
    options.applicationName = u"billhook figures"_s;
    auto session = postgres::Session::open(options);
    if (!session) {
        std::cerr << session.error().message << ' ' << session.error().detail << '\n';
        return 3;
    }
    const auto figures = billing::LoadDashboard::readEveryMonth(**session);
    if (!figures) {
        std::cerr << figures.error().message << ' ' << figures.error().detail << '\n';
        return 1;
    }
    print(*figures);
    return 0;
}
