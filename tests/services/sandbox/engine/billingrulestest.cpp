#include "services/sandbox/engine/dunning.h"
#include "services/sandbox/engine/periods.h"

#include <QTest>

using namespace billhook;
using sandbox::isoDate;

namespace {

sandbox::Seconds at(const char *instant)
{
    return sandbox::parseInstant(instant).value();
}

sandbox::Subscription subscriptionTo(const sandbox::Price &price)
{
    sandbox::Subscription subscription;
    subscription.items.push_back({ "si_1", &price, 1, 0, {} });
    return subscription;
}

} // namespace

/** Stripe's rules, without the company that lives by them. */
class BillingRulesTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void testPeriods_AnchoredOnThe31st_FindBackToIt()
    {
        sandbox::Price price;
        price.interval = "month";
        auto subscription = subscriptionTo(price);
        sandbox::restartPeriods(subscription, at("2026-12-31T10:00:00Z"));
        std::vector<std::string> ends;
        for (int i = 0; i < 4; ++i) {
            ends.push_back(isoDate(subscription.periodEnd));
            const auto end = subscription.periodEnd;
            sandbox::advancePeriod(subscription);
            QCOMPARE(subscription.periodStart, end);
        }
        QCOMPARE(ends, (std::vector<std::string>{ "2027-01-31", "2027-02-28", "2027-03-31", "2027-04-30" }));
    }

    void testPeriods_Yearly_KeepsTheLeapDay()
    {
        sandbox::Price price;
        price.interval = "year";
        auto subscription = subscriptionTo(price);
        sandbox::restartPeriods(subscription, at("2028-02-29"));
        QCOMPARE(isoDate(subscription.periodEnd), std::string("2029-02-28"));
        for (int i = 0; i < 3; ++i) {
            sandbox::advancePeriod(subscription);
        }
        QCOMPARE(isoDate(subscription.periodEnd), std::string("2032-02-29"));
    }

    void testTrial_MovesTheAnchorToItsEnd()
    {
        sandbox::Price price;
        price.interval = "month";
        auto subscription = subscriptionTo(price);
        sandbox::startTrial(subscription, at("2026-11-18"), 14);
        QCOMPARE(subscription.status, std::string("trialing"));
        QCOMPARE(isoDate(subscription.anchor), std::string("2026-12-02"));
        QCOMPARE(subscription.periodEnd, subscription.anchor);
        sandbox::Customer customer;
        QVERIFY(sandbox::trialEndOf(subscription, customer) == sandbox::TrialEnd::NoPaymentMethod);
        customer.card = sandbox::Card();
        QVERIFY(sandbox::trialEndOf(subscription, customer) == sandbox::TrialEnd::Bill);
        subscription.cancelAtPeriodEnd = true;
        QVERIFY(sandbox::trialEndOf(subscription, customer) == sandbox::TrialEnd::Cancel);
    }

    void testDunning_ThreeRetriesAndNoMore()
    {
        QCOMPARE(sandbox::nextRetry(1, 0), std::optional<sandbox::Seconds>(3 * sandbox::dayLength));
        QCOMPARE(sandbox::nextRetry(2, 0), std::optional<sandbox::Seconds>(5 * sandbox::dayLength));
        QCOMPARE(sandbox::nextRetry(3, 0), std::optional<sandbox::Seconds>(7 * sandbox::dayLength));
        QVERIFY(!sandbox::nextRetry(4, 0));
    }

    void testCard_IsGoodToTheEndOfItsMonth()
    {
        sandbox::Card card;
        card.expiryMonth = 11;
        card.expiryYear = 2026;
        QVERIFY(!sandbox::isExpired(card, at("2026-11-30T23:59:59Z")));
        QVERIFY(sandbox::isExpired(card, at("2026-12-01T00:00:00Z")));
        QVERIFY(sandbox::isSoftDecline("insufficient_funds"));
        QVERIFY(!sandbox::isSoftDecline("lost_card"));
    }
};

QTEST_APPLESS_MAIN(BillingRulesTest)
#include "billingrulestest.moc"
