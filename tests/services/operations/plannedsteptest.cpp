#include "services/operations/operation.h"
#include "services/stripeclient/prices.h"
#include "services/stripeclient/products.h"

#include <QTest>

using billhook::domain::Currency;
using billhook::domain::Money;
using namespace billhook::operations;
using namespace billhook::stripeclient;

namespace {

std::vector<PlannedStep> planSteps()
{
    ProductFields product;
    product.name = "Team";
    PlannedStep makeProduct("create_product", createProduct(product, {}));
    PlannedStep makePrice(
        "create_price", createPrice({ {}, Money(1700, *Currency::fromCode("usd")), "month" }, {}));
    makePrice.refer("product", "create_product");
    PlannedStep setDefault("set_default_price", updateProduct({}, {}, {}));
    setDefault.referObject("create_product").refer("default_price", "create_price");
    return { makeProduct, makePrice, setDefault };
}

OperationStep storedStep(const PlannedStep &planned, const std::string &object)
{
    OperationStep step;
    step.id = QUuid::createUuid();
    step.name = planned.name;
    step.method = planned.method;
    step.endpoint = planned.endpoint;
    step.objectId = planned.objectId;
    step.objectOf = planned.objectOf;
    step.fields = planned.fields;
    step.object = object;
    return step;
}

} // namespace

class PlannedStepTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void testDryRun_ShowsCalls_AndWhatIsNotMadeYet();
    void testRequest_FillsInTheObjectsOfEarlierSteps();
    void testRequest_GivesADeletionNeitherKeyNorMark();
};

void PlannedStepTest::testDryRun_ShowsCalls_AndWhatIsNotMadeYet()
{
    const auto calls = dryRun(planSteps());
    QCOMPARE(calls.size(), 3U);
    QCOMPARE(calls[0], (PlannedCall{ "POST", "/v1/products", { { "name", "Team" } } }));
    QCOMPARE(calls[1],
        (PlannedCall{ "POST", "/v1/prices",
            { { "product", "{create_product}" }, { "currency", "usd" }, { "unit_amount", "1700" },
                { "recurring[interval]", "month" }, { "recurring[interval_count]", "1" } } }));
    QCOMPARE(calls[2],
        (PlannedCall{ "POST", "/v1/products/{create_product}", { { "default_price", "{create_price}" } } }));
}

void PlannedStepTest::testRequest_FillsInTheObjectsOfEarlierSteps()
{
    const auto planned = planSteps();
    const std::vector<OperationStep> steps{ storedStep(planned[0], "prod_1"),
        storedStep(planned[1], "price_1"), storedStep(planned[2], {}) };
    const Request request = requestOf(steps[2], steps);
    const std::string key = steps[2].id.toString(QUuid::WithoutBraces).toStdString();
    QCOMPARE(request.path(), std::string("/v1/products/prod_1"));
    QCOMPARE(request.idempotencyKey, key);
    QCOMPARE(request.form.encoded(), "default_price=price_1&metadata[billhook_step]=" + key);
}

void PlannedStepTest::testRequest_GivesADeletionNeitherKeyNorMark()
{
    OperationStep step;
    step.method = Method::Delete;
    step.endpoint = "/v1/coupons/{id}";
    step.objectId = "WINTER";
    const Request request = requestOf(step, {});
    QCOMPARE(request.target(), std::string("/v1/coupons/WINTER"));
    QVERIFY(request.idempotencyKey.empty());
}

QTEST_APPLESS_MAIN(PlannedStepTest)
#include "plannedsteptest.moc"
