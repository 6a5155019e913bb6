#include "services/postgres/session.h"

#include "tests/support/postgresfixture.h"
#include "tests/support/silentsocket.h"

#include <QDir>
#include <QTest>

#include <atomic>
#include <future>

using namespace billhook;
using namespace billhook::postgres;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using domain::ErrorKind;

/** A session on the real server: roles, values, errors, deadlines. */
class SessionTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_postgres.renew(); }

    void testOpen_Prepares_EveryArea();
    void testForEach_PreparesAnArea_WhenItIsFirstUsed();
    void testOpen_TakesAwayRights_OfASuperuser();
    void testOpen_SaysForbidden_ForAStranger();
    void testOpen_SaysConfiguration_BeforeMigration();
    void testOpen_SaysConfiguration_ForWrongPassword();
    void testOpen_ReadsOddCharacters_InTheUrl();
    void testOpen_GivesUp_OnASilentServer();
    void testCase25_Unreachable_NamesHostAndCause();
    void testOpen_UsesTheSecondHost_WhenTheFirstIsAway();
    void testForEach_MapsValues_Exactly();
    void testExecute_RefusesWrongBindings();
    void testExecute_KeepsHostileText_AsText();
    void testTransaction_RollsBack_WithoutCommit();
    void testTransaction_CommitFails_AfterAFailedStatement();
    void testCanceller_StopsAQuery_FromAnotherThread();
    void testCall_SaysUnavailable_AfterTheBackendWasKilled();
    void testCall_EndsAtItsDeadline_WhenTheServerSleeps();

private:
    std::unique_ptr<Session> open(Group group, const QStringList &areas = {})
    {
        auto session = Session::open({ m_postgres.url(), group, u"test"_s, 15s, areas });
        if (!session) {
            qWarning("%s / %s", session.error().message.c_str(), session.error().detail.c_str());
            return nullptr;
        }
        return std::move(*session);
    }

    support::PostgresFixture m_postgres;
};

namespace {

QString firstText(Session &session, const QString &statement, const Bindings &bindings, const char *column)
{
    const std::function<QString(const Row &)> map = [column](const Row &row) { return row.text(column); };
    const auto found = session.first<QString>(statement, bindings, map);
    return found && *found ? **found : u"(none)"_s;
}

} // namespace

void SessionTest::testOpen_Prepares_EveryArea()
{
    for (const QString &area : QDir(u":/sql/statements"_s).entryList(QDir::Dirs)) {
        QVERIFY2(open(Group::Daemon, { area }), qPrintable(area));
    }
    const auto missing = Session::open({ m_postgres.url(), Group::Daemon, {}, 15s, { u"nowhere"_s } });
    QVERIFY(!missing);
    QCOMPARE(missing.error().code, "statement_missing");
}

void SessionTest::testForEach_PreparesAnArea_WhenItIsFirstUsed()
{
    const auto session = open(Group::Daemon);
    QVERIFY(session);
    int tokens = 0;
    QVERIFY(session->forEach(u"tokens/list_tokens"_s, {}, [&](const Row &) { ++tokens; }));
    QCOMPARE(tokens, 0);
    for (const auto &statement : { u"nowhere/read_nothing"_s, u"tokens/read_nothing"_s }) {
        const auto missing = session->execute(statement);
        QVERIFY(!missing);
        QCOMPARE(missing.error().code, "statement_missing");
    }
}

void SessionTest::testOpen_TakesAwayRights_OfASuperuser()
{
    const auto session = open(Group::Finance);
    QVERIFY(session);
    const auto written = session->executeText(u"UPDATE billhook.installation SET company = 'x'"_s);
    QVERIFY(!written);
    QCOMPARE(written.error().kind, ErrorKind::Forbidden);
}

void SessionTest::testOpen_SaysForbidden_ForAStranger()
{
    m_postgres.sql(u"DROP ROLE IF EXISTS stranger; CREATE ROLE stranger LOGIN"_s);
    const auto session = Session::open({ m_postgres.urlAs(u"stranger"_s), Group::Finance, {}, 15s, {} });
    QVERIFY(!session);
    QCOMPARE(session.error().kind, ErrorKind::Forbidden);
}

void SessionTest::testOpen_SaysConfiguration_BeforeMigration()
{
    const QString empty = m_postgres.createEmptyDatabase();
    const auto session = Session::open({ empty, Group::Finance, {}, 15s, { u"installation"_s } });
    QVERIFY(!session);
    QCOMPARE(session.error().kind, ErrorKind::Configuration);
    QVERIFY(session.error().message.find("billhookd migrate") != std::string::npos);
}

void SessionTest::testOpen_SaysConfiguration_ForWrongPassword()
{
    const auto session = Session::open(
        { m_postgres.urlAs(u"nobody_here"_s), Group::Finance, {}, 15s, { u"installation"_s } });
    QVERIFY(!session);
    QCOMPARE(session.error().kind, ErrorKind::Configuration);
    const auto database
        = Session::open({ m_postgres.url() + u"&dbname=not_here"_s, Group::Finance, {}, 15s, {} });
    QVERIFY(!database);
    QCOMPARE(database.error().code, "database_missing");
    const auto unreadable = Session::open({ u"mysql://host/x?a=secret"_s, Group::Finance, {}, 15s, {} });
    QVERIFY(!unreadable);
    QCOMPARE(unreadable.error().kind, ErrorKind::Configuration);
    QVERIFY(unreadable.error().message.find("secret") == std::string::npos);
}

void SessionTest::testOpen_ReadsOddCharacters_InTheUrl()
{
    m_postgres.sql(uR"(DROP ROLE IF EXISTS "o'd; d\="; CREATE ROLE "o'd; d\=" LOGIN PASSWORD 'a;b c''d\e%';
        GRANT billhook_finance TO "o'd; d\=")"_s);
    const QString url = m_postgres.urlAs(u"o%27d%3B%20d%5C%3D:a%3Bb%20c%27d%5Ce%25"_s)
        + u"&application_name=odd%20%27name%5C"_s;
    auto session = Session::open({ url, Group::Finance, {}, 15s, { u"installation"_s } });
    QVERIFY2(session.has_value(), session ? "" : session.error().detail.c_str());
    QCOMPARE(
        m_postgres.sql(u"SELECT usename FROM pg_stat_activity WHERE application_name = 'odd ''name\\'"_s),
        u"o'd; d\\="_s);
}

void SessionTest::testOpen_GivesUp_OnASilentServer()
{
    const support::SilentSocket silent(m_postgres.socketFolder());
    QVERIFY(silent.listening());
    const auto start = std::chrono::steady_clock::now();
    const auto session = Session::open({ silent.url(), Group::Finance, {}, 15s, {} });
    QVERIFY(!session);
    QCOMPARE(session.error().kind, ErrorKind::Unavailable);
    QVERIFY(std::chrono::steady_clock::now() - start < 6s);
}

void SessionTest::testCase25_Unreachable_NamesHostAndCause()
{
    const auto session
        = Session::open({ u"postgresql://maya:secret@127.0.0.1:1/billhook"_s, Group::Finance, {}, 15s, {} });
    QVERIFY(!session);
    const std::string &message = session.error().message;
    QVERIFY2(message.find("127.0.0.1:1") != std::string::npos, message.c_str());
    QVERIFY2(message.find("refused") != std::string::npos, message.c_str());
    QVERIFY(message.find("secret") == std::string::npos);
}

void SessionTest::testOpen_UsesTheSecondHost_WhenTheFirstIsAway()
{
    const QString folder = m_postgres.socketFolder();
    const QString url = m_postgres.url().replace(u"host="_s + folder, u"host=/nowhere,"_s + folder);
    QVERIFY(Session::open({ url, Group::Finance, {}, 15s, { u"installation"_s } }));
}

void SessionTest::testForEach_MapsValues_Exactly()
{
    const auto session = open(Group::Daemon);
    QVERIFY(session);
    const auto changed = session->execute(u"installation/adopt_installation"_s,
        { { u":livemode"_s, QVariant(QMetaType::fromType<bool>()) }, { u":account"_s, u"acct_1"_s },
            { u":demo"_s, true }, { u":company"_s, u"Ünïcode \U0001F600"_s }, { u":zone"_s, u""_s },
            { u":currency"_s, u"jpy"_s }, { u":profile"_s, QString() } });
    QVERIFY2(changed.has_value(), changed ? "" : changed.error().detail.c_str());
    QCOMPARE(*changed, 1);
    int rows = 0;
    const auto read = session->forEach(u"installation/read_installation"_s, {}, [&](const Row &row) {
        ++rows;
        QCOMPARE(row.text("company"), u"Ünïcode \U0001F600"_s);
        QCOMPARE(row.text("currency"), u"jpy"_s);
        QCOMPARE(row.text("zone"), u"UTC"_s);
        QVERIFY(row.isNull("livemode"));
        QVERIFY(row.boolean("demo"));
    });
    QVERIFY(read);
    QCOMPARE(rows, 1);
}

void SessionTest::testExecute_RefusesWrongBindings()
{
    const auto session = open(Group::Daemon);
    QVERIFY(session);
    const auto none = session->execute(u"installation/find_zone"_s, {});
    QVERIFY(!none);
    QCOMPARE(none.error().code, "statement_bindings");
    const auto other = session->execute(u"installation/find_zone"_s, { { u":zones"_s, u"x"_s } });
    QVERIFY(!other);
    QCOMPARE(other.error().code, "statement_bindings");
    const auto nul = session->execute(u"installation/find_zone"_s, { { u":zone"_s, u"a\0b"_s } });
    QVERIFY(!nul);
    QCOMPARE(nul.error().kind, ErrorKind::InvalidInput);
}

void SessionTest::testExecute_KeepsHostileText_AsText()
{
    const auto session = open(Group::Daemon);
    QVERIFY(session);
    const QString hostile = uR"('; DROP TABLE billhook.users; -- \' $1 :zone ? \\)"_s;
    QVERIFY(session->execute(u"installation/adopt_installation"_s,
        { { u":livemode"_s, false }, { u":account"_s, u""_s }, { u":demo"_s, false },
            { u":company"_s, hostile }, { u":zone"_s, u""_s }, { u":currency"_s, u""_s },
            { u":profile"_s, QString() } }));
    QCOMPARE(firstText(*session, u"installation/read_installation"_s, {}, "company"), hostile);
}

void SessionTest::testTransaction_RollsBack_WithoutCommit()
{
    const auto session = open(Group::Daemon);
    QVERIFY(session);
    {
        const Transaction transaction(*session);
        QVERIFY(transaction.begun());
        QVERIFY(session->executeText(u"UPDATE billhook.installation SET company = 'lost'"_s));
    }
    QCOMPARE(m_postgres.sql(u"SELECT company FROM billhook.installation"_s), QString());
    {
        Transaction transaction(*session);
        QVERIFY(session->executeText(u"UPDATE billhook.installation SET company = 'kept'"_s));
        QVERIFY(transaction.commit());
    }
    QCOMPARE(m_postgres.sql(u"SELECT company FROM billhook.installation"_s), u"kept"_s);
    const Transaction reading(*session, Transaction::Mode::RepeatableReadOnly);
    QVERIFY(!session->executeText(u"UPDATE billhook.installation SET company = 'no'"_s));
}

void SessionTest::testTransaction_CommitFails_AfterAFailedStatement()
{
    const auto session = open(Group::Daemon);
    QVERIFY(session);
    Transaction transaction(*session);
    const auto failed = session->executeText(u"SELECT 1/0"_s);
    QVERIFY(!failed);
    QCOMPARE(failed.error().kind, ErrorKind::Internal);
    QVERIFY(!transaction.commit());
    QVERIFY(session->executeText(u"SELECT 1"_s));
}

void SessionTest::testCanceller_StopsAQuery_FromAnotherThread()
{
    const auto session = open(Group::Daemon);
    QVERIFY(session);
    const auto cancel = session->canceller();
    std::atomic<bool> done{ false };
    auto cancelling = std::async(std::launch::async, [&] {
        while (!done) {
            cancel();
        }
    });
    const auto slow = session->executeText(u"SELECT pg_sleep(20)"_s);
    done = true;
    cancelling.wait();
    QVERIFY(!slow);
    QCOMPARE(slow.error().kind, ErrorKind::Timeout);
    QVERIFY(!session->broken());
}

void SessionTest::testCall_SaysUnavailable_AfterTheBackendWasKilled()
{
    const auto session = open(Group::Daemon);
    QVERIFY(session);
    m_postgres.sql(
        u"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'test'"_s);
    const auto call = session->execute(u"installation/read_installation"_s);
    QVERIFY(!call);
    QCOMPARE(call.error().kind, ErrorKind::Unavailable);
    QVERIFY(session->broken());
}

void SessionTest::testCall_EndsAtItsDeadline_WhenTheServerSleeps()
{
    // The server's own limit is switched off, as if it had stopped; ours is statementTimeout and 5 s more.
    auto session = Session::open({ m_postgres.url(), Group::Daemon, u"test"_s, 100ms, {} });
    QVERIFY(session);
    const auto start = std::chrono::steady_clock::now();
    QVERIFY((*session)->executeText(u"SET statement_timeout = 0"_s));
    const auto slow = (*session)->executeText(u"SELECT pg_sleep(30)"_s);
    QVERIFY(!slow);
    QCOMPARE(slow.error().kind, ErrorKind::Timeout);
    QVERIFY(std::chrono::steady_clock::now() - start < 8s);
    QVERIFY((*session)->broken());
}

QTEST_GUILESS_MAIN(SessionTest)
#include "sessiontest.moc"
