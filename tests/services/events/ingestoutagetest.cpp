#include "services/events/ingestwriter.h"
#include "tests/services/events/ingestanswers.h"
#include "tests/support/silentsocket.h"

#include <QElapsedTimer>
#include <QLocalServer>
#include <QLocalSocket>
#include <QTemporaryDir>
#include <QTest>

#include <atomic>

using namespace billhook;
using namespace billhook::events;
using namespace std::chrono_literals;
using domain::ErrorKind;
using support::Answers;
using support::someEvent;

/** Group commit where nobody answers, or somebody who sends every caller away. */
class IngestOutageTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void testSubmit_SaysUnavailable_InTime_OnASilentServer();
    void testSubmit_TriesARefusingServer_TenTimesASecondAtMost();

private:
    QTemporaryDir m_folder;
};

void IngestOutageTest::testSubmit_SaysUnavailable_InTime_OnASilentServer()
{
    const support::SilentSocket silent(m_folder.path());
    QVERIFY(silent.listening());
    Answers answers;
    IngestWriterOptions away;
    away.url = silent.url().toStdString();
    IngestWriter writer(away, [] {});
    for (int number = 0; number < 300; ++number) {
        writer.submit(someEvent("evt_" + std::to_string(number)), answers.take(std::to_string(number)));
    }
    QVERIFY(answers.waitFor(300, 5s));
    QCOMPARE(answers.errors(ErrorKind::Unavailable), std::size_t{ 300 });
}

void IngestOutageTest::testSubmit_TriesARefusingServer_TenTimesASecondAtMost()
{
    QLocalServer refusing;
    std::atomic<int> attempts{ 0 };
    connect(&refusing, &QLocalServer::newConnection, this, [&] {
        while (QLocalSocket *caller = refusing.nextPendingConnection()) {
            attempts += 1;
            delete caller;
        }
    });
    QVERIFY(refusing.listen(m_folder.filePath(QStringLiteral(".s.PGSQL.6544"))));
    IngestWriterOptions away;
    away.url = "postgresql://x@/y?port=6544&host=" + m_folder.path().toStdString();
    away.writers = 1;
    std::function<void(domain::Result<IngestOutcome>)> sendAnother;
    IngestWriter writer(away, [] {});
    sendAnother = [&](const domain::Result<IngestOutcome> &result) {
        QCOMPARE(result.error().kind, ErrorKind::Unavailable);
        if (attempts < 3) {
            writer.submit(someEvent("evt_next"), sendAnother);
        }
    };
    QElapsedTimer clock;
    clock.start();
    writer.submit(someEvent("evt_first"), sendAnother);
    QTRY_COMPARE(attempts.load(), 3);
    QVERIFY(clock.elapsed() >= 200);
}

QTEST_GUILESS_MAIN(IngestOutageTest)
#include "ingestoutagetest.moc"
