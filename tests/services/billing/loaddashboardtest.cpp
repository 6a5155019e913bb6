#include "services/billing/loaddashboard.h"

#include "services/billing/database.h"
#include "services/billing/loadfreshness.h"
#include "services/billing/shownmovements.h"
#include "services/postgres/pipeline.h"
#include "services/postgres/session.h"
#include "tests/support/postgresfixture.h"

#include <QTest>

using namespace billhook;
using namespace billhook::billing;
using namespace billhook::domain;
using namespace Qt::StringLiterals;

/** The first screen's statements over a real PostgreSQL and rows made by hand. */
class LoadDashboardTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void testReadRevenue_AddsRollups_AndTheirDeltas();
    void testReadRevenue_Converts_WithStoredRates();
    void testReadRevenue_NamesWhatIsLeftOut_WithoutRates();
    void testReadRevenue_AddsUp_InEveryRange();
    void testReadCounters_ListsWhatIsNotKnown();
    void testReadCounters_GivesValues();
    void testReadFailedPayments_ListsTheLargest_WithReasons();
    void testReadFailedPayments_LeavesOut_WhatIsNotAtRisk();
    void testReadExpiringSoon_GroupsWhatEnds();
    void testReadExpiringSoon_ComparesCards_ByMonth();
    void testReadEverything_IsEmpty_InAFreshDatabase();
    void testCountersAndExpiring_Come_WhileRevenueWaits();
    void testReadFreshness_TellsTheQueue();
    void testCase16_Heartbeat_IsReadBack();

private:
    void run(const QString &sql) { m_postgres.sql(sql); }
    template <typename T> T value(domain::Result<T> result)
    {
        if (!result) {
            qFatal("%s / %s", result.error().message.c_str(), result.error().detail.c_str());
        }
        return std::move(result).value();
    }

    support::PostgresFixture m_postgres;
    std::unique_ptr<postgres::Session> m_session;
};

void LoadDashboardTest::init()
{
    m_session.reset();
    m_postgres.renew();
    run(u"UPDATE billhook.installation SET company = 'Test', zone = 'America/New_York', currency = 'usd'"_s);
    m_session = value(postgres::Session::open({ m_postgres.url(), postgres::Group::Finance, u"test"_s,
        std::chrono::seconds(15), { u"dashboard"_s, u"live"_s } }));
}

void LoadDashboardTest::testReadRevenue_AddsRollups_AndTheirDeltas()
{
    run(uR"(INSERT INTO billhook.mrr_rollup SELECT (now() AT TIME ZONE 'America/New_York')::date - 400, 'usd', 'new', 120000, 1;
            INSERT INTO billhook.mrr_rollup SELECT (now() AT TIME ZONE 'America/New_York')::date, 'usd', 'expansion', 12000, 1;
            INSERT INTO billhook.mrr_rollup_delta (day, currency, kind, amount, count)
                SELECT (now() AT TIME ZONE 'America/New_York')::date, 'usd', k, a, 1
                FROM (VALUES ('expansion', 6000), ('churn', -30000), ('expansion', 600)) AS v (k, a))"_s);
    const RevenueFigures figures = value(LoadDashboard::readRevenue(*m_session, {}));
    QCOMPARE(figures.annual, 108'600);
    QCOMPARE(figures.periods.size(), 12);
    QCOMPARE(figures.periods.first().opening, 120'000);
    QCOMPARE(figures.periods.last().expansion, 18'600);
    QCOMPARE(figures.periods.last().churn, -30'000);
    QCOMPARE(*figures.annualBefore, 120'000);
    QCOMPARE(figures.profile, u"stripe-default"_s);
    QVERIFY(!figures.empty);
    QVERIFY(movementsAddUp(figures));
}

void LoadDashboardTest::testReadRevenue_Converts_WithStoredRates()
{
    run(uR"(INSERT INTO billhook.mrr_rollup SELECT (now() AT TIME ZONE 'America/New_York')::date - 40, c, 'new', 120000, 1
                FROM unnest(ARRAY['usd', 'eur', 'jpy']) c;
            INSERT INTO billhook.fx_rate SELECT (now() AT TIME ZONE 'America/New_York')::date - d, c, 'usd', r, 'test'
                FROM generate_series(0, 45) d, (VALUES ('eur', 1.1), ('jpy', 0.0067)) AS v (c, r);
            INSERT INTO billhook.fx_rate SELECT current_date, 'usd', 'eur', 0.5, 'the wrong way')"_s);
    const RevenueFigures figures = value(LoadDashboard::readRevenue(*m_session, {}));
    QVERIFY(figures.headline.converted);
    QCOMPARE(figures.annual, 120'000 + 132'000 + 80'400);
    QCOMPARE(figures.perCurrency.size(), 3);
    QVERIFY(movementsAddUp(figures));
}

void LoadDashboardTest::testReadRevenue_NamesWhatIsLeftOut_WithoutRates()
{
    run(uR"(INSERT INTO billhook.mrr_rollup SELECT (now() AT TIME ZONE 'America/New_York')::date - 40, c, 'new', 120000, 1
                FROM unnest(ARRAY['usd', 'eur']) c)"_s);
    const RevenueFigures figures = value(LoadDashboard::readRevenue(*m_session, {}));
    QVERIFY(!figures.headline.converted);
    QCOMPARE(figures.headline.notIncluded, QStringList{ u"eur"_s });
    QCOMPARE(figures.annual, 120'000);
}

void LoadDashboardTest::testReadRevenue_AddsUp_InEveryRange()
{
    run(uR"(INSERT INTO billhook.mrr_rollup
                SELECT current_date - d, c, k, a * (1 + d % 13), 1
                FROM generate_series(0, 900, 3) d, unnest(ARRAY['usd', 'eur']) c,
                     (VALUES ('new', 6001), ('expansion', 1207), ('reactivation', 13), ('contraction', -409), ('churn', -2503)) AS v (k, a);
            INSERT INTO billhook.fx_rate
                SELECT current_date - d, 'eur', 'usd', 1.05 + (d % 17) / 100.0, 'test' FROM generate_series(0, 920, 2) d)"_s);
    for (int preset = 0; preset <= static_cast<int>(RangePreset::All); ++preset) {
        for (int comparison = 0; comparison <= static_cast<int>(Comparison::None); ++comparison) {
            const RangeChoice choice{ static_cast<RangePreset>(preset), static_cast<Comparison>(comparison) };
            const RevenueFigures figures = value(LoadDashboard::readRevenue(*m_session, choice));
            QVERIFY2(movementsAddUp(figures), qPrintable(u"preset %1"_s.arg(preset)));
            QVERIFY(figures.headline.converted);
            QCOMPARE(figures.series.last().annual, figures.annual);
            QCOMPARE(figures.periods.size(), figures.range.buckets.size());
            QCOMPARE(figures.series.size(), figures.range.from.daysTo(figures.range.last) + 1);
            const CounterFigures counters = value(LoadDashboard::readCounters(*m_session, choice));
            QVERIFY(counters.payingCustomers.trend.size() <= 31);
        }
    }
}

/** Case 6. */
void LoadDashboardTest::testReadCounters_ListsWhatIsNotKnown()
{
    run(uR"(INSERT INTO billhook.customers (id, name, stub) VALUES ('cus_u', 'Acme', false);
            INSERT INTO billhook.object_warning (object_kind, object_id, warning, customer_id, detail, known_at)
                SELECT 3, 'sub_' || n, 'amount_unknown', 'cus_u', 'coupon:team', now() FROM generate_series(1, 101) n
                UNION ALL SELECT 3, 'sub_s', 'status_unknown', 'cus_u', 'hibernating', now()
                UNION ALL SELECT 3, 'sub_g', 'gap', 'cus_u', 'evt_1', now())"_s);
    const UnknownFigures unknown = value(LoadDashboard::readCounters(*m_session, {})).unknown;
    QCOMPARE(unknown.amounts, 101);
    QCOMPARE(unknown.statuses, 1);
    QCOMPARE(unknown.rows.size(), 101); // a hundred of the one, the other
    QCOMPARE(unknown.rows.first().name, u"Acme"_s);
    QCOMPARE(unknown.rows.first().detail, u"coupon:team"_s);
    QVERIFY(!unknown.rows.first().isStatus);
    QVERIFY(unknown.rows.last().isStatus);
    QCOMPARE(unknown.rows.last().subscriptionId, u"sub_s"_s);
}

void LoadDashboardTest::testReadCounters_GivesValues()
{
    run(uR"(INSERT INTO billhook.mrr_rollup SELECT current_date - 500, 'usd', 'new', 120000, 1;
            INSERT INTO billhook.counter SELECT n, 'usd', current_date - 450, a, c
                FROM (VALUES ('customers', 0, 7), ('subscribed', 0, 9), ('trialing', 500, 3), ('at_risk', 12000, 2)) AS v (n, a, c);
            INSERT INTO billhook.counter_delta (name, currency, day, amount, count)
                SELECT n, 'usd', current_date - 20, a, c FROM (VALUES ('customers', 0, 1), ('at_risk', -2000, -1)) AS v (n, a, c))"_s);
    const CounterFigures figures = value(LoadDashboard::readCounters(*m_session, {}));
    QCOMPARE(figures.payingCustomers.now, 8);
    QCOMPARE(*figures.payingCustomers.before, 7);
    QCOMPARE(figures.subscribed.now, 9);
    QCOMPARE(figures.trialing.now, 3);
    QCOMPARE(figures.atRiskAmount.now, 10'000);
    QCOMPARE(figures.atRiskInvoices.now, 1);
    QCOMPARE(*figures.atRiskAmount.before, 12'000);
}

void LoadDashboardTest::testReadFailedPayments_ListsTheLargest_WithReasons()
{
    run(uR"(INSERT INTO billhook.organizations (id, name) VALUES ('00000000-0000-0000-0000-000000000001', 'Redfern');
            INSERT INTO billhook.customers (id, name, organization_id)
                VALUES ('cus_1', 'c one', '00000000-0000-0000-0000-000000000001'), ('cus_2', 'Velden', NULL);
            INSERT INTO billhook.invoices (id, customer_id, status, currency, amount_remaining, attempt_count, payment_failed,
                                           next_payment_attempt, created, payment_intent_id)
                VALUES ('in_small', 'cus_1', 'open', 'usd', 900, 2, true, '2026-11-21 17:00Z', now() - interval '2 days', NULL),
                       ('in_large', 'cus_1', 'open', 'usd', 5000, 1, true, NULL, now() - interval '2 days', 'pi_large'),
                       ('in_eur', 'cus_2', 'open', 'eur', 4000, NULL, true, NULL, now() - interval '2 days', NULL);
            INSERT INTO billhook.payment_failures (id, customer_id, amount, currency, code, decline_code, created)
                VALUES ('pi_large', 'cus_1', 1, 'usd', 'card_declined', 'lost_card', now() - interval '1 day'),
                       ('pi_2', 'cus_1', 900, 'usd', 'card_declined', 'insufficient_funds', now() - interval '1 day'),
                       ('pi_old', 'cus_1', 900, 'usd', 'expired_card', NULL, now() - interval '9 days');
            INSERT INTO billhook.fx_rate VALUES (current_date - 1, 'eur', 'usd', 1.5, 'test');
            INSERT INTO billhook.counter_delta (name, currency, day, amount, count)
                VALUES ('at_risk', 'usd', current_date, 5900, 2), ('at_risk', 'eur', current_date, 4000, 1))"_s);
    const FailedPayments payments = value(LoadDashboard::readFailedPayments(*m_session));
    QCOMPARE(payments.sum.amount, 5'900 + 6'000);
    QCOMPARE(payments.sum.count, 3);
    QCOMPARE(payments.zone, u"America/New_York"_s);
    QCOMPARE(payments.rows.size(), 3);
    QCOMPARE(payments.rows.at(0).invoiceId, u"in_eur"_s); // 60.00 in US dollars
    QCOMPARE(payments.rows.at(0).name, u"Velden"_s);
    QVERIFY(payments.rows.at(0).declineCode.isEmpty());
    QVERIFY(!payments.rows.at(0).attemptCount);
    QCOMPARE(payments.rows.at(1).invoiceId, u"in_large"_s);
    QCOMPARE(payments.rows.at(1).name, u"Redfern"_s);
    QCOMPARE(payments.rows.at(1).declineCode, u"lost_card"_s);
    QCOMPARE(payments.rows.at(2).declineCode, u"insufficient_funds"_s);
    QCOMPARE(payments.rows.at(2).nextAttempt, QDateTime(QDate(2026, 11, 21), QTime(17, 0), Qt::UTC));
}

void LoadDashboardTest::testReadFailedPayments_LeavesOut_WhatIsNotAtRisk()
{
    run(uR"(INSERT INTO billhook.invoices (id, status, currency, amount_remaining, payment_failed, deleted)
                VALUES ('in_paid', 'paid', 'usd', 0, true, false), ('in_open', 'open', 'usd', 5, false, false),
                       ('in_gone', 'open', 'usd', 5, true, true))"_s);
    QVERIFY(value(LoadDashboard::readFailedPayments(*m_session)).rows.isEmpty());
}

void LoadDashboardTest::testReadExpiringSoon_GroupsWhatEnds()
{
    run(uR"(INSERT INTO billhook.customers (id, name) VALUES ('cus_1', 'Bramble');
            INSERT INTO billhook.subscriptions (id, customer_id, status, currency, trial_end, trial_annual_amount, plan_name)
                VALUES ('sub_t1', 'cus_1', 'trialing', 'usd', now() + interval '2 days', 120000, 'Business'),
                       ('sub_t2', 'cus_1', 'trialing', 'usd', now() + interval '1 day', 60000, 'Scale'),
                       ('sub_t3', 'cus_1', 'trialing', 'usd', now() + interval '9 days', 60000, 'Scale');
            INSERT INTO billhook.subscriptions (id, customer_id, status, currency, annual_amount, cancel_at_period_end, cancel_at,
                                                current_period_end, plan_name)
                VALUES ('sub_e1', 'cus_1', 'active', 'usd', 1200, true, NULL, now() + interval '5 days', 'Team'),
                       ('sub_e2', 'cus_1', 'past_due', 'usd', 2400, false, now() + interval '4 days', now() + interval '60 days', 'Team'),
                       ('sub_e3', 'cus_1', 'active', 'usd', 2400, true, NULL, now() + interval '31 days', 'Team'),
                       ('sub_e4', 'cus_1', 'canceled', 'usd', 0, true, NULL, now() + interval '5 days', 'Team'))"_s);
    const ExpiringSoon soon = value(LoadDashboard::readExpiringSoon(*m_session));
    QCOMPARE(soon.trials.sum.count, 2);
    QCOMPARE(soon.trials.sum.amount, 180'000);
    QCOMPARE(soon.trials.rows.first().subscriptionId, u"sub_t2"_s);
    QCOMPARE(soon.trials.rows.first().name, u"Bramble"_s);
    QCOMPARE(soon.subscriptions.sum.count, 2);
    QCOMPARE(soon.subscriptions.rows.first().subscriptionId, u"sub_e2"_s);
    QCOMPARE(soon.sum.count, 4);
    QCOMPARE(soon.sum.amount, 183'600);
}

void LoadDashboardTest::testReadExpiringSoon_ComparesCards_ByMonth()
{
    run(uR"(INSERT INTO billhook.customers (id, name, default_payment_method) VALUES ('cus_1', 'One', 'pm_1'), ('cus_2', 'Two', 'pm_2');
            INSERT INTO billhook.payment_methods (id, customer_id, brand, last4, exp_year, exp_month)
                SELECT id, customer_id, 'visa', '4242', extract(year FROM current_date + months), extract(month FROM current_date + months)
                FROM (VALUES ('pm_1', 'cus_1', interval '0'), ('pm_own', 'cus_1', interval '3 years'),
                             ('pm_2', 'cus_2', interval '0')) AS v (id, customer_id, months);
            INSERT INTO billhook.subscriptions (id, customer_id, status, currency, annual_amount, current_period_end, default_payment_method)
                VALUES ('sub_next_month', 'cus_1', 'active', 'usd', 1200, date_trunc('month', now()) + interval '40 days', NULL),
                       ('sub_own_card', 'cus_1', 'active', 'usd', 1200, date_trunc('month', now()) + interval '40 days', 'pm_own'),
                       ('sub_ended', 'cus_1', 'canceled', 'usd', 0, date_trunc('month', now()) + interval '40 days', NULL),
                       ('sub_this_month', 'cus_2', 'active', 'usd', 1200, date_trunc('month', now()) + interval '20 days', NULL);
            INSERT INTO billhook.card_due SELECT * FROM billhook.card_due_derived;
            INSERT INTO billhook.counter_delta (name, currency, day, amount, count)
                SELECT 'cards_due', currency, good_until, annual_amount, 1 FROM billhook.card_due)"_s);
    const ExpiringSoon soon = value(LoadDashboard::readExpiringSoon(*m_session));
    // The card is good through the last day of this month: too short for next month's invoice only. In the
    // first days of a month that lies more than 30 days ahead.
    const QDate last(
        QDate::currentDate().year(), QDate::currentDate().month(), QDate::currentDate().daysInMonth());
    if (QDate::currentDate().addDays(29).month() == last.month()) {
        QCOMPARE(soon.cards.sum.count, 0);
        return;
    }
    QCOMPARE(soon.cards.sum.count, 1);
    QCOMPARE(soon.cards.sum.amount, 1200);
    QCOMPARE(soon.cards.rows.size(), 1);
    QCOMPARE(soon.cards.rows.first().subscriptionId, u"sub_next_month"_s);
    QCOMPARE(soon.cards.rows.first().last4, u"4242"_s);
    QCOMPARE(soon.cards.rows.first().day, last);
}

void LoadDashboardTest::testReadEverything_IsEmpty_InAFreshDatabase()
{
    QVERIFY(value(LoadDashboard::readRevenue(*m_session, {})).empty);
    QCOMPARE(value(LoadDashboard::readCounters(*m_session, {})).payingCustomers.now, 0);
    QCOMPARE(value(LoadDashboard::readFailedPayments(*m_session)).sum.count, 0);
    QCOMPARE(value(LoadDashboard::readExpiringSoon(*m_session)).sum.count, 0);
}

void LoadDashboardTest::testCountersAndExpiring_Come_WhileRevenueWaits()
{
    run(u"INSERT INTO billhook.mrr_rollup VALUES (current_date, 'eur', 'new', 120000, 1)"_s);
    Database database(m_postgres.url());
    const LoadDashboard dashboard(database);
    QVERIFY(dashboard.revenue({}).result().has_value() && dashboard.expiringSoon().result().has_value());
    const auto holder = value(postgres::Session::open(
        { m_postgres.url(), postgres::Group::Owner, u"test"_s, std::chrono::seconds(15), {} }));
    QVERIFY(holder->executeText(u"BEGIN; LOCK TABLE billhook.fx_rate"_s).has_value());
    const auto revenue = dashboard.revenue({}); // asks for rates; the others have nothing to convert
    const auto counters = dashboard.counters({});
    const auto expiring = dashboard.expiringSoon();
    QTRY_VERIFY(counters.isFinished() && expiring.isFinished());
    QVERIFY(counters.result().has_value() && expiring.result().has_value());
    QVERIFY(!revenue.isFinished());
    QVERIFY(holder->executeText(u"ROLLBACK"_s).has_value());
    QTRY_VERIFY(revenue.isFinished());
    QVERIFY(revenue.result().has_value());
}

void LoadDashboardTest::testReadFreshness_TellsTheQueue()
{
    const auto read = [this] {
        events::QueueCursor queue;
        return value(LoadFreshness::read(*m_session, queue));
    };
    Freshness freshness = read();
    QCOMPARE(freshness.company, u"Test"_s);
    QVERIFY(!freshness.lastEvent.isValid());
    QCOMPARE(freshness.queued, 0);
    QCOMPARE(freshness.role, u"billhook_finance"_s);
    run(uR"(INSERT INTO billhook.event_queue (event_id, created, received_at)
                VALUES ('evt_1', now(), now() - interval '3 seconds'), ('evt_2', now(), now());
            INSERT INTO billhook.fx_rate VALUES ('2026-11-18', 'eur', 'usd', 1.5, 'ECB'))"_s);
    QVERIFY(!freshness.heartbeat.isValid());
    freshness = read();
    QCOMPARE(freshness.queued, 2);
    QVERIFY(freshness.oldestQueued.msecsTo(freshness.now) >= 3'000);
    QCOMPARE(freshness.ratesDay, QDate(2026, 11, 18));
    QCOMPARE(freshness.ratesSource, u"ECB"_s);
}

/** The desktop reaches only the database: a daemon's life must be seen there. */
void LoadDashboardTest::testCase16_Heartbeat_IsReadBack()
{
    postgres::Pipeline daemon(
        { m_postgres.url().toStdString(), "billhook_daemon", "test", std::chrono::seconds(5), { "health" } });
    QVERIFY(daemon.run("health/note_heartbeat").has_value());
    run(u"UPDATE billhook.heartbeat SET beat_at = now() - interval '6 minutes'"_s);
    events::QueueCursor queue;
    QVERIFY(value(LoadFreshness::read(*m_session, queue)).heartbeat.secsTo(QDateTime::currentDateTimeUtc())
        >= 360);
    QVERIFY(daemon.run("health/note_heartbeat").has_value());
    const Freshness freshness = value(LoadFreshness::read(*m_session, queue));
    QVERIFY(freshness.heartbeat.secsTo(freshness.now) < 60);
}

QTEST_GUILESS_MAIN(LoadDashboardTest)

#include "loaddashboardtest.moc"
