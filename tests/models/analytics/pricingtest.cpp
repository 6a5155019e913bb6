#include "models/analytics/pricing.h"

#include <QTest>

#include <algorithm>
#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <random>
#include <string>

using namespace billhook::analytics;
using namespace billhook::domain;

namespace {

using Amount = std::optional<std::int64_t>;

PriceTerms price(const char *unitAmount, Interval interval = Interval::Month, std::int64_t count = 1)
{
    PriceTerms terms;
    terms.id = "price_1";
    terms.currency = "usd";
    terms.recurring = true;
    terms.interval = interval;
    terms.intervalCount = count;
    terms.unitAmount = parseDecimal(unitAmount);
    return terms;
}

SubscriptionTerms subscription(const PriceTerms &price, std::int64_t quantity = 1)
{
    SubscriptionTerms terms;
    terms.id = "sub_1";
    terms.status = "active";
    terms.currency = "usd";
    terms.items.push_back({ .id = "si_1", .price = price, .quantity = quantity, .discounts = {} });
    return terms;
}

SubscriptionTerms with(SubscriptionTerms terms, const std::function<void(SubscriptionTerms &)> &change)
{
    change(terms);
    return terms;
}

DiscountTerms percent(const char *off, DiscountDuration duration = DiscountDuration::Forever)
{
    DiscountTerms terms;
    terms.id = "di_1";
    terms.known = true;
    terms.percentOff = parseDecimal(off);
    terms.duration = duration;
    return terms;
}

DiscountTerms amountOff(std::int64_t off, DiscountDuration duration = DiscountDuration::Forever)
{
    DiscountTerms terms;
    terms.id = "di_2";
    terms.known = true;
    terms.amountOff = off;
    terms.amountCurrency = "usd";
    terms.duration = duration;
    return terms;
}

PriceTerms tiered(TiersMode mode, std::int64_t flat = 0)
{
    PriceTerms terms = price("0");
    terms.unitAmount.reset();
    terms.tiersMode = mode;
    const Decimal flatAmount{ .mantissa = flat, .scale = 0 };
    terms.tiers = { { .upTo = 100, .unitAmount = { .mantissa = 200, .scale = 0 }, .flatAmount = flatAmount },
        { .upTo = 200, .unitAmount = { .mantissa = 150, .scale = 0 }, .flatAmount = flatAmount },
        { .upTo = std::nullopt, .unitAmount = { .mantissa = 100, .scale = 0 }, .flatAmount = flatAmount } };
    return terms;
}

SubscriptionTerms discounted(SubscriptionTerms terms, const DiscountTerms &discount)
{
    terms.discounts.push_back(discount);
    return terms;
}

/** Adds a row: the annual amounts under both profiles, at second 1,000. */
void row(const char *name, const SubscriptionTerms &terms, Amount byDefault, Amount net)
{
    QTest::newRow(name) << terms << byDefault.has_value() << static_cast<qint64>(byDefault.value_or(0))
                        << net.has_value() << static_cast<qint64>(net.value_or(0));
}

void row(const char *name, const SubscriptionTerms &terms, Amount both)
{
    row(name, terms, both, both);
}

} // namespace

class PricingTest final : public QObject
{
    Q_OBJECT

private:
    static void addColumns()
    {
        QTest::addColumn<SubscriptionTerms>("terms");
        QTest::addColumn<bool>("knownByDefault");
        QTest::addColumn<qint64>("byDefault");
        QTest::addColumn<bool>("knownNet");
        QTest::addColumn<qint64>("net");
    }
    static void compareRow()
    {
        QFETCH(const SubscriptionTerms, terms);
        const Amount byDefault = annualAmount(terms, Profile::StripeDefault, 1'000);
        const Amount net = annualAmount(terms, Profile::Net, 1'000);
        QTEST(byDefault.has_value(), "knownByDefault");
        QTEST(static_cast<qint64>(byDefault.value_or(0)), "byDefault");
        QTEST(net.has_value(), "knownNet");
        QTEST(static_cast<qint64>(net.value_or(0)), "net");
    }

private Q_SLOTS:
    /** Worked examples of the vendors' public documentation; amounts a year. */
    void testAnnualAmount_WorkedExamples_data()
    {
        addColumns();
        row("100 a month", subscription(price("10000")), 120'000);
        row("600 a year", subscription(price("60000", Interval::Year)), 60'000);
        row("1,200 a year", subscription(price("120000", Interval::Year)), 120'000);
        row("90 every 3 months", subscription(price("9000", Interval::Month, 3)), 36'000);
        row("50 every 2 weeks", subscription(price("5000", Interval::Week, 2)), 130'000);
        row("2,400 every 2 years", subscription(price("240000", Interval::Year, 2)), 120'000);
        row("5 x 5 a month", subscription(price("500"), 5), 30'000);
        row("volume", subscription(tiered(TiersMode::Volume), 250), 300'000);
        row("graduated", subscription(tiered(TiersMode::Graduated), 250), 480'000);
        row("50 % forever", discounted(subscription(price("10000")), percent("50")), 60'000);
        row("20 % once",
            discounted(subscription(price("120000", Interval::Year)), percent("20", DiscountDuration::Once)),
            120'000, 96'000);
        const auto more = with(subscription(price("500"), 5), [](SubscriptionTerms &terms) {
            terms.items.push_back({ .id = "si_2", .price = price("3000"), .quantity = 2, .discounts = {} });
        });
        row("5 x 5 and 2 x 30 a month", more, 102'000);
        const auto metered = with(subscription(price("2000")), [](SubscriptionTerms &terms) {
            terms.items.push_back({ .id = "si_2", .price = price("100"), .quantity = 1, .discounts = {} });
            terms.items.back().price.metered = true;
        });
        row("licensed and metered", metered, 24'000);
    }
    void testAnnualAmount_WorkedExamples() { compareRow(); }

    void testAnnualAmount_Prices_data()
    {
        addColumns();
        row("a day", subscription(price("100", Interval::Day)), 36'500);
        row("every third week rounds once", subscription(price("100", Interval::Week, 3)), 1'733);
        row("half to even, down", subscription(price("0.5", Interval::Year)), 0);
        row("half to even, up", subscription(price("1.5", Interval::Year)), 2);
        row("decimals before rounding", subscription(price("0.041666666667"), 1'000'000), 500'000);
        row("all of Stripe's digits", subscription(price("99999999.999999999999", Interval::Day), 1'000),
            36'500'000'000'000);
        row("nothing ordered", subscription(price("100"), 0), 0);
        row("nothing ordered of a tier with a fee", subscription(tiered(TiersMode::Volume, 500), 0), 0);
        row("volume with one fee", subscription(tiered(TiersMode::Volume, 500), 250), 306'000);
        row("graduated with three fees", subscription(tiered(TiersMode::Graduated, 500), 250), 498'000);
        row("graduated on the edge", subscription(tiered(TiersMode::Graduated, 500), 100), 246'000);
        row("graduated past the edge", subscription(tiered(TiersMode::Graduated, 500), 101), 253'800);
        row("no amount",
            with(subscription(price("1")), [](auto &terms) { terms.items[0].price.unitAmount.reset(); }), {});
        row("tiers left out",
            with(subscription(tiered(TiersMode::Volume), 5),
                [](auto &terms) { terms.items[0].price.tiers.clear(); }),
            {});
        row("beyond the last tier",
            with(subscription(tiered(TiersMode::Graduated), 250),
                [](auto &terms) { terms.items[0].price.tiers.pop_back(); }),
            {});
        row("another currency", with(subscription(price("1")), [](auto &terms) { terms.currency = "eur"; }),
            {});
        row("one-off",
            with(subscription(price("1")), [](auto &terms) { terms.items[0].price.recurring = false; }), 0);
        row("interval of 0", subscription(price("1", Interval::Month, 0)), {});
        row("beyond 64 bits", subscription(price("99999999"), std::numeric_limits<qint64>::max()), {});
        const auto packs = [](TransformRound round) {
            return with(subscription(price("1000"), 25), [round](auto &terms) {
                terms.items[0].price.divideBy = 10;
                terms.items[0].price.round = round;
            });
        };
        row("packs up", packs(TransformRound::Up), 36'000);
        row("packs down", packs(TransformRound::Down), 24'000);
    }
    void testAnnualAmount_Prices() { compareRow(); }

    void testAnnualAmount_Discounts_data()
    {
        addColumns();
        const auto base = subscription(price("10000"));
        const auto repeating = DiscountDuration::Repeating;
        row("exact percent", discounted(base, percent("33.333")), 80'000); // 80,000.4
        row("100 %", discounted(base, percent("100")), 0);
        row("amount off each month", discounted(base, amountOff(2'500)), 90'000);
        row("amount off a year", discounted(subscription(price("120000", Interval::Year)), amountOff(2'500)),
            117'500);
        row("more than there is", discounted(base, amountOff(20'000)), 0);
        row("percent, then amount", discounted(discounted(base, percent("50")), amountOff(1'000)), 48'000);
        row("amount, then percent", discounted(discounted(base, amountOff(1'000)), percent("50")), 54'000);
        row("repeating", discounted(base, percent("10", repeating)), 120'000, 108'000);
        const auto dated = [&](std::int64_t start, std::int64_t end, bool known) {
            DiscountTerms discount = percent("10", repeating);
            discount.known = known;
            discount.start = start;
            discount.end = end;
            return discounted(base, discount);
        };
        row("ends later", dated(1, 1'001, true), 120'000, 108'000);
        row("has just ended", dated(1, 1'000, true), 120'000);
        row("begins later", dated(1'001, 2'000, true), 120'000);
        row("unknown, but not forever", dated(1, 1'001, false), 120'000, {});
        row("unknown, but over", dated(1, 1'000, false), 120'000);
        row("unknown", discounted(base, DiscountTerms{}), {});
        row("unknown on nothing", discounted(subscription(price("10000"), 0), DiscountTerms{}), 0);
        row("in another currency",
            with(discounted(base, amountOff(1)),
                [](auto &terms) { terms.discounts[0].amountCurrency = "eur"; }),
            {});
        row("on the item, then on the subscription",
            with(discounted(base, amountOff(1'000)),
                [](auto &terms) { terms.items[0].discounts.push_back(percent("50")); }),
            48'000);
        row("a fraction of a unit a year",
            discounted(subscription(price("1000", Interval::Week, 3)), amountOff(100)), 15'600);
    }
    void testAnnualAmount_Discounts() { compareRow(); }

    void testItemAmounts_ShareAmountOff_ByLargestRemainder()
    {
        // 100 a year over 1, 1 and 1: 33 each, the odd one to the least id, wherever it stands.
        auto terms = subscription(price("1000", Interval::Year));
        terms.items[0].id = "si_c";
        terms.items.push_back(
            { .id = "si_a", .price = price("1000", Interval::Year), .quantity = 1, .discounts = {} });
        terms.items.push_back(
            { .id = "si_b", .price = price("1000", Interval::Year), .quantity = 1, .discounts = {} });
        terms.discounts.push_back(amountOff(100));
        const auto amounts = itemAnnualAmounts(terms, Profile::StripeDefault, 0);
        QCOMPARE(amounts.size(), std::size_t{ 3 });
        QVERIFY(amounts[0] == Amount(967) && amounts[1] == Amount(966) && amounts[2] == Amount(967));
        QVERIFY(annualAmount(terms, Profile::StripeDefault, 0) == Amount(2'900));
    }

    void testItemAmounts_OneUnknown_LeavesOthers()
    {
        auto terms = subscription(price("1000"));
        terms.items.push_back({ .id = "si_2", .price = price("1"), .quantity = 1, .discounts = {} });
        terms.items[1].price.unitAmount.reset();
        terms.discounts.push_back(percent("50"));
        auto amounts = itemAnnualAmounts(terms, Profile::StripeDefault, 0);
        QVERIFY(amounts[0] == Amount(6'000) && !amounts[1]);
        QVERIFY(!annualAmount(terms, Profile::StripeDefault, 0));
        terms.discounts[0] = amountOff(100); // can't be shared without knowing all
        amounts = itemAnnualAmounts(terms, Profile::StripeDefault, 0);
        QVERIFY(!amounts[0] && !amounts[1]);
    }

    void testContribution_Follows_Status_data()
    {
        QTest::addColumn<QByteArray>("status");
        QTest::addColumn<qint64>("annual");
        QTest::addColumn<qint64>("trial");
        QTest::addColumn<qint64>("committed");
        QTest::addColumn<bool>("known");
        const auto add = [](const char *status, qint64 annual, qint64 trial, qint64 committed, bool known) {
            QTest::newRow(status) << QByteArray(status) << annual << trial << committed << known;
        };
        add("active", 12'000, 0, 12'000, true);
        add("past_due", 12'000, 0, 12'000, true);
        add("trialing", 0, 12'000, 0, true);
        for (const char *status : { "incomplete", "incomplete_expired", "canceled", "unpaid", "paused" }) {
            add(status, 0, 0, 0, true);
        }
        add("hibernating", 700, 60, 5, false);
        add("", 700, 60, 5, false);
    }
    void testContribution_Follows_Status()
    {
        QFETCH(const QByteArray, status);
        const auto terms
            = with(subscription(price("1000")), [&](auto &it) { it.status = status.toStdString(); });
        const Contribution previous{
            .known = true, .annual = 700, .trialAnnual = 60, .committedAnnual = 5, .amount = 700
        };
        const auto result = contribution(terms, Profile::StripeDefault, 0, &previous);
        QTEST(static_cast<qint64>(result.annual), "annual");
        QTEST(static_cast<qint64>(result.trialAnnual), "trial");
        QTEST(static_cast<qint64>(result.committedAnnual), "committed");
        QTEST(result.known, "known");
        QVERIFY(result.amount == Amount(12'000));
    }

    void testContribution_SetToEnd_LeavesCommitted()
    {
        const auto ending
            = with(subscription(price("1000")), [](auto &terms) { terms.cancelAtPeriodEnd = true; });
        QCOMPARE(contribution(ending, Profile::StripeDefault, 0, nullptr).annual, 12'000);
        QCOMPARE(contribution(ending, Profile::StripeDefault, 0, nullptr).committedAnnual, 0);
        const auto dated = with(subscription(price("1000")), [](auto &terms) { terms.cancelAt = 5'000; });
        QCOMPARE(contribution(dated, Profile::StripeDefault, 0, nullptr).committedAnnual, 0);
    }

    void testContribution_UnknownAmount_KeepsLastKnown()
    {
        const auto unknown = [](const char *status) {
            return with(subscription(price("1000")), [status](auto &terms) {
                terms.status = status;
                terms.items[0].price.unitAmount.reset();
            });
        };
        const auto none = contribution(unknown("active"), Profile::StripeDefault, 0, nullptr);
        QVERIFY(!none.known && none.annual == 0 && !none.amount);

        // A trial whose first paid state leaves the tiers out still counts what the trial promised.
        const auto trial
            = contribution(with(subscription(price("1000")), [](auto &terms) { terms.status = "trialing"; }),
                Profile::StripeDefault, 0, nullptr);
        const auto paid = contribution(unknown("active"), Profile::StripeDefault, 0, &trial);
        QVERIFY(!paid.known && paid.annual == 12'000 && paid.trialAnnual == 0);
        const auto gone = contribution(unknown("canceled"), Profile::StripeDefault, 0, &paid);
        QVERIFY(gone.known && gone.annual == 0 && gone.amount == Amount(12'000));
    }

    void testContribution_UnknownStatus_WithoutPrevious_AddsNothing()
    {
        const auto terms = with(subscription(price("1000")), [](auto &it) { it.status = "hibernating"; });
        const auto result = contribution(terms, Profile::StripeDefault, 0, nullptr);
        QVERIFY(!result.known && result.annual == 0 && result.amount == Amount(12'000));
    }

    void testAnnualAmount_IsIndependentOfItemOrder_Seeded()
    {
        constexpr unsigned seed = 31'337;
        qInfo("seed %u", seed);
        std::mt19937_64 random(seed);
        std::uniform_int_distribution<int> amount(0, 100'000);
        std::uniform_int_distribution<int> small(1, 5);
        for (int round = 0; round < 300; ++round) {
            SubscriptionTerms terms = subscription(price("1"));
            terms.items.clear();
            for (int i = 0; i < small(random); ++i) {
                const auto unit = std::to_string(amount(random)) + "." + std::to_string(amount(random));
                terms.items.push_back({ .id = "si_" + std::to_string(i),
                    .price = price(unit.c_str(), Interval::Week, 3),
                    .quantity = small(random),
                    .discounts = {} });
            }
            terms.discounts = { percent("12.5"), amountOff(amount(random)) };
            const auto before = annualAmount(terms, Profile::StripeDefault, 0);
            std::shuffle(terms.items.begin(), terms.items.end(), random);
            QVERIFY(before.has_value() && *before >= 0);
            QVERIFY(annualAmount(terms, Profile::StripeDefault, 0) == before);
        }
    }
};

QTEST_APPLESS_MAIN(PricingTest)
#include "pricingtest.moc"
