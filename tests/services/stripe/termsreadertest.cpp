#include "services/stripe/termsreader.h"

#include <QTest>

using namespace billhook;
using namespace billhook::stripe;
using domain::ObjectKind;

/** Normalized states become priced terms; what is missing is named. */
class TermsReaderTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void testReadTerms_Reads_TheItemsOwnPrice();
    void testReadTerms_LooksUp_APriceGivenById();
    void testReadTerms_Waits_ForTiers();
    void testReadTerms_Waits_AlongTheWayToACoupon();
    void testReadTerms_Takes_TheCustomersDiscountOnlyWithoutOwn();
    void testReadTerms_Takes_TheCouponOfTheDay();
    void testReadTerms_Waits_WhenNotAllItemsAreListed();
};

namespace {

using Keys = std::set<domain::ObjectKey>;

constexpr std::int64_t at = 1'000; ///< UTC seconds

const char *const monthly
    = R"({"currency":"usd","id":"p1","interval":"month","interval_count":3,"product":"prod","unit_amount":"12.5","usage_type":"licensed"})";

domain::State subscription(const std::string &price, const std::string &discounts = "[]")
{
    domain::State state;
    state.fields = { { "customer", "\"cus_1\"" }, { "status", "\"active\"" }, { "currency", "\"usd\"" },
        { "discounts", discounts },
        { "items", R"([{"discounts":[],"id":"si_1","price":)" + price + R"(,"quantity":4}])" } };
    return state;
}

KnownTerms knownDiscount()
{
    KnownTerms known;
    domain::State terms;
    terms.fields = { { "coupon", "\"HALF\"" }, { "start", "100" } };
    known.discounts["di_1"] = { { 100, terms, "evt_1" } };
    known.coupons["HALF"].fields = { { "duration", "\"forever\"" }, { "percent_off", "\"50\"" } };
    return known;
}

} // namespace

void TermsReaderTest::testReadTerms_Reads_TheItemsOwnPrice()
{
    const auto reading = readTerms(readSubscription("sub_1", subscription(monthly)), {}, at, std::nullopt);
    QVERIFY(reading.waits.empty());
    QCOMPARE(reading.terms.items.size(), std::size_t(1));
    const auto &item = reading.terms.items.front();
    QCOMPARE(item.quantity, std::int64_t(4));
    QCOMPARE(item.price.intervalCount, std::int64_t(3));
    QVERIFY(item.price.unitAmount == domain::parseDecimal("12.5"));
}

void TermsReaderTest::testReadTerms_LooksUp_APriceGivenById()
{
    const auto state = subscription(R"({"id":"p1"})");
    const auto unknown = readTerms(readSubscription("sub_1", state), {}, at, std::nullopt);
    QCOMPARE(unknown.waits, Keys({ { ObjectKind::Price, "p1" } }));
    QVERIFY(unknown.terms.items.front().price.recurring);
    KnownTerms known;
    domain::State price;
    price.fields
        = { { "currency", "\"usd\"" }, { "recurring_interval", "\"year\"" }, { "unit_amount", "\"900\"" } };
    known.prices["p1"] = readPriceTerms("p1", price);
    const auto found = readTerms(readSubscription("sub_1", state), known, at, std::nullopt);
    QVERIFY(found.waits.empty());
    QCOMPARE(found.terms.items.front().price.interval, domain::Interval::Year);
    QCOMPARE(readSubscription("sub_1", state).referredPrices(), std::vector<std::string>{ "p1" });
}

void TermsReaderTest::testReadTerms_Waits_ForTiers()
{
    const auto state
        = subscription(R"({"currency":"usd","id":"p1","interval":"month","tiers_mode":"volume"})");
    QCOMPARE(readTerms(readSubscription("sub_1", state), {}, at, std::nullopt).waits,
        Keys({ { ObjectKind::Price, "p1" } }));
    KnownTerms known;
    domain::State price;
    price.fields = {
        { "currency", "\"usd\"" }, { "recurring_interval", "\"month\"" }, { "tiers_mode", "\"volume\"" },
        { "tiers",
            R"([{"flat_amount":5,"unit_amount":100,"unit_amount_decimal":"100","up_to":10},{"unit_amount":90,"up_to":null}])" }
    };
    known.prices["p1"] = readPriceTerms("p1", price);
    const auto reading = readTerms(readSubscription("sub_1", state), known, at, std::nullopt);
    QVERIFY(reading.waits.empty());
    QCOMPARE(reading.terms.items.front().price.tiers.size(), std::size_t(2));
    QVERIFY(!reading.terms.items.front().price.tiers.back().upTo);
}

void TermsReaderTest::testReadTerms_Waits_AlongTheWayToACoupon()
{
    const auto state = subscription(monthly, R"(["di_1"])");
    auto known = knownDiscount();
    QVERIFY(
        readTerms(readSubscription("sub_1", state), known, at, std::nullopt).terms.discounts.front().known);
    known.coupons.clear();
    QCOMPARE(readTerms(readSubscription("sub_1", state), known, at, std::nullopt).waits,
        Keys({ { ObjectKind::Coupon, "HALF" } }));
    known.discounts.clear();
    QCOMPARE(readTerms(readSubscription("sub_1", state), known, at, std::nullopt).waits,
        Keys({ { ObjectKind::Discount, "di_1" } }));
    QCOMPARE(referredDiscounts(state), std::vector<std::string>{ "di_1" });
}

void TermsReaderTest::testReadTerms_Takes_TheCustomersDiscountOnlyWithoutOwn()
{
    auto known = knownDiscount();
    known.discounts["di_2"] = known.discounts["di_1"];
    const auto without = readTerms(readSubscription("sub_1", subscription(monthly)), known, at, "di_1");
    QCOMPARE(without.terms.discounts.size(), std::size_t(1));
    QCOMPARE(without.terms.discounts.front().id, std::string("di_1"));
    const auto with
        = readTerms(readSubscription("sub_1", subscription(monthly, R"(["di_2"])")), known, at, "di_1");
    QCOMPARE(with.terms.discounts.size(), std::size_t(1));
    QCOMPARE(with.terms.discounts.front().id, std::string("di_2"));
}

void TermsReaderTest::testReadTerms_Takes_TheCouponOfTheDay()
{
    auto known = knownDiscount();
    auto later = known.discounts["di_1"].front();
    later.from = 2'000;
    later.state.fields.insertOrAssign("coupon", "\"TENTH\"");
    known.discounts["di_1"].push_back(later);
    known.coupons["TENTH"].fields = { { "duration", "\"forever\"" }, { "percent_off", "\"10\"" } };
    const auto couponAt = [&](std::int64_t second) {
        return readTerms(readSubscription("sub_1", subscription(monthly)), known, second, "di_1")
            .terms.discounts.front()
            .couponId;
    };
    QCOMPARE(couponAt(50), std::string("HALF"));
    QCOMPARE(couponAt(1'999), std::string("HALF"));
    QCOMPARE(couponAt(2'000), std::string("TENTH"));
}

void TermsReaderTest::testReadTerms_Waits_WhenNotAllItemsAreListed()
{
    auto state = subscription(monthly);
    state.fields["items_more"] = "true";
    const auto reading = readTerms(readSubscription("sub_1", state), {}, at, std::nullopt);
    QCOMPARE(reading.waits, Keys({ { ObjectKind::Subscription, "sub_1" } }));
    QCOMPARE(reading.terms.items.size(), std::size_t(2));
}

QTEST_GUILESS_MAIN(TermsReaderTest)
#include "termsreadertest.moc"
