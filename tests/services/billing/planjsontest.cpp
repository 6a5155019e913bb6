#include "services/billing/planjson.h"

#include "services/billing/planchanges.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

#include <algorithm>

using namespace billhook::billing;
using namespace Qt::StringLiterals;
using billhook::domain::PlanTerms;

namespace {

QJsonObject json(const QByteArray &text)
{
    return QJsonDocument::fromJson(text).object();
}

PlanTerms terms(const QByteArray &text, const PlanTerms &before = {})
{
    return *termsFrom(json(text), before);
}

const QByteArray team = R"({"name":"Team","slug":"team","price_amount":1400,"currency":"usd"})";

} // namespace

class PlanJsonTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void testTerms_KeepWhatIsNotNamed();
    void testTerms_NameTheDefaultPriceAlone();
    void testTerms_RefuseWhatTheyDoNotKnow_data();
    void testTerms_RefuseWhatTheyDoNotKnow();
    void testPlan_ReadsBackAsItIsShown();
};

void PlanJsonTest::testTerms_KeepWhatIsNotNamed()
{
    const PlanTerms before = terms(
        R"({"name":"Team","slug":"team","price_amount":1400,"currency":"usd","max_users":5,"features":"sso, audit"})");
    QCOMPARE(before.features, (std::vector<std::string>{ "sso", "audit" }));
    const PlanTerms after = terms(R"({"name":"Crew","max_users":null})", before);
    QCOMPARE(after.name, std::string("Crew"));
    QCOMPARE(after.slug, std::string("team"));
    QVERIFY(!after.maxUsers);
    QVERIFY(after.prices == before.prices);
}

void PlanJsonTest::testTerms_NameTheDefaultPriceAlone()
{
    PlanTerms before = terms(team);
    auto yearly = before.prices[0];
    yearly.interval = "year";
    yearly.isDefault = false;
    before.prices.push_back(yearly);
    const PlanTerms after = terms(R"({"price_amount":1700})", before);
    QCOMPARE(after.prices.size(), 2U);
    QCOMPARE(after.prices[0].amount.minor(), 1700);
    QVERIFY(after.prices[0].isDefault);
    QCOMPARE(after.prices[0].interval, std::string("month"));
    QVERIFY(after.prices[1] == yearly);
}

void PlanJsonTest::testTerms_RefuseWhatTheyDoNotKnow_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("field");
    QTest::newRow("an unknown field") << QByteArray(R"({"colour":"red"})") << QByteArray("/colour");
    QTest::newRow("a number for a name") << QByteArray(R"({"name":5})") << QByteArray("/name");
    QTest::newRow("a fraction") << QByteArray(R"({"price_amount":17.5})") << QByteArray("/price_amount");
    QTest::newRow("an amount as text")
        << QByteArray(R"({"price_amount":"1700"})") << QByteArray("/price_amount");
    QTest::newRow("no currency") << QByteArray(R"({"price_amount":1700})") << QByteArray("/currency");
    QTest::newRow("no amount") << QByteArray(R"({"currency":"usd"})") << QByteArray("/price_amount");
    QTest::newRow("more than an int")
        << QByteArray(R"({"trial_period_days":4294967310})") << QByteArray("/trial_period_days");
    QTest::newRow("an unknown field of a price")
        << QByteArray(R"({"prices":[{"amount":1,"currency":"usd","x":1}]})") << QByteArray("/prices/0/x");
    QTest::newRow("yen with decimals")
        << QByteArray(R"({"price_amount":1999.5,"currency":"jpy"})") << QByteArray("/price_amount");
    QTest::newRow("dinars with a last digit")
        << QByteArray(R"({"price_amount":5124,"currency":"kwd"})") << QByteArray("/price_amount");
    QTest::newRow("18 digits") << QByteArray(R"({"price_amount":999999999999999999,"currency":"usd"})")
                               << QByteArray("/price_amount");
    QTest::newRow("fortnight") << QByteArray(R"({"price_amount":1,"currency":"usd","interval":"fortnight"})")
                               << QByteArray("/interval");
    QTest::newRow("fortnight of a listed price")
        << QByteArray(R"({"prices":[{"amount":1,"currency":"usd","is_default":true},)"
                      R"({"amount":1,"currency":"usd","interval":"fortnight"}]})")
        << QByteArray("/prices/1/interval");
    QTest::newRow("two default prices")
        << QByteArray(R"({"name":"A","slug":"a","prices":[{"amount":1,"currency":"usd","is_default":true},)"
                      R"({"amount":2,"currency":"usd","is_default":true}]})")
        << QByteArray("/prices");
    QTest::newRow("no name and no slug")
        << QByteArray(R"({"price_amount":1700,"currency":"usd"})") << QByteArray("/slug");
    QTest::newRow("prices in two ways")
        << QByteArray(R"({"prices":[],"currency":"usd"})") << QByteArray("/prices");
}

void PlanJsonTest::testTerms_RefuseWhatTheyDoNotKnow()
{
    QFETCH(const QByteArray, body);
    QFETCH(const QByteArray, field);
    const auto read = termsFrom(json(body), {});
    QVERIFY(!read);
    const auto &fields = read.error().fields;
    QVERIFY2(std::count_if(fields.begin(), fields.end(),
                 [&](const auto &fault) { return fault.pointer == field.toStdString(); })
            == 1,
        read.error().message.c_str());
}

void PlanJsonTest::testPlan_ReadsBackAsItIsShown()
{
    const billhook::domain::Plan plan{ "p", "prod_1", terms(team), 3 };
    QJsonObject shown = planJson(plan);
    QCOMPARE(shown[u"version"_s].toInteger(), 3);
    QCOMPARE(shown[u"price_amount"_s].toInteger(), 1400);
    for (const QString &name :
        { u"id"_s, u"version"_s, u"stripe_product_id"_s, u"prices"_s, u"created_at"_s, u"updated_at"_s }) {
        shown.remove(name);
    }
    QVERIFY(*termsFrom(shown, {}) == plan.terms);
}

QTEST_APPLESS_MAIN(PlanJsonTest)
#include "planjsontest.moc"
