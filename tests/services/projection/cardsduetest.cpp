#include "services/truth/check.h"
#include "services/truth/replay.h"
#include "tests/services/projection/projectiondesk.h"
#include "tests/services/projection/stripeevents.h"

#include <QTest>

#include <algorithm>
#include <iostream>
#include <random>

using namespace billhook;
using namespace billhook::support;
using namespace Qt::StringLiterals;

/** Which cards run out too early follows the subscription, the customer and the card, in whatever order they
 * tell. */
class CardsDueTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_desk.renew(); }

    void testProject_KeepsCardsDue_WhateverChanges();
    void testProject_KeepsCardsDue_InAnyOrder();
    void testProject_KeepsCardsDue_InTheReportingZone();
    void testProject_PassesOver_ACardWithoutAReadableMonth();
    void testProject_LocksTheCustomer_OfACard();
    void testReplay_KeepsCardsDue();

private:
    void verify();
    std::string due()
    {
        return m_desk.sql(u"SELECT coalesce(string_agg(subscription_id || ' ' || payment_method_id || ' ' || "
                          "annual_amount || ' ' || good_until, ', ' ORDER BY subscription_id), '') "
                          "FROM billhook.card_due"_s);
    }

    ProjectionDesk m_desk;
};

namespace {

using Event = ProjectionDesk::Event;

constexpr std::int64_t start = 1'700'000'000; // 14 November 2023; the period ends on 14 December
constexpr std::int64_t day = 86'400;
constexpr std::int64_t nextPeriod = start + 30 * day;

std::string cardJson(const std::string &id, const std::string &customer, int month, int year = 2023)
{
    return R"({"id":")" + id + R"(","object":"payment_method","type":"card","created":1700000000,"customer":)"
        + (customer.empty() ? "null" : '"' + customer + '"')
        + R"(,"card":{"brand":"visa","last4":"4242","exp_month":)" + std::to_string(month) + R"(,"exp_year":)"
        + std::to_string(year) + "}}";
}

std::string customerOf(const std::string &card)
{
    return customerJson(
        "cus_1", "Ada", R"(,"invoice_settings":{"default_payment_method":")" + card + R"("})");
}

std::string previousCard(const std::string &card)
{
    return R"({"invoice_settings":{"default_payment_method":")" + card + R"("}})";
}

/** Events of one customer, each a second after the one before. */
class Story final
{
public:
    Event tell(const std::string &type, const std::string &object, const std::string &previous = {})
    {
        const auto id = "evt_" + std::to_string(m_count);
        return { id, eventJson(id, type, start + m_count++, object, previous) };
    }

private:
    int m_count = 0;
};

/** Ends with one card due: sub_2's own, which was replaced in time and fell back. */
std::vector<Event> lives()
{
    Story story;
    SubscriptionText one;
    SubscriptionText two;
    two.id = "sub_2";
    two.card = "pm_3";
    SubscriptionText ending = one;
    ending.cancelAtPeriodEnd = true;
    SubscriptionText ended = ending;
    ended.status = "canceled";
    SubscriptionText renewed = two;
    renewed.periodStart = nextPeriod;
    return {
        story.tell("customer.created", customerOf("pm_1")),
        story.tell("payment_method.attached", cardJson("pm_1", "cus_1", 11)),
        story.tell("customer.subscription.created", one.json(Shape::New)),
        story.tell("payment_method.attached", cardJson("pm_2", "cus_1", 12)),
        story.tell("payment_method.attached", cardJson("pm_3", "cus_1", 12)),
        story.tell("customer.subscription.created", two.json(Shape::Old)),
        story.tell("customer.updated", customerOf("pm_2"), previousCard("pm_1")),
        story.tell("payment_method.detached", cardJson("pm_1", "", 11), R"({"customer":"cus_1"})"),
        story.tell(
            "customer.subscription.updated", ending.json(Shape::Old), R"({"cancel_at_period_end":false})"),
        story.tell("customer.subscription.updated", renewed.json(Shape::Old),
            R"({"current_period_start":1700000000,"current_period_end":1702592000})"),
        story.tell("customer.subscription.deleted", ended.json(Shape::New)),
    };
}

} // namespace

void CardsDueTest::verify()
{
    const auto differences = truth::Check(m_desk.url()).differences();
    QVERIFY2(differences, differences ? "" : differences.error().detail.c_str());
    QVERIFY2(differences->empty(), differences->empty() ? "" : differences->front().c_str());
}

void CardsDueTest::testProject_KeepsCardsDue_WhateverChanges()
{
    Story story;
    const std::string first = "sub_1 pm_1 12000 2023-11-30";
    SubscriptionText text;
    SubscriptionText larger = text;
    larger.quantity = 2;
    SubscriptionText own = larger;
    own.card = "pm_2";
    SubscriptionText ending = larger;
    ending.cancelAtPeriodEnd = true;
    SubscriptionText renewed = larger;
    renewed.periodStart = nextPeriod;
    SubscriptionText ended = renewed;
    ended.status = "canceled";
    const auto subscription = [&](const SubscriptionText &state, const std::string &previous) {
        return story.tell("customer.subscription.updated", state.json(Shape::Old), previous);
    };
    const std::vector<std::pair<Event, std::string>> steps{
        { story.tell("customer.subscription.created", text.json(Shape::Old)), "" },
        { story.tell("payment_method.attached", cardJson("pm_1", "cus_1", 11)), "" },
        { story.tell("customer.created", customerOf("pm_1")), first },
        { story.tell("payment_method.updated", cardJson("pm_1", "cus_1", 12), R"({"card":{"exp_month":11}})"),
            "" },
        { story.tell("payment_method.updated", cardJson("pm_1", "cus_1", 11), R"({"card":{"exp_month":12}})"),
            first },
        { story.tell("customer.updated", customerOf("pm_2"), previousCard("pm_1")), "" },
        { story.tell("payment_method.attached", cardJson("pm_2", "cus_1", 12)), "" },
        { story.tell("customer.updated", customerOf("pm_1"), previousCard("pm_2")), first },
        { subscription(larger, R"({"quantity":1})"), "sub_1 pm_1 24000 2023-11-30" },
        { subscription(own, R"({"default_payment_method":null})"), "" },
        { subscription(renewed, R"({"default_payment_method":"pm_2"})"), "sub_1 pm_1 24000 2023-11-30" },
        { subscription(ending, R"({"cancel_at_period_end":false})"), "" },
        { subscription(renewed, R"({"cancel_at_period_end":true})"), "sub_1 pm_1 24000 2023-11-30" },
        { story.tell("payment_method.detached", cardJson("pm_1", "", 11), R"({"customer":"cus_1"})"), "" },
        { story.tell("customer.updated", customerOf("pm_2"), previousCard("pm_1")),
            "sub_1 pm_2 24000 2023-12-31" },
        { story.tell("customer.subscription.deleted", ended.json(Shape::Old), R"({"status":"active"})"), "" },
    };
    for (const auto &[event, expected] : steps) {
        m_desk.play({ { event } });
        QVERIFY2(due() == expected, (event.second + "\n" + due()).c_str());
        verify();
    }
}

void CardsDueTest::testProject_KeepsCardsDue_InAnyOrder()
{
    const std::string expected = "sub_2 pm_3 12000 2023-12-31";
    const auto events = lives();
    m_desk.play({ events });
    QCOMPARE(due(), expected);
    const auto seed = std::random_device{}();
    std::cout << "seed " << seed << '\n';
    std::mt19937 random(seed);
    for (int round = 0; round < 20; ++round) {
        m_desk.clear();
        auto shuffled = events;
        std::shuffle(shuffled.begin(), shuffled.end(), random);
        for (std::size_t first = 0; first < shuffled.size();) {
            const auto last = std::min(shuffled.size(), first + 1 + random() % 3);
            m_desk.play({ { shuffled.begin() + static_cast<std::ptrdiff_t>(first),
                shuffled.begin() + static_cast<std::ptrdiff_t>(last) } });
            first = last;
        }
        QCOMPARE(due(), expected);
        verify();
    }
}

void CardsDueTest::testProject_KeepsCardsDue_InTheReportingZone()
{
    m_desk.sql(u"UPDATE billhook.installation SET zone = 'Pacific/Auckland'"_s);
    Story story;
    SubscriptionText text;
    text.card = "pm_1";
    text.periodStart = 1'701'345'600 - 30 * day; // ends on 30 November 12:00 UTC, on 1 December in Auckland
    m_desk.play({ { story.tell("payment_method.attached", cardJson("pm_1", "cus_1", 11)),
        story.tell("customer.subscription.created", text.json(Shape::New)) } });
    QCOMPARE(due(), "sub_1 pm_1 12000 2023-11-30");
    verify();
}

void CardsDueTest::testProject_PassesOver_ACardWithoutAReadableMonth()
{
    Story story;
    SubscriptionText text;
    text.card = "pm_1";
    m_desk.play({ { story.tell("payment_method.attached", cardJson("pm_1", "cus_1", 0, 2'000'000'000)),
        story.tell("customer.subscription.created", text.json(Shape::New)) } });
    QCOMPARE(due(), "");
    QCOMPARE(m_desk.sql(u"SELECT count(*) FROM billhook.event_quarantine"_s), "0");
    verify();
}

void CardsDueTest::testProject_LocksTheCustomer_OfACard()
{
    Story story;
    m_desk.play({ { story.tell("payment_method.attached", cardJson("pm_1", "cus_1", 11)) } });
    QCOMPARE(
        m_desk.sql(u"SELECT string_agg(key, ' ' ORDER BY key) FROM billhook.customer_head"_s), "cus_1 pm_1");
}

void CardsDueTest::testReplay_KeepsCardsDue()
{
    m_desk.play({ lives() });
    const auto kept = due();
    m_desk.sql(u"DELETE FROM billhook.card_due"_s);
    const auto replayed = truth::Replay(m_desk.url()).all();
    QVERIFY2(replayed, replayed ? "" : replayed.error().detail.c_str());
    QCOMPARE(due(), kept);
    verify();
}

QTEST_GUILESS_MAIN(CardsDueTest)
#include "cardsduetest.moc"
