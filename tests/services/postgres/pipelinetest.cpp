#include "services/postgres/pipeline.h"

#include "services/postgres/copyrows.h"
#include "tests/support/postgresfixture.h"
#include "tests/support/silentsocket.h"

#include <QTest>

using namespace billhook;
using namespace billhook::postgres;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using domain::ErrorKind;

/** The libpq connection of the hot paths: values, transactions, deadlines, reconnection. */
class PipelineTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_postgres.renew(); }

    void testRun_CarriesArrays_Exactly();
    void testRun_Refuses_TextWithNul();
    void testRun_Reconnects_AfterTheBackendWasKilled();
    void testRun_DoesNotReconnect_InsideATransaction();
    void testRun_LeavesAServer_ThatTakesNoChanges();
    void testBegin_GivesItsLocksBack_WhereNobodyGoesOn();
    void testCommit_Fails_AfterAFailedStatement();
    void testRun_EndsAtItsDeadline_OnASilentServer();
    void testRun_EndsAtItsDeadline_BehindALock();
    void testRun_Resumes_AfterTheServerCrashed();
    void testPost_TakesEffect_WithTheCommit();
    void testPost_TellsTheFirstFailure_WhereSomebodyWaits();
    void testPost_ForgetsItsFailure_WithARollback();
    void testPost_PreparesAnArea_WhenItIsFirstUsed();
    void testPost_CarriesMore_ThanASocketHolds();
    void testSettle_EndsAtItsDeadline_BehindALock();
    void testSettle_TellsALostConnection();
    void testCopy_CarriesEveryType_Exactly();
    void testCopy_LeavesTheConnectionUsable_WhenTheServerRefuses();

private:
    Pipeline pipeline(std::chrono::milliseconds deadline = 5s)
    {
        return Pipeline(options(m_postgres.url(), deadline));
    }
    static PipelineOptions options(const QString &url, std::chrono::milliseconds deadline)
    {
        return { url.toStdString(), "billhook_daemon", "pipeline test", deadline, { "ingest" } };
    }

    support::PostgresFixture m_postgres;
};

namespace {

Parameters oneEvent(const std::string &id, const std::string &type, const std::string &payload)
{
    Parameters parameters;
    parameters.texts({ id })
        .texts({ type })
        .bigints({ std::nullopt })
        .texts({ std::nullopt })
        .byteas({ payload })
        .texts({ std::nullopt });
    return parameters;
}

} // namespace

void PipelineTest::testRun_CarriesArrays_Exactly()
{
    constexpr std::int64_t created = 1'700'000'001;
    auto sut = pipeline();
    QVERIFY(sut.run("ingest/ensure_partition", Parameters().bigint(created)));
    const std::string everyByte = [] {
        std::string bytes;
        for (int value = 0; value < 256; ++value) {
            bytes += static_cast<char>(value);
        }
        return bytes;
    }();
    Parameters parameters;
    parameters.texts({ "evt_ü", "evt_2" })
        .texts({ "a", "" })
        .bigints({ std::nullopt, created })
        .texts({ std::nullopt, "v" });
    parameters.byteas({ everyByte, "" }).texts({ std::nullopt, std::nullopt });
    const auto rows = sut.run("ingest/insert_events", parameters);
    QVERIFY2(rows.has_value(), rows ? "" : rows.error().detail.c_str());
    QCOMPARE(rows->count(), 2);
    QCOMPARE(m_postgres.sql(u"SELECT encode(payload, 'hex') FROM billhook.stripe_event WHERE id = 'evt_ü'"_s),
        QString::fromLatin1(QByteArray::fromStdString(everyByte).toHex()));
    QCOMPARE(m_postgres.sql(u"SELECT created::text FROM billhook.stripe_event WHERE id = 'evt_ü'"_s),
        u"-infinity"_s);
    QCOMPARE(m_postgres.sql(u"SELECT extract(epoch FROM created)::bigint::text FROM billhook.stripe_event "
                            "WHERE id = 'evt_2' AND api_version = 'v'"_s),
        QString::number(created));
}

void PipelineTest::testRun_Refuses_TextWithNul()
{
    auto sut = pipeline();
    Parameters parameters;
    parameters.text(std::string_view("1\0", 2));
    const auto rows = sut.run("ingest/ensure_partition", parameters);
    QVERIFY(!rows);
    QCOMPARE(rows.error().kind, ErrorKind::InvalidInput);
}

void PipelineTest::testRun_Reconnects_AfterTheBackendWasKilled()
{
    auto sut = pipeline();
    QVERIFY(sut.run("ingest/insert_events", oneEvent("evt_1", "t", "x")));
    m_postgres.sql(
        u"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'pipeline test'"_s);
    const auto lost = sut.run("ingest/insert_events", oneEvent("evt_2", "t", "x"));
    QVERIFY(!lost);
    QCOMPARE(lost.error().kind, ErrorKind::Unavailable);
    QVERIFY(!sut.connected());
    QVERIFY(sut.run("ingest/insert_events", oneEvent("evt_3", "t", "x")));
}

void PipelineTest::testRun_DoesNotReconnect_InsideATransaction()
{
    auto sut = pipeline();
    {
        Transaction transaction(sut);
        QVERIFY(transaction.begun());
        QVERIFY(sut.run("ingest/insert_events", oneEvent("evt_1", "t", "x")));
        m_postgres.sql(
            u"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'pipeline test'"_s);
        QVERIFY(!sut.run("ingest/insert_events", oneEvent("evt_2", "t", "x")));
        const auto second = sut.run("ingest/insert_events", oneEvent("evt_3", "t", "x"));
        QVERIFY(!second);
        QCOMPARE(second.error().kind, ErrorKind::Unavailable);
        QVERIFY(!transaction.commit());
    }
    QCOMPARE(m_postgres.sql(u"SELECT count(*)::text FROM billhook.stripe_event"_s), u"0"_s);
    Transaction transaction(sut);
    QVERIFY(sut.run("ingest/insert_events", oneEvent("evt_4", "t", "x")));
    QVERIFY(transaction.commit());
    QCOMPARE(m_postgres.sql(u"SELECT count(*)::text FROM billhook.stripe_event"_s), u"1"_s);
}

void PipelineTest::testRun_LeavesAServer_ThatTakesNoChanges()
{
    Pipeline sut(options(m_postgres.url() + u"&options=-cdefault_transaction_read_only%3Don"_s, 5s));
    const auto refused = sut.run("ingest/insert_events", oneEvent("evt_1", "t", "x"));
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, "database_read_only");
    QCOMPARE(refused.error().kind, ErrorKind::Unavailable);
    QVERIFY(!sut.connected());
}

void PipelineTest::testBegin_GivesItsLocksBack_WhereNobodyGoesOn()
{
    auto abandoned = pipeline(1s);
    Transaction transaction(abandoned);
    QVERIFY(transaction.begun());
    QVERIFY(abandoned.run("ingest/insert_events", oneEvent("evt_1", "t", "x")));
    auto sut = pipeline();
    const auto rows = sut.run("ingest/insert_events", oneEvent("evt_1", "t", "x"));
    QVERIFY2(rows.has_value(), rows ? "" : rows.error().detail.c_str());
    QCOMPARE(rows->count(), 1);
    QVERIFY(!transaction.commit());
}

void PipelineTest::testCommit_Fails_AfterAFailedStatement()
{
    auto sut = pipeline();
    Transaction transaction(sut);
    QVERIFY(sut.run("ingest/insert_events", oneEvent("evt_1", "t", "x")));
    const auto refused = sut.run("ingest/insert_events", oneEvent("evt_2", "\xff\xfe", "x"));
    QVERIFY(!refused);
    QCOMPARE(refused.error().kind, ErrorKind::Internal);
    QCOMPARE(refused.error().sqlState, "22021");
    QVERIFY(!transaction.commit());
    QVERIFY(sut.run("ingest/insert_events", oneEvent("evt_3", "t", "x")));
    QCOMPARE(m_postgres.sql(u"SELECT string_agg(id, ' ') FROM billhook.stripe_event"_s), u"evt_3"_s);
}

void PipelineTest::testRun_EndsAtItsDeadline_OnASilentServer()
{
    const support::SilentSocket silent(m_postgres.socketFolder());
    QVERIFY(silent.listening());
    Pipeline sut(options(silent.url(), 300ms));
    const auto start = std::chrono::steady_clock::now();
    const auto rows = sut.run("ingest/insert_events", oneEvent("evt_1", "t", "x"));
    QVERIFY(!rows);
    QCOMPARE(rows.error().kind, ErrorKind::Unavailable);
    QVERIFY(std::chrono::steady_clock::now() - start < 2s);
}

void PipelineTest::testRun_EndsAtItsDeadline_BehindALock()
{
    auto holder = pipeline();
    const Transaction held(holder);
    QVERIFY(holder.run("ingest/insert_events", oneEvent("evt_1", "t", "x")));
    auto sut = pipeline(500ms);
    const auto start = std::chrono::steady_clock::now();
    const auto rows = sut.run("ingest/insert_events", oneEvent("evt_1", "t", "x"));
    QVERIFY(!rows);
    QCOMPARE(rows.error().kind, ErrorKind::Timeout);
    QVERIFY(std::chrono::steady_clock::now() - start < 3s);
}

void PipelineTest::testRun_Resumes_AfterTheServerCrashed()
{
    auto sut = pipeline();
    QVERIFY(sut.run("ingest/insert_events", oneEvent("evt_1", "t", "x")));
    m_postgres.kill();
    for (int attempt = 0; attempt < 3; ++attempt) {
        const auto away = sut.run("ingest/insert_events", oneEvent("evt_2", "t", "x"));
        QVERIFY(!away);
        QCOMPARE(away.error().kind, ErrorKind::Unavailable);
    }
    m_postgres.start();
    QVERIFY(sut.run("ingest/insert_events", oneEvent("evt_3", "t", "x")));
}

void PipelineTest::testPost_TakesEffect_WithTheCommit()
{
    auto sut = pipeline();
    Transaction transaction(sut);
    QVERIFY(sut.post("ingest/insert_events", oneEvent("evt_1", "t", "x")));
    QVERIFY(sut.post("ingest/insert_events", oneEvent("evt_2", "t", "x")));
    const auto again = sut.run("ingest/insert_events", oneEvent("evt_2", "t", "x"));
    QVERIFY2(again.has_value(), again ? "" : again.error().detail.c_str());
    QCOMPARE(again->count(), 0); // known already
    QVERIFY(sut.post("ingest/insert_events", oneEvent("evt_3", "t", "x")));
    QVERIFY(transaction.commit());
    QCOMPARE(m_postgres.sql(u"SELECT count(*)::text FROM billhook.stripe_event"_s), u"3"_s);
    QVERIFY(sut.run("ingest/insert_events", oneEvent("evt_4", "t", "x")));
}

void PipelineTest::testPost_TellsTheFirstFailure_WhereSomebodyWaits()
{
    auto sut = pipeline();
    m_postgres.sql(u"ALTER TABLE billhook.stripe_event ADD CONSTRAINT refused CHECK (id <> 'evt_bad')"_s);
    for (const bool commits : { true, false }) {
        {
            Transaction transaction(sut);
            QVERIFY(sut.post("ingest/insert_events", oneEvent("evt_1", "t", "x")));
            QVERIFY(sut.post("ingest/insert_events", oneEvent("evt_bad", "t", "x")));
            QVERIFY(sut.post("ingest/ensure_partition", Parameters().text("no instant")));
            const auto done = commits ? transaction.commit() : sut.settle();
            QVERIFY(!done);
            QCOMPARE(done.error().sqlState, "23514");
            QVERIFY2(done.error().detail.starts_with("ingest/insert_events"), done.error().detail.c_str());
        }
        QVERIFY(sut.connected());
    }
    QCOMPARE(m_postgres.sql(u"SELECT count(*)::text FROM billhook.stripe_event"_s), u"0"_s);
}

void PipelineTest::testPost_ForgetsItsFailure_WithARollback()
{
    auto sut = pipeline();
    {
        const Transaction transaction(sut);
        QVERIFY(sut.post("ingest/ensure_partition", Parameters().text("no instant")));
    }
    Transaction transaction(sut);
    QVERIFY(sut.post("ingest/insert_events", oneEvent("evt_1", "t", "x")));
    QVERIFY(transaction.commit());
    QCOMPARE(m_postgres.sql(u"SELECT count(*)::text FROM billhook.stripe_event"_s), u"1"_s);
}

void PipelineTest::testPost_PreparesAnArea_WhenItIsFirstUsed()
{
    Pipeline sut({ m_postgres.url().toStdString(), "billhook_daemon", "pipeline test" });
    Transaction transaction(sut);
    QVERIFY(sut.post("ingest/insert_events", oneEvent("evt_1", "t", "x")));
    QVERIFY(sut.post("truth/pause_briefly")); // another area, while an answer is owed
    QVERIFY(transaction.commit());
    QCOMPARE(m_postgres.sql(u"SELECT count(*)::text FROM billhook.stripe_event"_s), u"1"_s);
    QCOMPARE(sut.run("nowhere/read_nothing").error().code, "statement_missing");
    QCOMPARE(sut.run("ingest/read_nothing").error().code, "statement_missing");
}

void PipelineTest::testPost_CarriesMore_ThanASocketHolds()
{
    auto sut = pipeline();
    const std::string payload(1'000'000, 'x');
    constexpr int events = 20;
    Transaction transaction(sut);
    for (int number = 0; number < events; ++number) {
        QVERIFY(sut.post("ingest/insert_events", oneEvent("evt_" + std::to_string(number), "t", payload)));
    }
    QVERIFY(transaction.commit());
    QCOMPARE(
        m_postgres.sql(u"SELECT sum(length(payload))::text FROM billhook.stripe_event"_s), u"20000000"_s);
}

void PipelineTest::testSettle_EndsAtItsDeadline_BehindALock()
{
    auto sut = pipeline(1s);
    auto other = pipeline();
    Transaction held(other);
    QVERIFY(other.run("ingest/insert_events", oneEvent("evt_1", "t", "x")));
    {
        const Transaction waiting(sut);
        QVERIFY(sut.post("ingest/insert_events", oneEvent("evt_1", "t", "x")));
        const auto late = sut.settle();
        QVERIFY(!late);
        QCOMPARE(late.error().kind, ErrorKind::Timeout);
    }
    QVERIFY(held.commit());
    Transaction next(sut);
    QVERIFY(sut.run("ingest/insert_events", oneEvent("evt_2", "t", "x")));
    QVERIFY(next.commit());
}

void PipelineTest::testSettle_TellsALostConnection()
{
    auto sut = pipeline();
    {
        Transaction transaction(sut);
        QVERIFY(sut.post("ingest/insert_events", oneEvent("evt_1", "t", "x")));
        m_postgres.sql(
            u"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'pipeline test'"_s);
        const auto lost = transaction.commit();
        QVERIFY(!lost);
        QCOMPARE(lost.error().kind, ErrorKind::Unavailable);
        QVERIFY(!sut.connected());
    }
    Transaction next(sut);
    QVERIFY(sut.run("ingest/insert_events", oneEvent("evt_1", "t", "x")));
    QVERIFY(next.commit());
}

void PipelineTest::testCopy_CarriesEveryType_Exactly()
{
    m_postgres.sql(
        u"CREATE TABLE billhook.copied (a text, b bytea, c bigint, d smallint, e boolean, f timestamptz,"
        " g uuid, h text[]); GRANT INSERT, SELECT ON billhook.copied TO billhook_daemon"_s);
    CopyRows rows("billhook.copied", { "a", "b", "c", "d", "e", "f", "g", "h" });
    QVERIFY(rows.empty());
    rows.row()
        .text("tab\t, ü, \\")
        .bytes(std::string_view("\0\xff", 2))
        .bigint(-7)
        .smallint(-2)
        .boolean(true);
    rows.instant(1'700'000'000).uuid("0a1B2c3d-4e5f-6071-8293-a4b5c6d7e8f9");
    rows.texts(std::vector<std::string>{ "x", "" });
    rows.row().text(std::nullopt).bytes("").bigint(std::nullopt).smallint(3).boolean(std::nullopt);
    rows.instant(std::nullopt).uuid(std::nullopt).texts(std::vector<std::string>());
    rows.row().text("").bytes(std::string(1U << 20U, 'b')).bigint(1).smallint(0).boolean(false);
    rows.microseconds(946'684'799'999'999).uuid(std::nullopt).texts(std::nullopt);
    auto sut = pipeline();
    const auto copied = sut.copy(rows);
    QVERIFY2(copied, copied ? "" : copied.error().detail.c_str());
    const auto row = [this](const QString &which) {
        return m_postgres.sql(
            u"SET TimeZone = 'UTC'; SELECT (a, encode(b, 'hex'), c, d, e, f, g, h)::text FROM "
            "billhook.copied WHERE "
            + which);
    };
    QCOMPARE(row(u"d = -2"_s),
        u"(\"tab\t, ü, \\\\\",00ff,-7,-2,t,\"2023-11-14 22:13:20+00\",0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9,\"{x,\"\"\"\"}\")"_s);
    QCOMPARE(row(u"d = 3"_s), u"(,\"\",,3,,,,{})"_s);
    QCOMPARE(
        m_postgres.sql(
            u"SELECT length(b) || ' ' || extract(epoch FROM f)::text FROM billhook.copied WHERE c = 1"_s),
        u"1048576 946684799.999999"_s);
}

void PipelineTest::testCopy_LeavesTheConnectionUsable_WhenTheServerRefuses()
{
    auto sut = pipeline();
    CopyRows nowhere("billhook.nowhere", { "a" });
    nowhere.row().text("x");
    QVERIFY(!sut.copy(nowhere));
    CopyRows wrong("billhook.event_quarantine", { "event_id", "reason" });
    wrong.row().text("evt_1").text("x").row().text("evt_1").text("x");
    const auto refused = sut.copy(wrong);
    QVERIFY(!refused);
    QCOMPARE(refused.error().kind, ErrorKind::Conflict);
    QVERIFY(sut.connected());
    QVERIFY(sut.run("ingest/insert_events", oneEvent("evt_2", "t", "x")));
    QCOMPARE(m_postgres.sql(u"SELECT string_agg(event_id, ' ') FROM billhook.event_queue"_s), u"evt_2"_s);
}

QTEST_GUILESS_MAIN(PipelineTest)
#include "pipelinetest.moc"
