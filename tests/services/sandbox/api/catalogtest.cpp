#include "tests/services/sandbox/api/sandboxfixture.h"

#include <QTest>

using namespace billhook;
using namespace Qt::StringLiterals;
using sandbox::errorOf;
using sandbox::idOf;
using sandbox::idsOf;

namespace {

const http::Headers beforeBasil{ { "Stripe-Version", "2024-06-20" } };

} // namespace

/** Products, prices, plans and coupons over real HTTP. */
class CatalogTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_sandbox = std::make_unique<sandbox::SandboxFixture>(); }
    void cleanup() { m_sandbox.reset(); }

    void testProduct_Lifecycle_TellsEveryChange()
    {
        const auto product = m_sandbox->post("/v1/products",
            "name=Team&description=For+teams&metadata[slug]=team&marketing_features[0][name]=Seats");
        QCOMPARE(product.value(u"object"_s).toString(), u"product"_s);
        QCOMPARE(product.value(u"active"_s).toBool(), true);
        QCOMPARE(product.value(u"metadata"_s).toObject(), (QJsonObject{ { u"slug"_s, u"team"_s } }));
        const auto path = "/v1/products/" + idOf(product);
        const auto changed = m_sandbox->post(path, "name=Team+2&description=&metadata[slug]=");
        QCOMPARE(changed.value(u"name"_s).toString(), u"Team 2"_s);
        QVERIFY(changed.value(u"description"_s).isNull());
        QVERIFY(changed.value(u"metadata"_s).toObject().isEmpty());
        QCOMPARE(m_sandbox->get(path), changed);
        m_sandbox->post(path, "name=Team+2"); // no change, no event
        QCOMPARE(m_sandbox->send("DELETE", path).response.status, 200);
        QCOMPARE(m_sandbox->send("GET", path).response.status, 404);
        QCOMPARE(m_sandbox->eventTypes(),
            (QStringList{ u"product.created"_s, u"product.updated"_s, u"product.deleted"_s }));
        const auto updated = m_sandbox->get("/v1/events?type=product.updated").value(u"data"_s)[0].toObject();
        const auto previous = updated.value(u"data"_s)[u"previous_attributes"_s].toObject();
        QCOMPARE(previous.value(u"name"_s).toString(), u"Team"_s);
        QCOMPARE(previous.value(u"description"_s).toString(), u"For teams"_s);
        QVERIFY(!previous.contains(u"active"_s));
        QVERIFY(updated.value(u"request"_s)[u"id"_s].toString().startsWith(u"req_"_s));
    }

    void testProduct_WithPrices_IsNotDeleted()
    {
        const auto product = m_sandbox->post("/v1/products",
            "name=Team&default_price_data[currency]=usd"
            "&default_price_data[unit_amount]=1400"
            "&default_price_data[recurring][interval]=month");
        const auto answer = m_sandbox->send("DELETE", "/v1/products/" + idOf(product));
        QCOMPARE(answer.response.status, 400);
        const auto price = product.value(u"default_price"_s).toString().toStdString();
        const auto archived = m_sandbox->send("POST", "/v1/prices/" + price, "active=false");
        QCOMPARE(archived.response.status, 400); // the default price stays active
        QVERIFY(errorOf(archived).value(u"message"_s).toString().contains(u"default price"_s));
    }

    void testPrice_Amounts_DoNotChange_data()
    {
        QTest::addColumn<QByteArray>("change");
        for (const auto *change :
            { "unit_amount=1700", "currency=eur", "recurring[interval]=year", "product=prod_x" }) {
            QTest::newRow(change) << QByteArray(change);
        }
    }
    void testPrice_Amounts_DoNotChange()
    {
        QFETCH(QByteArray, change);
        const auto price = makePrice("unit_amount=1400");
        const auto answer = m_sandbox->send("POST", "/v1/prices/" + idOf(price), change.toStdString());
        QCOMPARE(answer.response.status, 400);
        QCOMPARE(errorOf(answer).value(u"code"_s).toString(), u"parameter_unknown"_s);
        QCOMPARE(m_sandbox->get("/v1/prices/" + idOf(price)), price);
    }

    void testPrice_BadParameters_AreNamed_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QString>("param");
        QTest::newRow("no currency") << QByteArray("unit_amount=5&product=P") << u"currency"_s;
        QTest::newRow("no amount") << QByteArray("currency=usd&product=P") << u"unit_amount"_s;
        QTest::newRow("no product") << QByteArray("currency=usd&unit_amount=5") << u"product"_s;
        QTest::newRow("product unknown")
            << QByteArray("currency=usd&unit_amount=5&product=prod_none") << u"product"_s;
        QTest::newRow("currency") << QByteArray("currency=xyz&unit_amount=5&product=P") << u"currency"_s;
        QTest::newRow("decimals of JPY")
            << QByteArray("currency=jpy&unit_amount=14.5&product=P") << u"unit_amount"_s;
        QTest::newRow("last digit of KWD")
            << QByteArray("currency=kwd&unit_amount=5124&product=P") << u"unit_amount"_s;
        QTest::newRow("ISK") << QByteArray("currency=isk&unit_amount=550&product=P") << u"unit_amount"_s;
        QTest::newRow("negative") << QByteArray("currency=usd&unit_amount=-5&product=P") << u"unit_amount"_s;
        QTest::newRow("eighteen digits")
            << QByteArray("currency=usd&unit_amount=123456789012345678&product=P") << u"unit_amount"_s;
        QTest::newRow("nine digits") << QByteArray("currency=usd&unit_amount=100000000&product=P")
                                     << u"unit_amount"_s;
        QTest::newRow("scientific") << QByteArray("currency=usd&unit_amount=1.0038e%2B06&product=P")
                                    << u"unit_amount"_s;
        QTest::newRow("interval") << QByteArray(
            "currency=usd&unit_amount=5&recurring[interval]=fortnight&product=P")
                                  << u"recurring[interval]"_s;
        QTest::newRow("four years") << QByteArray("currency=usd&unit_amount=5&recurring[interval]=year"
                                                  "&recurring[interval_count]=4&product=P")
                                    << u"recurring[interval_count]"_s;
        QTest::newRow("metered") << QByteArray("currency=usd&unit_amount=5&recurring[interval]=month"
                                               "&recurring[usage_type]=metered&product=P")
                                 << u"recurring[meter]"_s;
        QTest::newRow("tiers end") << QByteArray("currency=usd&billing_scheme=tiered&tiers_mode=volume"
                                                 "&tiers[0][up_to]=5&tiers[0][unit_amount]=1&product=P")
                                   << u"tiers[0][up_to]"_s;
        QTest::newRow("unknown") << QByteArray("currency=usd&unit_amount=5&product=P&colour=red")
                                 << u"colour"_s;
    }
    void testPrice_BadParameters_AreNamed()
    {
        QFETCH(QByteArray, body);
        QFETCH(QString, param);
        const auto product = QByteArray::fromStdString(idOf(m_sandbox->post("/v1/products", "name=P")));
        const auto answer = m_sandbox->send(
            "POST", "/v1/prices", body.replace("product=P", QByteArray("product=" + product)).toStdString());
        QCOMPARE(answer.response.status, 400);
        QCOMPARE(errorOf(answer).value(u"type"_s).toString(), u"invalid_request_error"_s);
        QCOMPARE(errorOf(answer).value(u"param"_s).toString(), param);
        QCOMPARE(m_sandbox->eventTypes(), QStringList{ u"product.created"_s });
    }

    void testPrice_Decimals_AreKeptToTheDigit()
    {
        const auto price = makePrice("unit_amount_decimal=0.050000000001");
        QCOMPARE(price.value(u"unit_amount_decimal"_s).toString(), u"0.050000000001"_s);
        QVERIFY(price.value(u"unit_amount"_s).isNull());
        const auto whole = makePrice("unit_amount_decimal=1003800.0&nickname=whole", "eur");
        QCOMPARE(whole.value(u"unit_amount"_s).toInteger(), 1'003'800);
        QCOMPARE(whole.value(u"unit_amount_decimal"_s).toString(), u"1003800"_s);
    }

    void testPrice_LookupKey_MovesOnlyWhenTransferred()
    {
        const auto first = makePrice("unit_amount=1400&lookup_key=team");
        const auto product = first.value(u"product"_s).toString().toStdString();
        const auto body
            = "currency=usd&unit_amount=1700&recurring[interval]=month&lookup_key=team&product=" + product;
        QCOMPARE(errorOf(m_sandbox->send("POST", "/v1/prices", body)).value(u"param"_s).toString(),
            u"lookup_key"_s);
        const auto second = m_sandbox->post("/v1/prices", body + "&transfer_lookup_key=true");
        QCOMPARE(second.value(u"lookup_key"_s).toString(), u"team"_s);
        QVERIFY(m_sandbox->get("/v1/prices/" + idOf(first)).value(u"lookup_key"_s).isNull());
        QCOMPARE(idsOf(m_sandbox->get("/v1/prices?lookup_keys[]=team&lookup_keys[]=other")),
            QStringList{ QString::fromStdString(idOf(second)) });
    }

    void testPlan_IsTheOldViewOfItsPrice()
    {
        const auto plan = m_sandbox->post("/v1/plans",
            "id=gold&amount=900&currency=usd&interval=month&product[name]=Gold&trial_period_days=7");
        QCOMPARE(plan.value(u"object"_s).toString(), u"plan"_s);
        QCOMPARE(plan.value(u"amount"_s).toInteger(), 900);
        const auto price = m_sandbox->get("/v1/prices/gold");
        QCOMPARE(price.value(u"unit_amount"_s).toInteger(), 900);
        QCOMPARE(price.value(u"recurring"_s)[u"trial_period_days"_s].toInteger(), 7);
        QCOMPARE(m_sandbox->eventTypes(),
            (QStringList{ u"product.created"_s, u"plan.created"_s, u"price.created"_s }));
        QCOMPARE(m_sandbox->post("/v1/plans/gold", "nickname=G&trial_period_days=14")
                     .value(u"nickname"_s)
                     .toString(),
            u"G"_s);
        QCOMPARE(m_sandbox->send("DELETE", "/v1/plans/gold").response.status, 200);
        QCOMPARE(m_sandbox->send("GET", "/v1/prices/gold").response.status, 404);
    }

    void testShapes_FollowTheVersion()
    {
        const auto price = makePrice("unit_amount=1400");
        const auto path = "/v1/prices/" + idOf(price);
        QVERIFY(!price.value(u"recurring"_s).toObject().contains(u"aggregate_usage"_s));
        QVERIFY(m_sandbox->get(path, beforeBasil)
                    .value(u"recurring"_s)
                    .toObject()
                    .contains(u"aggregate_usage"_s));
        const auto answer = m_sandbox->send("GET", path, "", beforeBasil);
        QCOMPARE(sandbox::headerOf(answer, u"Stripe-Version"_s), std::string("2024-06-20"));
        QCOMPARE(
            m_sandbox->send("GET", path, "", { { "Stripe-Version", "2031-01-01.zinnia" } }).response.status,
            400);
    }

    void testExpand_GivesWhatIsAskedForAndNoMore()
    {
        const auto price
            = makePrice("billing_scheme=tiered&tiers_mode=graduated&tiers[0][up_to]=5&tiers[0][unit_amount]=7"
                        "&tiers[1][up_to]=inf&tiers[1][flat_amount]=3");
        QVERIFY(!price.contains(u"tiers"_s));
        const auto path = "/v1/prices/" + idOf(price);
        const auto wide = m_sandbox->get(
            path + "?expand[]=tiers&expand[]=product.default_price&expand[]=currency_options");
        QCOMPARE(wide.value(u"tiers"_s).toArray().size(), 2);
        QCOMPARE(wide.value(u"tiers"_s)[1].toObject().value(u"up_to"_s).isNull(), true);
        QCOMPARE(wide.value(u"product"_s)[u"object"_s].toString(), u"product"_s);
        QVERIFY(wide.value(u"currency_options"_s).toObject().contains(u"usd"_s));
        const auto list = m_sandbox->get("/v1/prices?expand[]=data.product");
        QCOMPARE(
            list.value(u"data"_s)[0].toObject().value(u"product"_s)[u"object"_s].toString(), u"product"_s);
        for (const auto *bad : { "?expand[]=nickname", "?expand[]=product.name", "?expand[]=data.product" }) {
            QCOMPARE(m_sandbox->send("GET", path + bad).response.status, 400);
        }
    }

    void testList_FiltersAndPagesBothWays()
    {
        QStringList ids;
        for (int i = 0; i < 7; ++i) {
            ids.prepend(QString::fromStdString(idOf(m_sandbox->post("/v1/products", "name=P"))));
        }
        m_sandbox->post("/v1/products/" + ids.at(3).toStdString(), "active=false");
        const auto first = m_sandbox->get("/v1/products?limit=3&active=true");
        QCOMPARE(idsOf(first), (QStringList{ ids.at(0), ids.at(1), ids.at(2) }));
        QCOMPARE(first.value(u"has_more"_s).toBool(), true);
        QCOMPARE(idsOf(m_sandbox->get(
                     "/v1/products?limit=3&active=true&starting_after=" + ids.at(2).toStdString())),
            (QStringList{ ids.at(4), ids.at(5), ids.at(6) }));
        const auto before = m_sandbox->get("/v1/products?limit=2&ending_before=" + ids.at(4).toStdString());
        QCOMPARE(idsOf(before), (QStringList{ ids.at(2), ids.at(3) }));
        QCOMPARE(before.value(u"has_more"_s).toBool(), true);
        QCOMPARE(idsOf(m_sandbox->get("/v1/products?created[gt]=4000000000")), QStringList());
        QCOMPARE(idsOf(m_sandbox->get("/v1/products?created[lte]=4000000000&limit=100")), ids);
        for (const auto *bad : { "?limit=0", "?limit=101", "?starting_after=prod_none", "?created[gt]=x",
                 "?starting_after=a&ending_before=b", "?colour=red", "?active=maybe" }) {
            QCOMPARE(m_sandbox->send("GET", std::string("/v1/products") + bad).response.status, 400);
        }
    }

    void testSearch_FindsByClauses()
    {
        const auto team = idOf(m_sandbox->post("/v1/products", "name=Team+plan&metadata[tier]=2"));
        const auto scale = idOf(m_sandbox->post("/v1/products", "name=Scale+plan&active=false"));
        const auto found = [this](const std::string &query) {
            return idsOf(m_sandbox->get("/v1/products/search?query=" + query));
        };
        QCOMPARE(found("active:'true'%20AND%20name~'plan'"), QStringList{ QString::fromStdString(team) });
        QCOMPARE(found("metadata['tier']:'2'"), QStringList{ QString::fromStdString(team) });
        QCOMPARE(found("-metadata['tier']:'2'"), QStringList{ QString::fromStdString(scale) });
        QCOMPARE(found("metadata['tier']:null"), QStringList{ QString::fromStdString(scale) });
        QCOMPARE(found("name:'team%20plan'%20OR%20active:'false'").size(), 2);
        const auto page = m_sandbox->get("/v1/products/search?limit=1&query=name~'plan'");
        QCOMPARE(page.value(u"object"_s).toString(), u"search_result"_s);
        QCOMPARE(idsOf(m_sandbox->get("/v1/products/search?limit=1&query=name~'plan'&page="
                     + page.value(u"next_page"_s).toString().toStdString())),
            QStringList{ QString::fromStdString(team) });
        for (const auto *bad :
            { "colour:'red'", "active~'true'", "active:'true'%20AND%20name:'x'%20OR%20name:'y'", "name" }) {
            QCOMPARE(
                m_sandbox->send("GET", std::string("/v1/products/search?query=") + bad).response.status, 400);
        }
    }

    void testCoupon_TakesExactlyOneReduction_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<int>("status");
        QTest::newRow("percent") << QByteArray("percent_off=12.5&duration=forever") << 200;
        QTest::newRow("amount") << QByteArray("amount_off=500&currency=usd&duration=once") << 200;
        QTest::newRow("repeating") << QByteArray("percent_off=100&duration=repeating&duration_in_months=3")
                                   << 200;
        QTest::newRow("none") << QByteArray("duration=once") << 400;
        QTest::newRow("both") << QByteArray("percent_off=5&amount_off=500&currency=usd") << 400;
        QTest::newRow("no currency") << QByteArray("amount_off=500") << 400;
        QTest::newRow("zero") << QByteArray("percent_off=0") << 400;
        QTest::newRow("zero point zero") << QByteArray("percent_off=0.0") << 400;
        QTest::newRow("over 100") << QByteArray("percent_off=100.1") << 400;
        QTest::newRow("no months") << QByteArray("percent_off=5&duration=repeating") << 400;
        QTest::newRow("months") << QByteArray("percent_off=5&duration=once&duration_in_months=3") << 400;
    }
    void testCoupon_TakesExactlyOneReduction()
    {
        QFETCH(QByteArray, body);
        QFETCH(int, status);
        QCOMPARE(m_sandbox->send("POST", "/v1/coupons", body.toStdString()).response.status, status);
    }

    void testCoupon_Percent_IsWrittenAsGiven()
    {
        const auto answer = m_sandbox->send("POST", "/v1/coupons", "id=X&percent_off=12.5&duration=forever");
        QVERIFY(answer.response.body.find("\"percent_off\":12.5,") != std::string::npos);
        QCOMPARE(m_sandbox->send("POST", "/v1/coupons/X", "percent_off=20").response.status, 400);
        QCOMPARE(m_sandbox->post("/v1/coupons/X", "name=Spring").value(u"name"_s).toString(), u"Spring"_s);
        QCOMPARE(m_sandbox->send("DELETE", "/v1/coupons/X").response.status, 200);
        QCOMPARE(m_sandbox->eventTypes(),
            (QStringList{ u"coupon.created"_s, u"coupon.updated"_s, u"coupon.deleted"_s }));
    }

private:
    QJsonObject makePrice(const std::string &pricing, const std::string &currency = "usd")
    {
        return m_sandbox->post("/v1/prices",
            pricing + "&currency=" + currency + "&recurring[interval]=month&product_data[name]=P");
    }

    std::unique_ptr<sandbox::SandboxFixture> m_sandbox;
};

QTEST_APPLESS_MAIN(CatalogTest)
#include "catalogtest.moc"
