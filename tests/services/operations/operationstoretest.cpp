#include "services/operations/operationworker.h"
#include "tests/services/operations/operationdesk.h"

#include <QTest>

using namespace billhook;
using namespace billhook::operations;
using namespace billhook::tests;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using domain::ErrorKind;

class OperationStoreTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void testBegin_KeepsTheIntentionWithAllItsSteps();
    void testBegin_RefusesASecondOpenOperationOnASubject();
    void testBegin_NamesAnAdminByTheLogin();
    void testGroup_MayOnly_WhatItShould_data();
    void testGroup_MayOnly_WhatItShould();
    void testAudit_IsAppendOnly();
    void testPreview_IsNotAudited();
    void testWorker_CarriesOutWhatItIsToldTo_AndWhatWasLeft();
    void testWorker_GivesBackWhatItIsAt_WhenStopped();

private:
    support::PostgresFixture m_postgres;
};

void OperationStoreTest::init()
{
    m_postgres.renew();
}

void OperationStoreTest::testBegin_KeepsTheIntentionWithAllItsSteps()
{
    OperationDesk desk(m_postgres, {});
    const Operation operation = desk.read(desk.beginPlan());
    QCOMPARE(operation.state, OperationState::Pending);
    QCOMPARE(operation.kind, u"try_plan"_s);
    QCOMPARE(operation.subject, u"plan-1"_s);
    const auto planned = OperationDesk::planIntention().steps;
    QCOMPARE(operation.steps.size(), planned.size());
    for (std::size_t index = 0; index < planned.size(); ++index) {
        QCOMPARE(operation.steps[index].name, planned[index].name);
        QCOMPARE(operation.steps[index].objectOf, planned[index].objectOf);
        QCOMPARE(operation.steps[index].fields.size(), planned[index].fields.size());
    }
    QCOMPARE(operation.steps[1].fields[0].of, std::string("create_product"));
    QCOMPARE(OperationStore(*desk.session).read(QUuid::createUuid()).error().kind, ErrorKind::NotFound);
}

void OperationStoreTest::testBegin_RefusesASecondOpenOperationOnASubject()
{
    OperationDesk desk(m_postgres, {});
    desk.beginPlan();
    auto second = OperationStore(*desk.session).begin(OperationDesk::planIntention(), {});
    QVERIFY(!second);
    QCOMPARE(second.error().kind, ErrorKind::Conflict);
    QCOMPARE(second.error().code, std::string("operation_under_way"));
    Intention preview = OperationDesk::planIntention();
    preview.kind = u"preview"_s;
    QVERIFY(OperationStore(*desk.session).begin(preview, {}).has_value());
}

void OperationStoreTest::testBegin_NamesAnAdminByTheLogin()
{
    m_postgres.sql(u"CREATE ROLE mallory LOGIN IN ROLE billhook_admin"_s);
    auto session = postgres::Session::open(
        { m_postgres.urlAs(u"mallory"_s), postgres::Group::Admin, {}, 15s, { u"operations"_s } });
    QVERIFY2(session.has_value(), session ? "" : session.error().message.c_str());
    const auto id = OperationStore(**session).begin(OperationDesk::planIntention(), {});
    QVERIFY2(id.has_value(), id ? "" : id.error().detail.c_str());
    const auto operation = OperationStore(**session).read(*id);
    QVERIFY(operation.has_value());
    QCOMPARE(operation->actor, u"person:mallory"_s);
}

void OperationStoreTest::testGroup_MayOnly_WhatItShould_data()
{
    QTest::addColumn<int>("group");
    QTest::addColumn<QString>("sql");
    QTest::addColumn<bool>("allowed");
    const auto row = [](const char *name, postgres::Group group, const QString &sql, bool allowed) {
        QTest::newRow(name) << static_cast<int>(group) << sql << allowed;
    };
    using postgres::Group;
    const QString claim = u"SELECT billhook.claim_operation(gen_random_uuid(), 'x', '30 s', '30 s')"_s;
    const QString steps
        = u"SELECT step.parameters, step.state FROM billhook.operation, billhook.operation_step step"_s;
    const QString answers = u"SELECT response FROM billhook.operation_step"_s;
    row("finance reads", Group::Finance, steps, true);
    row("finance reads Stripe's answers", Group::Finance, answers, false);
    row("finance reads the log", Group::Finance, u"SELECT * FROM billhook.audit_log"_s, true);
    row("finance claims", Group::Finance, claim, false);
    row("api reads", Group::Api, steps, true); // the rows of its token: row security
    row("api reads Stripe's answers", Group::Api, answers, false);
    row("api claims", Group::Api, claim, false);
    row("directory claims", Group::Directory, claim, false);
    row("daemon claims", Group::Daemon, claim, true);
    row("admin claims", Group::Admin, claim, true);
    row("daemon writes past the functions", Group::Daemon, u"UPDATE billhook.operation SET state = 'done'"_s,
        false);
    row("admin writes past the functions", Group::Admin, u"DELETE FROM billhook.operation_step"_s, false);
    row("admin applies", Group::Admin, u"SELECT billhook.apply_operation(NULL::billhook.operation)"_s, false);
    row("admin writes the log", Group::Admin,
        u"INSERT INTO billhook.audit_log (actor, action, subject) VALUES ('a', 'b', 'c')"_s, false);
}

void OperationStoreTest::testGroup_MayOnly_WhatItShould()
{
    QFETCH(const int, group);
    QFETCH(const QString, sql);
    QFETCH(const bool, allowed);
    auto session
        = postgres::Session::open({ m_postgres.url(), static_cast<postgres::Group>(group), {}, 15s, {} });
    QVERIFY(session.has_value());
    const auto done = (*session)->executeText(sql);
    QCOMPARE(done.has_value(), allowed);
    if (!allowed) {
        QCOMPARE(done.error().kind, ErrorKind::Forbidden);
    }
}

void OperationStoreTest::testAudit_IsAppendOnly()
{
    m_postgres.sql(u"INSERT INTO billhook.audit_log (actor, action, subject) VALUES ('a', 'b', 'c')"_s);
    auto owner = postgres::Session::open({ m_postgres.url(), postgres::Group::Owner, {}, 15s, {} });
    QVERIFY(owner.has_value());
    for (const QString &change : { u"UPDATE billhook.audit_log SET actor = 'x'"_s,
             u"DELETE FROM billhook.audit_log"_s, u"TRUNCATE billhook.audit_log"_s }) {
        const auto done = (*owner)->executeText(change);
        QVERIFY(!done);
        QCOMPARE(done.error().kind, ErrorKind::Forbidden);
    }
}

void OperationStoreTest::testPreview_IsNotAudited()
{
    OperationDesk desk(m_postgres, { OperationDesk::object("prod_1") });
    Intention preview = OperationDesk::planIntention();
    preview.kind = u"preview"_s;
    preview.steps.resize(1, preview.steps[0]);
    QCOMPARE(desk.execute(desk.begin(preview)).state, OperationState::Done);
    QCOMPARE(m_postgres.sql(u"SELECT count(*) FROM billhook.audit_log"_s), u"0"_s);
}

void OperationStoreTest::testWorker_CarriesOutWhatItIsToldTo_AndWhatWasLeft()
{
    OperationDesk desk(m_postgres, {});
    observability::Log log(observability::LogLevel::Error);
    Intention one = OperationDesk::planIntention();
    one.steps.resize(1, one.steps[0]);
    const QUuid left = desk.begin(one);
    OperationWorker worker({ m_postgres.url(), 20ms, { u"test:worker"_s } }, *desk.client, log);
    QTRY_COMPARE(desk.read(left).state, OperationState::Done);
    const QUuid told = desk.begin(one, worker.claim());
    QCOMPARE(desk.read(told).state, OperationState::Pending);
    worker.execute(told);
    QTRY_COMPARE(desk.read(told).state, OperationState::Done);
    m_postgres.kill();
    m_postgres.start();
    desk.session = *postgres::Session::open(
        { m_postgres.url(), postgres::Group::Daemon, {}, 15s, { u"operations"_s } });
    const QUuid later = desk.begin(one);
    QTRY_COMPARE(desk.read(later).state, OperationState::Done);
}

void OperationStoreTest::testWorker_GivesBackWhatItIsAt_WhenStopped()
{
    OperationDesk desk(m_postgres, { { 200, {}, {}, ScriptedReply::Ending::Silent } });
    observability::Log log(observability::LogLevel::Error);
    const QUuid id = desk.beginPlan();
    OperationWorker worker({ m_postgres.url(), 20ms, { u"test:worker"_s } }, *desk.client, log);
    QTRY_COMPARE(desk.server.requests().size(), 1);
    worker.stop();
    const Operation operation = desk.read(id);
    QCOMPARE(operation.state, OperationState::Running);
    QCOMPARE(operation.errorCode, u"canceled"_s);
    QVERIFY(operation.steps[0].sentAt.isValid());
    QCOMPARE(m_postgres.sql(u"SELECT executor IS NULL FROM billhook.operation"_s), u"t"_s);
}

QTEST_GUILESS_MAIN(OperationStoreTest)
#include "operationstoretest.moc"
