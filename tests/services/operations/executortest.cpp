#include "services/stripeclient/coupons.h"
#include "services/stripeclient/products.h"
#include "tests/services/operations/operationdesk.h"

#include <QJsonDocument>
#include <QTest>

using namespace billhook;
using namespace billhook::operations;
using namespace billhook::tests;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class ExecutorTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void testExecute_SendsEachStepOnce_InOrder();
    void testExecute_FailsWithTheStepThatIsRefused();
    void testExecute_LeavesWhatMayPassForLater_data();
    void testExecute_LeavesWhatMayPassForLater();
    void testExecute_LooksFirst_AndSendsWhatIsNotThere();
    void testExecute_LooksFirst_AndTakesWhatIsThere();
    void testExecute_SeesAChangeByItsMark();
    void testExecute_TakesAnAbsentObjectForDeleted();
    void testExecute_DoesNotRetryAStoredFailureForEver();
    void testExecute_FindsTheEffectBehindAStoredFailure();
    void testExecute_LeavesAloneWhatIsAnothers();
    void testExecute_StopsWhereItLosesTheClaim();

private:
    QString audited();

    support::PostgresFixture m_postgres;
};

void ExecutorTest::init()
{
    m_postgres.renew();
}

QString ExecutorTest::audited()
{
    return m_postgres.sql(
        u"SELECT string_agg(concat_ws(' ', actor, action, subject, before ->> 'name', request_id), ',') "
        u"FROM billhook.audit_log"_s);
}

void ExecutorTest::testExecute_SendsEachStepOnce_InOrder()
{
    OperationDesk desk(m_postgres,
        { OperationDesk::object("prod_1"), OperationDesk::object("price_1"),
            OperationDesk::object("prod_1") });
    const Operation operation = desk.execute(desk.beginPlan());
    QCOMPARE(operation.state, OperationState::Done);
    QVERIFY(operation.finished());
    const auto requests = desk.server.requests();
    QCOMPARE(requests.size(), 3);
    for (qsizetype index = 0; index < 3; ++index) {
        const auto &step = operation.steps[static_cast<std::size_t>(index)];
        QCOMPARE(step.state, OperationState::Done);
        QCOMPARE(requests[index].headers.value("idempotency-key"), markOf(step));
        QVERIFY(requests[index].body.endsWith(QByteArray("metadata[billhook_step]=" + markOf(step))));
    }
    QVERIFY(requests[1].body.startsWith("product=prod_1&"));
    QCOMPARE(requests[2].target, QByteArray("/v1/products/prod_1"));
    QVERIFY(requests[2].body.startsWith("default_price=price_1&"));
    QCOMPARE(operation.steps[1].stripeRequestId, u"req_price_1"_s);
    QCOMPARE(operation.result[u"objects"][u"create_price"].toString(), u"price_1"_s);
    QCOMPARE(audited(), u"program:test try_plan plan-1 Old request-1"_s);
    QCOMPARE(desk.execute(operation.id).state, OperationState::Done);
    QCOMPARE(desk.server.requests().size(), 3);
}

void ExecutorTest::testExecute_FailsWithTheStepThatIsRefused()
{
    OperationDesk desk(m_postgres,
        { OperationDesk::object("prod_1"), OperationDesk::refusal(400, { "Request-Id: req_no" }) });
    const Operation operation = desk.execute(desk.beginPlan());
    QCOMPARE(operation.state, OperationState::Failed);
    QCOMPARE(operation.errorCode, u"stripe_refused"_s);
    QVERIFY(operation.errorMessage.contains(u"As scripted."_s));
    QCOMPARE(operation.steps[0].state, OperationState::Done);
    QCOMPARE(operation.steps[1].state, OperationState::Failed);
    QCOMPARE(operation.steps[1].stripeRequestId, u"req_no"_s);
    QCOMPARE(operation.steps[2].state, OperationState::Canceled);
    QCOMPARE(audited(), u"program:test try_plan_failed plan-1 Old request-1"_s);
    desk.beginPlan(); // the subject is free again
}

void ExecutorTest::testExecute_LeavesWhatMayPassForLater_data()
{
    QTest::addColumn<QList<ScriptedReply>>("script");
    QTest::addColumn<QString>("code");
    const auto thrice = [](const ScriptedReply &reply) { return QList<ScriptedReply>(3, reply); };
    QTest::newRow("Stripe away") << thrice({ 200, {}, {}, ScriptedReply::Ending::Dropped })
                                 << u"stripe_unreachable"_s;
    QTest::newRow("answer cut off") << thrice({ 200, R"({"id":"prod_1"})", {}, ScriptedReply::Ending::Cut })
                                    << u"stripe_unreachable"_s;
    QTest::newRow("500") << thrice(OperationDesk::refusal(500)) << u"stripe_failed"_s;
    QTest::newRow("409") << thrice(OperationDesk::refusal(409)) << u"stripe_busy"_s;
    QTest::newRow("429") << QList<ScriptedReply>{ OperationDesk::refusal(429) } << u"stripe_rate_limited"_s;
    QTest::newRow("a proxy's page") << QList<ScriptedReply>{
        { 200, "<html>", { "Content-Type: text/html" } }
    } << u"stripe_unreadable"_s;
}

void ExecutorTest::testExecute_LeavesWhatMayPassForLater()
{
    QFETCH(const QList<ScriptedReply>, script);
    QFETCH(const QString, code);
    const ScriptedReply nothing{ 200, R"({"object":"list","has_more":false,"data":[]})" };
    OperationDesk desk(m_postgres,
        script
            + QList<ScriptedReply>{ nothing, OperationDesk::object("prod_1"),
                OperationDesk::object("price_1"), OperationDesk::object("prod_1") });
    const QUuid id = desk.beginPlan();
    const Operation open = desk.execute(id);
    QCOMPARE(open.state, OperationState::Running);
    QCOMPARE(open.errorCode, code);
    QVERIFY(!open.finished());
    QCOMPARE(audited(), QString());
    const auto sent = desk.server.requests().size();
    QCOMPARE(desk.execute(id).state, OperationState::Running); // its pause is not over
    QCOMPARE(desk.server.requests().size(), sent);
    desk.makeDue(id);
    const Operation done = desk.execute(id);
    QCOMPARE(done.state, OperationState::Done);
    QCOMPARE(done.errorCode, QString());
    QCOMPARE(desk.server.requests()[sent + 1].headers.value("idempotency-key"), markOf(open.steps[0]));
}

void ExecutorTest::testExecute_LooksFirst_AndSendsWhatIsNotThere()
{
    const ScriptedReply others{ 200,
        R"({"object":"list","has_more":false,"data":[{"id":"prod_9","metadata":{}}]})" };
    OperationDesk desk(m_postgres,
        { OperationDesk::refusal(429), others, OperationDesk::object("prod_1"),
            OperationDesk::object("price_1"), OperationDesk::object("prod_1") });
    const QUuid id = desk.beginPlan();
    const auto before = QDateTime::currentSecsSinceEpoch();
    desk.execute(id);
    desk.makeDue(id);
    const Operation done = desk.execute(id);
    QCOMPARE(done.state, OperationState::Done);
    QCOMPARE(done.steps[0].object, std::string("prod_1"));
    const QByteArray target = desk.server.requests().value(1).target;
    QVERIFY(target.startsWith("/v1/products?created[gte]="));
    const qint64 since = target.mid(26, 10).toLongLong();
    QVERIFY2(since <= before - 290 && since >= before - 310, target.constData());
}

void ExecutorTest::testExecute_LooksFirst_AndTakesWhatIsThere()
{
    OperationDesk first(m_postgres, { OperationDesk::refusal(429) });
    const QUuid id = first.beginPlan();
    const QByteArray mark = markOf(first.execute(id).steps[0]);
    first.makeDue(id);
    const ScriptedReply listed{ 200,
        R"({"object":"list","has_more":false,"data":[{"id":"prod_7","metadata":{"billhook_step":")" + mark
            + R"("}}]})" };
    OperationDesk second(m_postgres,
        { listed, OperationDesk::object("prod_7", mark), OperationDesk::object("price_1"),
            OperationDesk::object("prod_7") });
    const Operation done = second.execute(id);
    QCOMPARE(done.state, OperationState::Done);
    QCOMPARE(done.steps[0].object, std::string("prod_7"));
    const auto requests = second.server.requests();
    QCOMPARE(requests.size(), 4);
    QCOMPARE(requests[1].target, QByteArray("/v1/products/prod_7"));
    QVERIFY(requests[2].body.startsWith("product=prod_7&"));
}

void ExecutorTest::testExecute_SeesAChangeByItsMark()
{
    stripeclient::ProductFields fields;
    fields.active = false;
    Intention archive = OperationDesk::planIntention();
    archive.steps = { PlannedStep("archive_product", stripeclient::updateProduct("prod_1", fields, {})) };
    OperationDesk first(m_postgres, { OperationDesk::refusal(429) });
    const QUuid id = first.begin(archive);
    const QByteArray mark = markOf(first.execute(id).steps[0]);
    first.makeDue(id);
    OperationDesk second(m_postgres, { OperationDesk::object("prod_1", mark) });
    QCOMPARE(second.execute(id).state, OperationState::Done);
    QCOMPARE(second.server.requests().size(), 1);
    QCOMPARE(second.server.requests().value(0).method, QByteArray("GET"));
}

void ExecutorTest::testExecute_TakesAnAbsentObjectForDeleted()
{
    Intention removal = OperationDesk::planIntention();
    removal.steps = { PlannedStep("delete_coupon", stripeclient::deleteCoupon("WINTER")) };
    OperationDesk desk(m_postgres, { OperationDesk::refusal(404) });
    const Operation done = desk.execute(desk.begin(removal));
    QCOMPARE(done.state, OperationState::Done);
    QCOMPARE(done.steps[0].object, std::string("WINTER"));
}

void ExecutorTest::testExecute_DoesNotRetryAStoredFailureForEver()
{
    const ScriptedReply stored
        = OperationDesk::refusal(500, { "Idempotent-Replayed: true", "Stripe-Should-Retry: false" });
    const ScriptedReply nothing{ 200, R"({"object":"list","has_more":false,"data":[]})" };
    OperationDesk desk(m_postgres, { stored, nothing });
    const Operation failed = desk.execute(desk.beginPlan());
    QCOMPARE(failed.state, OperationState::Failed);
    QCOMPARE(failed.errorCode, u"stripe_failed_for_good"_s);
    QCOMPARE(desk.server.requests().size(), 2);
}

void ExecutorTest::testExecute_FindsTheEffectBehindAStoredFailure()
{
    stripeclient::ProductFields fields;
    fields.name = "Team";
    Intention rename = OperationDesk::planIntention();
    rename.steps = { PlannedStep("rename_product", stripeclient::updateProduct("prod_1", fields, {})) };
    OperationDesk first(m_postgres, { OperationDesk::refusal(429) });
    const QUuid id = first.begin(rename);
    const QByteArray mark = markOf(first.execute(id).steps[0]);
    first.makeDue(id);
    OperationDesk second(m_postgres,
        { OperationDesk::object("prod_1", "another"),
            OperationDesk::refusal(500, { "Idempotent-Replayed: true", "Stripe-Should-Retry: false" }),
            OperationDesk::object("prod_1", mark) });
    QCOMPARE(second.execute(id).state, OperationState::Done);
    QCOMPARE(second.server.requests().size(), 3);
}

void ExecutorTest::testExecute_LeavesAloneWhatIsAnothers()
{
    OperationDesk desk(m_postgres, {});
    const QUuid id = desk.beginPlan(ExecutorClaim{ u"desktop:theirs"_s });
    QCOMPARE(desk.execute(id).state, OperationState::Pending);
    QVERIFY(desk.server.requests().isEmpty());
}

void ExecutorTest::testExecute_StopsWhereItLosesTheClaim()
{
    OperationDesk desk(m_postgres, { OperationDesk::object("prod_1"), OperationDesk::object("price_1") });
    const ExecutorClaim brief{ u"test:brief"_s, 0ms, 0ms };
    const QUuid id = desk.beginPlan(brief);
    const ExecutorClaim hasty{ u"test:hasty"_s, 30s, 0ms };
    QVERIFY(*OperationStore(*desk.session).claim(id, hasty)); // the other has run out at once
    const OperationStep step = desk.read(id).steps[0];
    QVERIFY(!*OperationStore(*desk.session).beginStep(step.id, brief));
    QVERIFY(!*OperationStore(*desk.session).endStep(step, "{}", brief));
    QVERIFY(!*OperationStore(*desk.session).endFailed(id, brief, step.id, { u"x"_s, u"y"_s }));
    QVERIFY(desk.server.requests().isEmpty());
}

QTEST_GUILESS_MAIN(ExecutorTest)
#include "executortest.moc"
