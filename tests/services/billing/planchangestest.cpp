#include "services/billing/planchanges.h"

#include "services/billing/planstore.h"
#include "tests/services/operations/operationdesk.h"

#include <QTest>

using namespace billhook;
using namespace billhook::billing;
using namespace billhook::tests;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using domain::ErrorKind;
using domain::Plan;
using domain::PlanPrice;
using domain::PlanTerms;

namespace {

const Caller caller{ u"program:test"_s, u"request-1"_s };

PlanPrice price(std::int64_t minor, bool isDefault)
{
    return { {}, {}, domain::Money(minor, *domain::Currency::fromCode("usd")), "month", 1, isDefault, true };
}

PlanTerms team()
{
    PlanTerms terms{ "Team", "team" };
    terms.maxUsers = 5;
    terms.limitsPerUnit = true;
    terms.features = { "sso", "audit" };
    terms.prices = { price(1400, true) };
    return terms;
}

QList<ScriptedReply> made(const QList<QByteArray> &ids)
{
    QList<ScriptedReply> script;
    for (const QByteArray &id : ids) {
        script.append(OperationDesk::object(id));
    }
    return script;
}

std::vector<std::string> namesOf(const operations::Intention &intention)
{
    std::vector<std::string> names;
    for (const auto &step : intention.steps) {
        names.push_back(step.name);
    }
    return names;
}

} // namespace

class PlanChangesTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void testCreate_MakesThePlanVisible_OnlyWhenStripeHasIt();
    void testCreate_RefusesASlugThatIsTaken();
    void testUpdate_MakesANewPriceAndArchivesTheOld();
    void testUpdate_RefusesAStaleVersion_AndASecondAtOnce();
    void testUpdate_SaysNothingToStripe_WhereItNeedNotKnow();
    void testArchive_HidesThePlan();
    void testMirror_ShowsWhatIsChangedAtStripe_ButNotOurEcho();

private:
    std::unique_ptr<OperationDesk> desk(const QList<QByteArray> &ids);
    Plan planOf(OperationDesk &desk);
    Plan carriedOut(
        OperationDesk &desk, const operations::Intention &change, std::optional<std::int64_t> version = {});

    support::PostgresFixture m_postgres;
};

void PlanChangesTest::init()
{
    m_postgres.renew();
}

std::unique_ptr<OperationDesk> PlanChangesTest::desk(const QList<QByteArray> &ids)
{
    return std::make_unique<OperationDesk>(m_postgres, made(ids));
}

Plan PlanChangesTest::planOf(OperationDesk &desk)
{
    return *PlanStore(*desk.session).read("team");
}

Plan PlanChangesTest::carriedOut(
    OperationDesk &desk, const operations::Intention &change, std::optional<std::int64_t> version)
{
    const auto operation = desk.execute(*beginPlanChange(*desk.session, change, version, {}));
    if (operation.state != operations::OperationState::Done) {
        qFatal("%s", qPrintable(operation.errorMessage));
    }
    return planOf(desk);
}

void PlanChangesTest::testCreate_MakesThePlanVisible_OnlyWhenStripeHasIt()
{
    auto stripe = desk({ "prod_1", "price_1", "prod_1" });
    const auto change = *createPlan(team(), caller);
    const QUuid id = *beginPlanChange(*stripe->session, change, {}, {});
    QCOMPARE(PlanStore(*stripe->session).list()->size(), 0U);
    QCOMPARE(stripe->execute(id).state, operations::OperationState::Done);
    const Plan plan = planOf(*stripe);
    QCOMPARE(plan.stripeProductId, std::string("prod_1"));
    QCOMPARE(plan.version, 1);
    QCOMPARE(plan.terms.prices.size(), 1U);
    QCOMPARE(plan.terms.prices[0].stripePriceId, std::string("price_1"));
    PlanTerms expected = team();
    expected.prices = plan.terms.prices;
    QVERIFY(plan.terms == expected);
    const QByteArray body = stripe->server.requests().value(0).body;
    QVERIFY2(body.startsWith(
                 "name=Team&metadata[plan_slug]=team&metadata[max_users]=5&metadata[max_projects]=unlimited&"
                 "metadata[limits_per_unit]=true&"),
        body.constData());
}

void PlanChangesTest::testCreate_RefusesASlugThatIsTaken()
{
    auto stripe = desk({ "prod_1", "price_1", "prod_1" });
    carriedOut(*stripe, *createPlan(team(), caller));
    const auto second = beginPlanChange(*stripe->session, *createPlan(team(), caller), {}, {});
    QVERIFY(!second);
    QCOMPARE(second.error().code, std::string("slug_taken"));
    PlanTerms other = team();
    other.slug = "other";
    QVERIFY(beginPlanChange(*stripe->session, *createPlan(other, caller), {}, {}).has_value());
    const auto third = beginPlanChange(*stripe->session, *createPlan(other, caller), {}, {});
    QVERIFY(!third);
    QCOMPARE(third.error().kind, ErrorKind::Conflict);
}

void PlanChangesTest::testUpdate_MakesANewPriceAndArchivesTheOld()
{
    auto stripe = desk({ "prod_1", "price_1", "prod_1", "price_2", "prod_1", "price_1" });
    const Plan before = carriedOut(*stripe, *createPlan(team(), caller));
    PlanTerms wanted = before.terms;
    wanted.prices = { price(1700, true) };
    const auto change = *updatePlan(before, wanted, caller);
    QCOMPARE(namesOf(change),
        (std::vector<std::string>{ "create_price_1", "set_default_price", "archive_price_price_1" }));
    const auto calls = operations::dryRun(change.steps);
    QCOMPARE(calls[0].path, std::string("/v1/prices"));
    QCOMPARE(calls[1].parameters, (stripeclient::Form::Fields{ { "default_price", "{create_price_1}" } }));
    QCOMPARE(calls[2].path, std::string("/v1/prices/price_1"));
    QCOMPARE(calls[2].parameters, (stripeclient::Form::Fields{ { "active", "false" } }));
    const Plan after = carriedOut(*stripe, change, before.version);
    QCOMPARE(after.version, 2);
    QCOMPARE(after.terms.prices.size(), 2U);
    QCOMPARE(after.terms.prices[0].stripePriceId, std::string("price_2"));
    QCOMPARE(after.terms.prices[0].amount.minor(), 1700);
    QVERIFY(after.terms.prices[0].isDefault);
    QCOMPARE(after.terms.prices[1].stripePriceId, std::string("price_1"));
    QVERIFY(!after.terms.prices[1].isActive);
}

void PlanChangesTest::testUpdate_RefusesAStaleVersion_AndASecondAtOnce()
{
    auto stripe = desk({ "prod_1", "price_1", "prod_1" });
    const Plan plan = carriedOut(*stripe, *createPlan(team(), caller));
    PlanTerms renamed = plan.terms;
    renamed.name = "Crew";
    const auto change = *updatePlan(plan, renamed, caller);
    const auto stale = beginPlanChange(*stripe->session, change, plan.version - 1, {});
    QVERIFY(!stale);
    QCOMPARE(stale.error().code, std::string("stale"));
    QVERIFY(beginPlanChange(*stripe->session, change, plan.version, {}).has_value());
    const auto second = beginPlanChange(*stripe->session, change, plan.version, {});
    QVERIFY(!second);
    QCOMPARE(second.error().code, std::string("operation_under_way"));
}

void PlanChangesTest::testUpdate_SaysNothingToStripe_WhereItNeedNotKnow()
{
    auto stripe = desk({ "prod_1", "price_1", "prod_1" });
    const Plan plan = carriedOut(*stripe, *createPlan(team(), caller));
    PlanTerms wanted = plan.terms;
    wanted.trialPeriodDays = 14;
    wanted.features = { "sso" };
    const Plan after = carriedOut(*stripe, *updatePlan(plan, wanted, caller), plan.version);
    QCOMPARE(stripe->server.requests().size(), 3);
    QCOMPARE(after.terms.trialPeriodDays, std::optional(14));
    QCOMPARE(after.terms.features, std::vector<std::string>{ "sso" });
    QCOMPARE(after.version, 2);
}

void PlanChangesTest::testArchive_HidesThePlan()
{
    auto stripe = desk({ "prod_1", "price_1", "prod_1", "prod_1" });
    const Plan plan = carriedOut(*stripe, *createPlan(team(), caller));
    const Plan after = carriedOut(*stripe, archivePlan(plan, caller));
    QVERIFY(!after.terms.isActive);
    QVERIFY(stripe->server.requests().value(3).body.startsWith("active=false&"));
    QCOMPARE(m_postgres.sql(u"SELECT string_agg(action, ',' ORDER BY id) FROM billhook.audit_log"_s),
        u"create_plan,archive_plan"_s);
}

void PlanChangesTest::testMirror_ShowsWhatIsChangedAtStripe_ButNotOurEcho()
{
    auto stripe = desk({ "prod_1", "price_1", "prod_1", "prod_1" });
    const Plan plan = carriedOut(*stripe, *createPlan(team(), caller));
    PlanTerms renamed = plan.terms;
    renamed.name = "Crew";
    const Plan crew = carriedOut(*stripe, *updatePlan(plan, renamed, caller), plan.version);
    const QString marks = u"SELECT string_agg(s.id::text, ',' ORDER BY o.created_at, s.position) FROM "
                          u"billhook.operation_step s JOIN "
                          u"billhook.operation o ON o.id = s.operation_id WHERE s.object = 'prod_1'"_s;
    const QStringList mark = m_postgres.sql(marks).split(u',');
    QCOMPARE(mark.size(), 3);
    const auto mirror = [&](const QString &name, const QString &step) {
        m_postgres.sql(
            u"INSERT INTO billhook.products (id, name, active, metadata) VALUES ('prod_1', '%1', true, "
            u"'{\"billhook_step\":\"%2\"}') ON CONFLICT (id) DO UPDATE SET name = excluded.name, metadata = "
            u"excluded.metadata"_s.arg(name, step));
        return planOf(*stripe);
    };
    QCOMPARE(mirror(u"Team"_s, mark[0]).version, crew.version); // of before the change
    QCOMPARE(mirror(u"Crew"_s, mark[2]).version, crew.version);
    const Plan changed
        = mirror(u"Band"_s, mark[2]); // by somebody at Stripe: the mark of our last change is still there
    QCOMPARE(changed.terms.name, std::string("Band"));
    QCOMPARE(changed.version, crew.version + 1);
    m_postgres.sql(
        u"INSERT INTO billhook.prices (id, product_id, active) VALUES ('price_1', 'prod_1', false)"_s);
    QVERIFY(!planOf(*stripe).terms.prices[0].isActive);
    QCOMPARE(planOf(*stripe).version, crew.version + 2);
}

QTEST_GUILESS_MAIN(PlanChangesTest)
#include "planchangestest.moc"
