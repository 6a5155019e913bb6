#include <QFile>
#include <QProcess>
#include <QTcpServer>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;

namespace {

struct Outcome
{
    int code = -1;
    QString output; ///< both channels
};

Outcome run(const QStringList &words)
{
    QProcess process;
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(QStringLiteral(BILLHOOK_SANDBOX), words);
    const bool ended = process.waitForFinished(60'000) && process.exitStatus() == QProcess::NormalExit;
    return { ended ? process.exitCode() : -1, QString::fromUtf8(process.readAll()) };
}

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

/** The program `billhook-sandbox` from outside: exit codes and words. */
class SandboxProgramTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void testUsage_Wrong_Is2AndSaysWhat_data()
    {
        QTest::addColumn<QStringList>("words");
        QTest::addColumn<QString>("said");
        QTest::newRow("nothing") << QStringList() << u"Usage"_s;
        QTest::newRow("command") << QStringList{ u"demos"_s } << u"Did you mean demo"_s;
        QTest::newRow("option") << QStringList{ u"demo"_s, u"--organisations"_s, u"3"_s }
                                << u"--organizations"_s;
        QTest::newRow("value") << QStringList{ u"demo"_s, u"--months"_s, u"many"_s } << u"--months"_s;
        QTest::newRow("no value") << QStringList{ u"demo"_s, u"--to"_s } << u"--to"_s;
        QTest::newRow("no secret") << QStringList{ u"demo"_s, u"--to"_s, u"http://127.0.0.1:1/"_s }
                                   << u"--secret"_s;
        QTest::newRow("bad url") << QStringList{ u"demo"_s, u"--to"_s, u"ftp://x/"_s, u"--secret"_s, u"s"_s }
                                 << u"--to"_s;
        QTest::newRow("bad end") << QStringList{ u"demo"_s, u"--end"_s, u"today"_s, u"--dump"_s,
            u"/dev/null"_s } << u"--end"_s;
        QTest::newRow("nothing to do") << QStringList{ u"demo"_s } << u"nothing to do"_s;
        QTest::newRow("listen") << QStringList{ u"serve"_s, u"--listen"_s, u"nowhere"_s } << u"--listen"_s;
    }
    void testUsage_Wrong_Is2AndSaysWhat()
    {
        QFETCH(QStringList, words);
        QFETCH(QString, said);
        const auto outcome = run(words);
        QCOMPARE(outcome.code, 2);
        QVERIFY2(outcome.output.contains(said), qPrintable(outcome.output));
    }

    void testHelp_NamesEveryCommandAndOption()
    {
        const auto general = run({ u"--help"_s });
        QCOMPARE(general.code, 0);
        QVERIFY(general.output.contains(u"demo"_s) && general.output.contains(u"serve"_s));
        const auto demo = run({ u"demo"_s, u"--help"_s });
        QCOMPARE(demo.code, 0);
        for (const auto *option :
            { "--to", "--secret", "--seed", "--months", "--organizations", "--directory", "--rates", "--end",
                "--live", "--connections", "--in-order", "--no-duplicates", "--dump" }) {
            QVERIFY2(demo.output.contains(QLatin1StringView(option)), option);
        }
    }

    void testDemo_Dump_IsTheSameEachTime()
    {
        const QTemporaryDir folder;
        QList<QByteArray> contents;
        for (const auto &name : { u"/a"_s, u"/b"_s }) {
            const auto outcome = run({ u"demo"_s, u"--organizations"_s, u"10"_s, u"--months"_s, u"3"_s,
                u"--end"_s, u"2026-11-18T12:00:00Z"_s, u"--dump"_s, folder.path() + name, u"--directory"_s,
                folder.path() + name + u".directory"_s, u"--rates"_s, folder.path() + name + u".rates"_s });
            QCOMPARE(outcome.code, 0);
            contents.append(contentOf(folder.path() + name)
                + contentOf(folder.path() + name + u".directory"_s)
                + contentOf(folder.path() + name + u".rates"_s));
        }
        QVERIFY(contents.first().count('\n') > 200);
        QCOMPARE(contents.first(), contents.last());
    }

    void testDemo_UnwritableFile_Is1()
    {
        const auto outcome = run({ u"demo"_s, u"--organizations"_s, u"1"_s, u"--months"_s, u"1"_s,
            u"--dump"_s, u"/nowhere/at/all"_s });
        QCOMPARE(outcome.code, 1);
        QVERIFY(outcome.output.contains(u"/nowhere/at/all"_s));
    }

    void testServe_PortInUse_Is2()
    {
        QTcpServer holder;
        QVERIFY(holder.listen(QHostAddress::LocalHost));
        const auto outcome
            = run({ u"serve"_s, u"--listen"_s, u"127.0.0.1:"_s + QString::number(holder.serverPort()) });
        QCOMPARE(outcome.code, 2);
        QVERIFY2(outcome.output.contains(u"in use"_s), qPrintable(outcome.output));
    }

    void testServe_Terminated_StopsCleanly()
    {
        QProcess process;
        process.start(QStringLiteral(BILLHOOK_SANDBOX), { u"serve"_s, u"--listen"_s, u"127.0.0.1:0"_s });
        QVERIFY(process.waitForReadyRead(30'000));
        QVERIFY(process.readAllStandardOutput().startsWith("listening on http://127.0.0.1:"));
        process.terminate();
        QVERIFY(process.waitForFinished(30'000));
        QCOMPARE(process.exitStatus(), QProcess::NormalExit);
        QCOMPARE(process.exitCode(), 0);
    }
};

QTEST_GUILESS_MAIN(SandboxProgramTest)
#include "sandboxprogramtest.moc"
