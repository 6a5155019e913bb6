#include "services/sandbox/company/company.h"

#include "tests/services/sandbox/company/companyevents.h"

#include <QSet>
#include <QTest>

#include <algorithm>
#include <map>
#include <set>

using namespace billhook;
using namespace Qt::StringLiterals;

namespace {

constexpr std::uint64_t seed = 20'261'122;
constexpr sandbox::Seconds historyEnd = 1'795'000'000; // 2026-11-18

sandbox::CompanyPlan planOf(std::size_t organizations, int months)
{
    return { seed, months, organizations, historyEnd };
}

QString monthOf(qint64 instant)
{
    return QString::fromStdString(sandbox::isoDate(instant).substr(0, 7));
}

/** A subscription's worth for a year in minor units, discounts left aside. */
qint64 annualOf(const QJsonObject &subscription)
{
    const auto status = subscription.value(u"status"_s).toString();
    if (status != u"active"_s && status != u"past_due"_s) {
        return 0;
    }
    qint64 sum = 0;
    const auto items = subscription.value(u"items"_s).toObject().value(u"data"_s).toArray();
    for (const auto &entry : items) {
        const auto item = entry.toObject();
        const auto price = item.value(u"price"_s).toObject();
        const bool yearly = price.value(u"recurring"_s).toObject().value(u"interval"_s) == u"year"_s;
        sum += price.value(u"unit_amount"_s).toInteger() * item.value(u"quantity"_s).toInteger()
            * (yearly ? 1 : 12);
    }
    return sum;
}

bool isSubscriptionState(const tests::ReadEvent &event)
{
    return event.object.value(u"object"_s) == u"subscription"_s;
}

using Worths = std::map<QString, qint64>;

qint64 total(const Worths &worths)
{
    qint64 sum = 0;
    for (const auto &[id, worth] : worths) {
        sum += worth;
    }
    return sum;
}

QString movementKind(qint64 before, qint64 after, bool paidBefore)
{
    if (before == 0) {
        return paidBefore ? u"reactivation"_s : u"new"_s;
    }
    if (after == 0) {
        return u"churn"_s;
    }
    return after > before ? u"expansion"_s : u"contraction"_s;
}

} // namespace

class CompanyTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        qInfo() << "seed" << seed;
        sandbox::Company company(planOf(200, 24));
        m_events = tests::readEvents(company.history());
        QVERIFY(m_events.size() > 5'000);
    }

    void testHistory_SamePlan_SameBytes()
    {
        const auto first = sandbox::Company(planOf(30, 6)).history();
        const auto second = sandbox::Company(planOf(30, 6)).history();
        QCOMPARE(first.size(), second.size());
        for (std::size_t i = 0; i < first.size(); ++i) {
            QCOMPARE(first[i].body, second[i].body);
        }
    }

    void testHistory_OtherPlan_NoCommonId()
    {
        std::set<std::string> ids;
        std::size_t count = 0;
        for (const std::uint64_t other : { seed, seed + 1 }) {
            for (const auto end : { historyEnd, historyEnd + 1 }) {
                for (const auto &event : sandbox::Company({ other, 4, 10, end }).history()) {
                    ids.insert(event.id);
                    ++count;
                }
            }
        }
        QCOMPARE(ids.size(), count);
    }

    void testHistory_IsOrderedUniqueAndWithinThePlan()
    {
        QSet<QString> ids;
        qint64 last = planOf(200, 24).start();
        for (const auto &event : m_events) {
            QVERIFY(event.created >= last);
            QVERIFY(event.created <= historyEnd);
            last = event.created;
            ids.insert(event.id);
        }
        QCOMPARE(ids.size(), static_cast<qsizetype>(m_events.size()));
    }

    void testUpdates_Undone_GiveTheStateBefore()
    {
        std::map<QString, tests::ReadEvent> last;
        int compared = 0;
        for (const auto &event : m_events) {
            const auto id = event.object.value(u"id"_s).toString();
            const auto known = last.find(id);
            if (event.hasPrevious && known != last.end() && known->second.version == event.version) {
                QCOMPARE(tests::withoutNulls(tests::undone(event.object, event.previous)),
                    tests::withoutNulls(known->second.object));
                ++compared;
            }
            last[id] = event;
        }
        QVERIFY(compared > 1'000);
    }

    void testUpdates_CarryPreviousAttributes()
    {
        for (const auto &event : m_events) {
            const bool update = event.type.endsWith(u"updated"_s) || event.type.endsWith(u"detached"_s);
            QCOMPARE(event.hasPrevious, update);
            QVERIFY(!update || !event.previous.isEmpty());
        }
    }

    void testStatuses_MoveAlongAllowedWays()
    {
        const std::map<QString, QSet<QString>> allowed{
            { u"incomplete"_s, { u"active"_s, u"incomplete_expired"_s } },
            { u"trialing"_s, { u"active"_s, u"paused"_s, u"canceled"_s } },
            { u"active"_s, { u"past_due"_s, u"paused"_s, u"canceled"_s } },
            { u"past_due"_s, { u"active"_s, u"unpaid"_s, u"canceled"_s } },
            { u"unpaid"_s, { u"active"_s, u"canceled"_s } },
            { u"paused"_s, { u"active"_s, u"canceled"_s } },
        };
        std::map<QString, QString> current;
        for (const auto &event : m_events) {
            if (!isSubscriptionState(event)) {
                continue;
            }
            const auto status = event.object.value(u"status"_s).toString();
            auto &known = current[event.object.value(u"id"_s).toString()];
            if (known.isEmpty()) {
                QVERIFY(status == u"incomplete"_s || status == u"trialing"_s);
            } else if (known != status) {
                QVERIFY2(allowed.contains(known) && allowed.at(known).contains(status),
                    qPrintable(known + u" to "_s + status));
            }
            known = status;
        }
    }

    void testInvoices_AddUp()
    {
        int seen = 0;
        for (const auto &event : m_events) {
            const auto &invoice = event.object;
            if (invoice.value(u"object"_s) != u"invoice"_s) {
                continue;
            }
            const auto amount = [&invoice](const QString &key) { return invoice.value(key).toInteger(); };
            qint64 lines = 0;
            qint64 lineDiscounts = 0;
            for (const auto &entry : invoice.value(u"lines"_s).toObject().value(u"data"_s).toArray()) {
                lines += entry.toObject().value(u"amount"_s).toInteger();
                lineDiscounts += sumOf(entry.toObject().value(u"discount_amounts"_s).toArray());
            }
            const auto discounts = sumOf(invoice.value(u"total_discount_amounts"_s).toArray());
            QCOMPARE(amount(u"subtotal"_s), lines);
            QCOMPARE(discounts, lineDiscounts);
            QCOMPARE(amount(u"total"_s), lines - discounts);
            QVERIFY(amount(u"total"_s) >= 0);
            QCOMPARE(amount(u"amount_due"_s), amount(u"total"_s));
            QCOMPARE(amount(u"amount_remaining"_s), amount(u"amount_due"_s) - amount(u"amount_paid"_s));
            const bool paid = invoice.value(u"status"_s) == u"paid"_s;
            QCOMPARE(amount(u"amount_paid"_s), paid ? amount(u"total"_s) : 0);
            QCOMPARE(invoice.value(u"attempted"_s).toBool(), amount(u"attempt_count"_s) > 0);
            ++seen;
        }
        QVERIFY(seen > 1'000);
    }

    void testShapes_BothAreThere_AndPure()
    {
        std::map<QString, int> versions;
        for (const auto &event : m_events) {
            ++versions[event.version];
            const bool old = event.version == u"2024-06-20"_s;
            const auto &object = event.object;
            if (isSubscriptionState(event)) {
                const auto item
                    = object.value(u"items"_s).toObject().value(u"data"_s).toArray().first().toObject();
                QCOMPARE(object.contains(u"current_period_end"_s), old);
                QCOMPARE(object.contains(u"plan"_s), old);
                QCOMPARE(item.contains(u"current_period_end"_s), !old);
            } else if (object.value(u"object"_s) == u"invoice"_s) {
                QCOMPARE(object.contains(u"subscription"_s), old);
                QCOMPARE(object.contains(u"parent"_s), !old);
            } else if (object.value(u"object"_s) == u"discount"_s) {
                const bool source
                    = event.version.endsWith(u"clover"_s) || event.version.endsWith(u"endive"_s);
                QCOMPARE(object.contains(u"source"_s), source);
                QCOMPARE(object.contains(u"coupon"_s), !source);
            }
        }
        QCOMPARE(versions.size(), std::size_t{ 4 });
        QVERIFY(versions[u"2024-06-20"_s] > 1'000);
    }

    void testReferences_AreIds()
    {
        for (const auto &event : m_events) {
            for (const auto *key : { "customer", "latest_invoice", "default_payment_method", "product",
                     "payment_intent", "subscription" }) {
                const auto value = event.object.value(QLatin1StringView(key));
                QVERIFY2(!value.isObject(), key);
            }
            for (const auto &discount : event.object.value(u"discounts"_s).toArray()) {
                QVERIFY(discount.toString().startsWith(u"di_"_s));
            }
        }
    }

    void testKinds_AllAreThere()
    {
        QSet<QString> types;
        for (const auto &event : m_events) {
            types.insert(event.type);
        }
        for (const auto *type :
            { "product.created", "price.created", "coupon.created", "customer.created", "customer.updated",
                "payment_method.attached", "payment_method.detached", "payment_method.automatically_updated",
                "customer.subscription.created", "customer.subscription.updated",
                "customer.subscription.deleted", "customer.subscription.trial_will_end",
                "customer.subscription.paused", "customer.subscription.resumed", "customer.discount.created",
                "customer.discount.deleted", "invoice.created", "invoice.finalized", "invoice.updated",
                "invoice.paid", "invoice.payment_failed", "invoice.payment_action_required", "invoice.voided",
                "invoice.marked_uncollectible", "invoice.upcoming", "charge.failed",
                "payment_intent.payment_failed", "checkout.session.completed",
                "billing_portal.session.created" }) {
            QVERIFY2(types.contains(QLatin1StringView(type)), type);
        }
    }

    void testMovements_AllKindsInEachOfTheLastTwelveMonths()
    {
        const auto kinds = movementKinds();
        for (int back = 1; back <= 12; ++back) {
            const auto month = monthOf(sandbox::addMonths(sandbox::startOfMonth(historyEnd), -back));
            for (const auto *kind : { "new", "expansion", "contraction", "churn", "reactivation" }) {
                QVERIFY2(kinds.contains({ month, QLatin1StringView(kind) }),
                    qPrintable(month + u" "_s + QLatin1StringView(kind)));
            }
        }
    }

    void testEnd_HasWorkOnEveryList()
    {
        std::map<QString, QJsonObject> invoices;
        std::map<QString, QJsonObject> subscriptions;
        for (const auto &event : m_events) {
            auto &map = isSubscriptionState(event) ? subscriptions : invoices;
            map[event.object.value(u"id"_s).toString()] = event.object;
        }
        const auto failing = std::count_if(invoices.begin(), invoices.end(), [](const auto &entry) {
            return entry.second.value(u"status"_s) == u"open"_s
                && entry.second.value(u"attempt_count"_s).toInteger() > 0
                && entry.second.value(u"next_payment_attempt"_s).toInteger() > historyEnd;
        });
        const auto trialing = countStatus(subscriptions, u"trialing"_s);
        const auto ending = std::count_if(subscriptions.begin(), subscriptions.end(), [](const auto &entry) {
            return entry.second.value(u"cancel_at_period_end"_s).toBool()
                && entry.second.value(u"status"_s) == u"active"_s;
        });
        QVERIFY2(failing >= 3 && failing <= 10, qPrintable(QString::number(failing)));
        QVERIFY2(trialing >= 2 && trialing <= 12, qPrintable(QString::number(trialing)));
        QVERIFY2(ending >= 3, qPrintable(QString::number(ending)));
    }

    void testRequests_AreSharedByOneCallsEvents()
    {
        std::map<QString, QSet<QString>> types;
        for (const auto &event : m_events) {
            const auto request = event.request.value(u"id"_s).toString();
            if (!request.isEmpty()) {
                types[request].insert(event.type);
            }
        }
        const auto shared = std::count_if(types.begin(), types.end(), [](const auto &entry) {
            return entry.second.contains(u"customer.subscription.created"_s)
                && entry.second.contains(u"invoice.paid"_s);
        });
        QVERIFY(shared > 50);
    }

private:
    static qint64 sumOf(const QJsonArray &amounts)
    {
        qint64 sum = 0;
        for (const auto &entry : amounts) {
            sum += entry.toObject().value(u"amount"_s).toInteger();
        }
        return sum;
    }

    static std::ptrdiff_t countStatus(const std::map<QString, QJsonObject> &objects, const QString &status)
    {
        return std::count_if(objects.begin(), objects.end(),
            [&status](const auto &entry) { return entry.second.value(u"status"_s) == status; });
    }

    /** (month, kind) of every movement, by a plain pass over the subscriptions of each customer. */
    std::set<std::pair<QString, QString>> movementKinds() const
    {
        std::map<QString, std::map<qint64, Worths>> changes;
        for (const auto &event : m_events) {
            if (isSubscriptionState(event)) {
                const auto customer = event.object.value(u"customer"_s).toString();
                changes[customer][event.created][event.object.value(u"id"_s).toString()]
                    = annualOf(event.object);
            }
        }
        std::set<std::pair<QString, QString>> kinds;
        for (const auto &[customer, seconds] : changes) {
            Worths worths;
            bool paid = false;
            for (const auto &[second, changed] : seconds) {
                const auto before = total(worths);
                for (const auto &[id, worth] : changed) {
                    worths[id] = worth;
                }
                const auto after = total(worths);
                if (before != after) {
                    kinds.insert({ monthOf(second), movementKind(before, after, paid) });
                }
                paid = paid || after > 0;
            }
        }
        return kinds;
    }

    std::vector<tests::ReadEvent> m_events;
};

QTEST_APPLESS_MAIN(CompanyTest)
#include "companytest.moc"
