// operations DATABASE_URL STRIPE_API_BASE FIRST COUNT [desktop]: carries out what earlier runs left open,
// then begins and carries out the operations FIRST to COUNT - 1, each of which creates a product with a price
// of its own; as the daemon does, or as an admin's desktop. May be killed at any moment.
#include "services/observability/log.h"
#include "services/operations/executor.h"
#include "services/postgres/session.h"
#include "services/stripeclient/prices.h"
#include "services/stripeclient/products.h"

#include <QCoreApplication>

#include <cstdlib>
#include <iostream>

using namespace billhook;
using namespace billhook::operations;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

/** The same in every run of the kind: what a killed one held is ours at once. */
ExecutorClaim claimOf(bool desktop)
{
    return { desktop ? u"desktop:operations"_s : u"test:operations"_s };
}

Intention intention(int number)
{
    stripeclient::ProductFields product;
    product.name = "Plan " + std::to_string(number);
    PlannedStep makeProduct("create_product", stripeclient::createProduct(product, {}));
    PlannedStep makePrice("create_price",
        stripeclient::createPrice(
            { {}, domain::Money(100 + number, *domain::Currency::fromCode("usd")), "month" }, {}));
    makePrice.refer("product", "create_product");
    PlannedStep setDefault("set_default_price", stripeclient::updateProduct({}, {}, {}));
    setDefault.referObject("create_product").refer("default_price", "create_price");
    return { u"try_plan"_s, u"plan-%1"_s.arg(number), {}, u"program:test"_s, {},
        { makeProduct, makePrice, setDefault } };
}

[[noreturn]] void giveUp(const domain::Error &error)
{
    std::cerr << error.message << ' ' << error.detail << '\n';
    std::exit(1);
}

/** What is due, and what the claim of a killed run still holds. */
void carryOutOpen(postgres::Session &session, stripeclient::Client &client, observability::Log &log,
    const ExecutorClaim &claim)
{
    auto open = OperationStore(session).due(-claim.claim - 10min);
    if (!open) {
        giveUp(open.error());
    }
    for (const QUuid &id : *open) {
        if (auto executed = Executor(session, client, log, claim).execute(id); !executed) {
            giveUp(executed.error());
        }
    }
}

void begin(postgres::Session &session, int number, const ExecutorClaim &claim)
{
    postgres::Transaction transaction(session);
    if (auto begun = OperationStore(session).begin(intention(number), claim); !begun) {
        giveUp(begun.error());
    }
    if (auto committed = transaction.commit(); !committed) {
        giveUp(committed.error());
    }
}

} // namespace

int main(int argc, char *argv[])
{
    const QCoreApplication application(argc, argv);
    const QStringList words = QCoreApplication::arguments();
    observability::Log log(observability::LogLevel::Info);
    stripeclient::ClientOptions options;
    options.apiBase = QUrl(words.value(2));
    options.secretKey = "sk_test_operations";
    options.firstRetryDelay = 5ms;
    options.deadline = 2s;
    auto client = stripeclient::Client::create(options, log);
    const bool desktop = words.value(5) == u"desktop";
    const ExecutorClaim claim = claimOf(desktop);
    auto session = postgres::Session::open({ words.value(1),
        desktop ? postgres::Group::Admin : postgres::Group::Daemon, {}, 15s, { u"operations"_s } });
    if (!client || !session) {
        giveUp(client ? session.error() : client.error());
    }
    carryOutOpen(**session, **client, log, claim);
    for (int number = words.value(3).toInt(); number < words.value(4).toInt(); ++number) {
        begin(**session, number, claim);
        carryOutOpen(**session, **client, log, claim);
    }
    return 0;
}
