#include "services/projection/projector.h"

#include "services/feed/notifier.h"
#include "services/observability/log.h"
#include "tests/services/projection/projectiondesk.h"
#include "tests/services/projection/stripeevents.h"

#include <QTest>

#include <atomic>
#include <mutex>

using namespace billhook;
using namespace billhook::support;
using namespace Qt::StringLiterals;

/** The projector's thread and the notifier behind it. */
class ProjectorTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_desk.renew(); }

    void testAnnounce_RaisesEverything_AtTheStart();
    void testAnnounce_RaisesOnly_WhatChanged();
    void testWake_Projects_WithinASecond();
    void testStart_Projects_WhatWasLeft();
    void testTurn_Yields_WhileIngestIsSaturated();
    void testTurn_YieldsNoLonger_ToALoadThatLasts();
    void testTurn_Resumes_AfterTheDatabaseWasAway();
    void testWake_LetsAHelperWork_InABacklogOnly();
    void testTurn_Tells_WhatItSetAside();
    void testTurn_TellsOnce_WhatFiguresLeaveOut();

private:
    std::string seqOf(const QString &area)
    {
        return m_desk.sql(
            u"SELECT coalesce(max(seq), 0) FROM billhook.change_seq WHERE area = '%1'"_s.arg(area));
    }
    bool isProjected() { return m_desk.sql(u"SELECT count(*) FROM billhook.subscriptions"_s) == "1"; }

    /** What the log says of warnings while the events are projected, one after the other. */
    std::vector<std::string> linesOf(const std::vector<ProjectionDesk::Event> &events)
    {
        std::mutex mutex;
        std::vector<std::string> lines;
        observability::Log log(observability::LogLevel::Warning, [&](std::string_view line) {
            const std::lock_guard lock(mutex);
            lines.emplace_back(line);
        });
        feed::Notifier notifier(m_desk.url(), log);
        projection::ProjectorOptions options;
        options.url = m_desk.url();
        options.quiet = {};
        projection::Projector projector(options, notifier, log);
        projector.start();
        for (const auto &event : events) {
            m_desk.deliver({ event });
            projector.wake();
            if (!QTest::qWaitFor(
                    [this] {
                        return m_desk.sql(u"SELECT (SELECT count(*) FROM billhook.event_queue) "
                                          "+ (SELECT count(*) FROM billhook.object_warning WHERE NOT told)"_s)
                            == "0";
                    },
                    20'000)) {
                qFatal("not projected");
            }
        }
        projector.stop();
        return lines;
    }

    ProjectionDesk m_desk;
    observability::Log m_log{ observability::LogLevel::Error, [](std::string_view) {} };
};

namespace {

ProjectionDesk::Event subscription()
{
    return { "evt_1",
        eventJson(
            "evt_1", "customer.subscription.created", 1'700'000'000, SubscriptionText{}.json(Shape::New)) };
}

} // namespace

/** Case 7. */
void ProjectorTest::testTurn_Tells_WhatItSetAside()
{
    const auto lines = linesOf({ { "evt_1",
        eventJson("evt_1", "customer.subscription.created", 1'700'000'000,
            R"({"id":"sub_bad","object":"subscription","customer":"cus_bad","status":7})") } });
    QCOMPARE(lines.size(), std::size_t(1));
    for (const auto *part : { R"("event":"event_quarantined")", R"("stripe_event_id":"evt_1")",
             R"("type":"customer.subscription.created")",
             R"("objects":"subscription:sub_bad,customer:cus_bad")", R"("reason":"unreadable")", "status" }) {
        QVERIFY2(lines.front().find(part) != std::string::npos, part);
    }
}

/** Case 6. */
void ProjectorTest::testTurn_TellsOnce_WhatFiguresLeaveOut()
{
    SubscriptionText coupon;
    coupon.discountId = "di_1";
    SubscriptionText status;
    status.id = "sub_2";
    status.status = "hibernating";
    auto later = coupon;
    later.quantity = 3;
    const auto lines = linesOf({
        { "evt_1",
            eventJson("evt_1", "customer.subscription.created", 1'700'000'000, coupon.json(Shape::New)) },
        { "evt_2",
            eventJson("evt_2", "customer.subscription.created", 1'700'000'000, status.json(Shape::New)) },
        { "evt_3",
            eventJson("evt_3", "customer.subscription.updated", 1'700'000'100, later.json(Shape::New)) },
    });
    QCOMPARE(lines.size(), std::size_t(2));
    const auto text = lines.front() + lines.back();
    QVERIFY2(text.find(R"("event":"amount_unknown")") != std::string::npos, text.c_str());
    QVERIFY2(text.find(R"("detail":"discount:di_1")") != std::string::npos, text.c_str());
    QVERIFY2(text.find(R"("event":"status_unknown")") != std::string::npos, text.c_str());
    QCOMPARE(m_desk.sql(
                 u"SELECT string_agg(object_id || ' ' || warning || ' ' || detail, ', ' ORDER BY object_id) "
                 "FROM billhook.object_warning"_s),
        "sub_1 amount_unknown discount:di_1, sub_2 status_unknown hibernating");
}

void ProjectorTest::testAnnounce_RaisesEverything_AtTheStart()
{
    feed::Notifier notifier(m_desk.url(), m_log);
    notifier.stop();
    QCOMPARE(m_desk.sql(u"SELECT count(*) FROM billhook.change_seq WHERE seq > 0"_s), "8");
}

void ProjectorTest::testAnnounce_RaisesOnly_WhatChanged()
{
    feed::Notifier notifier(m_desk.url(), m_log);
    QTRY_COMPARE_WITH_TIMEOUT(seqOf(u"catalog"_s), "1", 20'000);
    for (int repeat = 0; repeat < 50; ++repeat) {
        notifier.announce({ domain::Area::Revenue });
    }
    notifier.stop();
    QCOMPARE(seqOf(u"catalog"_s), "1");
    const auto seq = seqOf(u"revenue"_s);
    QVERIFY2(seq == "2" || seq == "3", seq.c_str()); // many announcements, few transactions
}

void ProjectorTest::testWake_Projects_WithinASecond()
{
    feed::Notifier notifier(m_desk.url(), m_log);
    projection::Projector projector({ m_desk.url(), {} }, notifier, m_log);
    projector.start();
    QTRY_VERIFY_WITH_TIMEOUT(seqOf(u"revenue"_s) != "0", 20'000);
    const auto before = seqOf(u"revenue"_s);
    m_desk.deliver({ subscription() });
    projector.wake();
    QTRY_VERIFY_WITH_TIMEOUT(isProjected(), 20'000);
    QTRY_VERIFY_WITH_TIMEOUT(seqOf(u"revenue"_s) != before, 20'000);
    QTRY_COMPARE_WITH_TIMEOUT(
        m_desk.sql(u"SELECT count(*) FROM billhook.mrr_rollup"_s), "1", 20'000); // folded in an idle moment
    projector.stop();
    notifier.stop();
}

void ProjectorTest::testStart_Projects_WhatWasLeft()
{
    m_desk.deliver({ subscription() });
    feed::Notifier notifier(m_desk.url(), m_log);
    projection::Projector projector({ m_desk.url(), {} }, notifier, m_log);
    projector.start();
    QTRY_VERIFY_WITH_TIMEOUT(isProjected(), 20'000);
}

void ProjectorTest::testTurn_Yields_WhileIngestIsSaturated()
{
    std::atomic<bool> saturated{ true };
    std::atomic<int> asked{ 0 };
    m_desk.deliver({ subscription() });
    feed::Notifier notifier(m_desk.url(), m_log);
    projection::Projector projector({ m_desk.url(),
                                        [&] {
                                            ++asked;
                                            return saturated.load();
                                        } },
        notifier, m_log);
    projector.start();
    QTRY_VERIFY_WITH_TIMEOUT(asked > 3, 20'000);
    QVERIFY(!isProjected());
    saturated = false;
    QTRY_VERIFY_WITH_TIMEOUT(isProjected(), 20'000);
}

void ProjectorTest::testTurn_YieldsNoLonger_ToALoadThatLasts()
{
    m_desk.deliver({ subscription() });
    feed::Notifier notifier(m_desk.url(), m_log);
    projection::Projector projector(
        { .url = m_desk.url(), .saturated = [] { return true; }, .patience = std::chrono::milliseconds(100) },
        notifier, m_log);
    projector.start();
    QTRY_VERIFY_WITH_TIMEOUT(isProjected(), 20'000);
}

void ProjectorTest::testTurn_Resumes_AfterTheDatabaseWasAway()
{
    std::atomic<int> asked{ 0 };
    feed::Notifier notifier(m_desk.url(), m_log);
    projection::Projector projector({ m_desk.url(),
                                        [&] {
                                            ++asked;
                                            return false;
                                        } },
        notifier, m_log);
    projector.start();
    QTRY_VERIFY_WITH_TIMEOUT(asked > 0, 20'000);
    m_desk.crash();
    const int before = asked;
    QTRY_VERIFY_WITH_TIMEOUT(asked > before + 1, 20'000);
    m_desk.recover();
    m_desk.deliver({ subscription() });
    QTRY_VERIFY_WITH_TIMEOUT(isProjected(), 20'000);
}

void ProjectorTest::testWake_LetsAHelperWork_InABacklogOnly()
{
    const auto backlog = [](int from, int count) {
        std::vector<ProjectionDesk::Event> events;
        for (int number = from; number < from + count; ++number) {
            SubscriptionText text;
            text.id = "sub_" + std::to_string(number);
            text.customer = "cus_" + std::to_string(number % 50);
            const auto id = "evt_" + std::to_string(number);
            events.push_back(
                { id, eventJson(id, "customer.subscription.created", 1'700'000'000, text.json(Shape::New)) });
        }
        return events;
    };
    feed::Notifier notifier(m_desk.url(), m_log);
    projection::ProjectorOptions options;
    options.url = m_desk.url();
    std::atomic<int> crowds{ 0 };
    options.crowded = [&crowds] { ++crowds; };
    options.duty = projection::ProjectorDuty::Backlog;
    projection::Projector helper(options, notifier, m_log);
    helper.start();
    m_desk.deliver(backlog(0, 1'250));
    helper.wake();
    // A whole batch, then what is not left to others; then it rests until it is woken.
    QTRY_COMPARE_WITH_TIMEOUT(m_desk.sql(u"SELECT count(*) FROM billhook.event_queue"_s), "1000", 20'000);
    QCOMPARE(crowds.load(), 1);
    m_desk.deliver(backlog(1'250, 10));
    projection::Projector always({ m_desk.url(), {} }, notifier, m_log);
    always.start();
    QTRY_COMPARE_WITH_TIMEOUT(m_desk.sql(u"SELECT count(*) FROM billhook.subscriptions"_s), "1260", 20'000);
    QCOMPARE(crowds.load(), 1);
    always.stop();
    helper.stop();
}

QTEST_GUILESS_MAIN(ProjectorTest)
#include "projectortest.moc"
