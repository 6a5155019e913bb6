#include "services/truth/check.h"
#include "tests/services/projection/projectiondesk.h"
#include "tests/services/projection/stripeevents.h"
#include "tests/support/seededrandom.h"

#include <QDebug>
#include <QTest>

#include <array>
#include <utility>

using namespace billhook;
using namespace billhook::support;

namespace {

using Event = ProjectionDesk::Event;

constexpr std::int64_t start = 1'700'000'000;
constexpr std::int64_t day = 86'400;

/** Events of objects of every kind, whose ids and references are drawn from very few. */
class CrowdedIds final
{
public:
    explicit CrowdedIds(std::uint64_t seed)
        : m_random(seed)
    { }

    std::vector<Event> events(int count)
    {
        std::vector<Event> events;
        for (int number = 0; number < count; ++number) {
            const auto id = "evt_" + std::to_string(m_random.below(1'000'000)) + "_" + std::to_string(number);
            const auto [type, object] = somethingNew();
            const auto created = start + m_random.below(20) * day + m_random.below(2);
            events.emplace_back(id, eventJson(id, type, created, object));
        }
        return events;
    }

private:
    std::string id() { return std::string(1, static_cast<char>('a' + m_random.below(3))); }
    /** An object and its customer, which share the id: an object never changes its customer. */
    static std::string ownedBy(const std::string &id)
    {
        return R"({"id":")" + id + R"(","customer":")" + id + R"(",)";
    }
    std::string number() { return std::to_string(m_random.between(1, 5)); }
    std::string change(const char *stem)
    {
        return std::string(stem)
            + (m_random.percent(30)        ? ".created"
                    : m_random.percent(85) ? ".updated"
                                           : ".deleted");
    }

    std::pair<std::string, std::string> somethingNew()
    {
        switch (m_random.below(9)) {
        case 0:
            return { change("customer"), customerJson(id(), "Name " + number()) };
        case 1:
            return { change("product"),
                R"({"id":")" + id() + R"(","object":"product","active":true,"name":"Product )" + number()
                    + R"("})" };
        case 2:
            return price();
        case 3:
            return coupon();
        case 4:
            return { change("customer.discount"),
                ownedBy(id()) + R"("object":"discount","start":1700000000,"source":{"coupon":")" + id()
                    + R"("}})" };
        case 5:
            return { m_random.percent(50) ? "payment_method.attached" : "payment_method.updated",
                ownedBy(id())
                    + R"("object":"payment_method","type":"card","card":{"brand":"visa","last4":"4242","exp_month":)"
                    + number() + R"(,"exp_year":2027}})" };
        case 6:
            return subscription();
        case 7:
            return invoice();
        default:
            return { "charge.failed",
                ownedBy(id())
                    + R"("object":"charge","amount":5,"currency":"usd","failure_code":"card_declined"})" };
        }
    }

    /** Stripe never changes the terms of a price or a coupon, so they depend on the id alone. */
    std::pair<std::string, std::string> price()
    {
        const auto own = id();
        return { change("price"), priceJson(own, own, 100 * (own.front() - 'a' + 1)) };
    }

    std::pair<std::string, std::string> coupon()
    {
        const auto own = id();
        return { change("coupon"),
            R"({"id":")" + own + R"(","object":"coupon","duration":"forever","percent_off":)"
                + std::to_string(10 * (own.front() - 'a' + 1)) + "}" };
    }

    std::pair<std::string, std::string> subscription()
    {
        SubscriptionText text;
        text.id = id();
        text.customer = text.id;
        text.price = id();
        text.product = id();
        text.quantity = m_random.between(1, 4);
        text.priceAsId = m_random.percent(50);
        text.discountId = m_random.percent(50) ? text.id : std::string();
        return { m_random.percent(30) ? "customer.subscription.created" : "customer.subscription.updated",
            text.json(m_random.percent(50) ? Shape::Old : Shape::New) };
    }

    std::pair<std::string, std::string> invoice()
    {
        InvoiceText text;
        text.id = id();
        text.customer = text.id;
        text.subscription = id();
        text.remaining = 100 * m_random.between(1, 5);
        text.attempts = m_random.below(3);
        return { m_random.percent(30) ? "invoice.created" : "invoice.updated", text.json(Shape::New) };
    }

    SeededRandom m_random;
};

std::vector<Event> shuffled(std::vector<Event> events, SeededRandom &random)
{
    for (auto left = std::ssize(events); left > 1; --left) {
        std::swap(
            events[static_cast<std::size_t>(left - 1)], events[static_cast<std::size_t>(random.below(left))]);
    }
    return events;
}

} // namespace

/** Objects of different kinds may carry one id: companies choose those of products, prices and coupons. */
class EqualIdsTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { m_desk.renew(); }

    void testDigest_IsTheSame_InAnyOrder_data();
    void testDigest_IsTheSame_InAnyOrder();

private:
    ProjectionDesk m_desk;
};

void EqualIdsTest::testDigest_IsTheSame_InAnyOrder_data()
{
    QTest::addColumn<int>("seed");
    for (int seed = 1; seed <= 25; ++seed) {
        QTest::addRow("seed %d", seed) << seed;
    }
}

void EqualIdsTest::testDigest_IsTheSame_InAnyOrder()
{
    QFETCH(int, seed);
    const auto events = CrowdedIds(static_cast<std::uint64_t>(seed)).events(60);
    SeededRandom random(static_cast<std::uint64_t>(seed));
    std::vector<std::vector<Event>> oneByOne;
    for (const auto &event : shuffled(events, random)) {
        oneByOne.push_back({ event });
    }
    std::string digest;
    using Batches = std::vector<std::vector<Event>>;
    for (const auto &batches : { Batches{ events }, oneByOne, Batches{ shuffled(events, random) } }) {
        m_desk.clear();
        m_desk.play(batches);
        QCOMPARE(
            m_desk.sql(QStringLiteral("SELECT count(*) FROM billhook.event_quarantine")), std::string("0"));
        const auto now = m_desk.digest();
        QCOMPARE(now, digest.empty() ? now : digest);
        digest = now;
    }
    const auto differences = truth::Check(m_desk.url()).differences();
    QVERIFY(differences);
    QVERIFY2(differences->empty(), differences->empty() ? "" : differences->front().c_str());
}

QTEST_GUILESS_MAIN(EqualIdsTest)
#include "equalidstest.moc"
