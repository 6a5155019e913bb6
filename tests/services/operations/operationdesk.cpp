#include "tests/services/operations/operationdesk.h"

#include "services/stripeclient/prices.h"
#include "services/stripeclient/products.h"

namespace billhook::tests {

using namespace billhook::operations;
using stripeclient::createPrice;
using stripeclient::createProduct;
using stripeclient::updateProduct;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

OperationDesk::OperationDesk(support::PostgresFixture &postgres, QList<ScriptedReply> script)
    : server(std::move(script))
    , m_postgres(postgres)
{
    stripeclient::ClientOptions options;
    options.apiBase = server.url();
    options.secretKey = "sk_test_scripted";
    options.firstRetryDelay = 5ms;
    options.deadline = 10s;
    client = *stripeclient::Client::create(options, m_log);
    session = *postgres::Session::open(
        { m_postgres.url(), postgres::Group::Daemon, {}, 15s, { u"operations"_s, u"plans"_s } });
}

ExecutorClaim OperationDesk::mine()
{
    return { u"test:mine"_s };
}

Intention OperationDesk::planIntention()
{
    stripeclient::ProductFields product;
    product.name = "Team";
    PlannedStep makeProduct("create_product", createProduct(product, {}));
    PlannedStep makePrice("create_price",
        createPrice({ {}, domain::Money(1700, *domain::Currency::fromCode("usd")), "month" }, {}));
    makePrice.refer("product", "create_product");
    PlannedStep setDefault("set_default_price", updateProduct({}, {}, {}));
    setDefault.referObject("create_product").refer("default_price", "create_price");
    return { u"try_plan"_s, u"plan-1"_s, { { u"before"_s, QJsonObject{ { u"name"_s, u"Old"_s } } } },
        u"program:test"_s, u"request-1"_s, { makeProduct, makePrice, setDefault } };
}

QUuid OperationDesk::beginPlan(const std::optional<ExecutorClaim> &claim)
{
    return begin(planIntention(), claim);
}

QUuid OperationDesk::begin(const Intention &intention, const std::optional<ExecutorClaim> &claim)
{
    return *OperationStore(*session).begin(intention, claim);
}

Operation OperationDesk::execute(const QUuid &id, const ExecutorClaim &claim)
{
    if (auto executed = Executor(*session, *client, m_log, claim).execute(id); !executed) {
        qFatal("%s %s", executed.error().message.c_str(), executed.error().detail.c_str());
    }
    return read(id);
}

Operation OperationDesk::read(const QUuid &id)
{
    return *OperationStore(*session).read(id);
}

void OperationDesk::makeDue(const QUuid &id)
{
    m_postgres.sql(u"UPDATE billhook.operation SET retry_at = now() WHERE id = '%1'"_s.arg(
        id.toString(QUuid::WithoutBraces)));
}

ScriptedReply OperationDesk::object(const QByteArray &id, const QByteArray &mark)
{
    return { 200, R"({"id":")" + id + R"(","metadata":{"billhook_step":")" + mark + R"("}})",
        { "Request-Id: req_" + id } };
}

ScriptedReply OperationDesk::refusal(int status, QList<QByteArray> headers)
{
    return { status, R"({"error":{"type":"invalid_request_error","message":"As scripted."}})",
        std::move(headers) };
}

QByteArray markOf(const OperationStep &step)
{
    return step.id.toString(QUuid::WithoutBraces).toLatin1();
}

} // namespace billhook::tests
