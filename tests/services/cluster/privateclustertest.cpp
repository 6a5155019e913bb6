#include "services/cluster/privatecluster.h"

#include "services/cluster/migrator.h"
#include "services/postgres/session.h"

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>
#include <QUrl>

#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <future>

using namespace billhook;
using namespace billhook::cluster;
using namespace billhook::postgres;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using domain::ErrorKind;

/** The cluster of one's own: made, found, survived, refused. */
class PrivateClusterTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();

    void testEnsure_MakesADurableCluster_AndFindsItAgain();
    void testEnsure_StartsOnce_WhenManyAsk();
    void testEnsure_Recovers_AfterACrash();
    void testEnsure_Survives_APidFileOfAnotherProcess();
    void testEnsure_MovesTheSocket_WhenThePathIsLongOrOdd();
    void testEnsure_Refuses_AHomeThatIsClosed();
    void testEnsure_Refuses_AnotherVersionsCluster();
    void testEnsure_Refuses_ASocketFolderOfOthers();
    void testStop_LeavesAlone_WhatOthersStarted();

private:
    static QString socketFolderIn(const QString &url)
    {
        return QUrl::fromPercentEncoding(url.section(u"host="_s, 1).section(u'&', 0, 0).toLatin1());
    }
    pid_t postmaster() const;
    bool reachable(const QString &url) const;
    bool copyMadeHome() const;

    QTemporaryDir m_madeFolder{
        u"/tmp/bhhome-XXXXXX"_s
    }; ///< a stopped, migrated cluster to copy: making one is slow
    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_home;
};

void PrivateClusterTest::initTestCase()
{
    QCOMPARE(::chmod(m_madeFolder.path().toLocal8Bit().constData(), 0711), 0);
    PrivateCluster cluster(m_madeFolder.path());
    const auto url = cluster.ensureRunning();
    QVERIFY2(url.has_value(), url ? "" : (url.error().message + url.error().detail).c_str());
    QVERIFY(Migrator(url->toStdString()).run());
    QVERIFY(cluster.stop());
}

bool PrivateClusterTest::copyMadeHome() const
{
    return QDir().mkpath(QFileInfo(m_home).absolutePath())
        && QProcess::execute(u"cp"_s, { u"-a"_s, m_madeFolder.path(), m_home }) == 0;
}

void PrivateClusterTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>(u"/tmp/bhhome-XXXXXX"_s);
    QVERIFY(m_folder->isValid());
    QCOMPARE(::chmod(m_folder->path().toLocal8Bit().constData(), 0711), 0);
    m_home = m_folder->path() + u"/home"_s;
}

void PrivateClusterTest::cleanup()
{
    QVERIFY(PrivateCluster(m_home).stop());
    m_folder.reset();
}

pid_t PrivateClusterTest::postmaster() const
{
    QFile file(m_home + u"/postgres/data/postmaster.pid"_s);
    return file.open(QIODevice::ReadOnly) ? file.readLine().trimmed().toInt() : 0;
}

bool PrivateClusterTest::reachable(const QString &url) const
{
    return Migrator(url.toStdString()).inspect().has_value();
}

void PrivateClusterTest::testEnsure_MakesADurableCluster_AndFindsItAgain()
{
    PrivateCluster cluster(m_home);
    const auto url = cluster.ensureRunning();
    QVERIFY2(url.has_value(), url ? "" : (url.error().message + url.error().detail).c_str());
    QVERIFY(cluster.startedByMe());
    QVERIFY(Migrator(url->toStdString()).run());
    const auto session = Session::open({ *url, Group::Finance, {}, 15s, { u"installation"_s } });
    QVERIFY(session);
    QVERIFY((*session)->executeText(
        u"DO $$ BEGIN IF current_setting('fsync') <> 'on' OR current_setting('listen_addresses') <> '' OR "
        "current_setting('server_encoding') <> 'UTF8' OR current_setting('data_checksums') <> 'on' OR "
        "(SELECT datcollate "
        "FROM pg_database WHERE datname = current_database()) <> 'C.UTF-8' OR 'Ä' COLLATE \"und-x-icu\" > "
        "'B' COLLATE "
        "\"und-x-icu\" THEN RAISE 'differs'; END IF; END $$"_s));
    struct stat status
    { };
    QCOMPARE(::stat(socketFolderIn(*url).toLocal8Bit().constData(), &status), 0);
    QCOMPARE(status.st_mode & 0777U, 0700U);

    PrivateCluster again(m_home);
    const auto same = again.ensureRunning();
    QVERIFY(same);
    QCOMPARE(*same, *url);
    QVERIFY(!again.startedByMe());
}

void PrivateClusterTest::testEnsure_StartsOnce_WhenManyAsk()
{
    std::vector<std::future<std::pair<bool, bool>>> asks;
    for (int program = 0; program < 4; ++program) {
        asks.push_back(std::async(std::launch::async, [home = m_home] {
            PrivateCluster cluster(home);
            const bool running = cluster.ensureRunning().has_value();
            return std::pair(running, cluster.startedByMe());
        }));
    }
    int started = 0;
    for (auto &ask : asks) {
        const auto [running, byMe] = ask.get();
        QVERIFY(running);
        started += byMe ? 1 : 0;
    }
    QCOMPARE(started, 1);
}

void PrivateClusterTest::testEnsure_Recovers_AfterACrash()
{
    QVERIFY(copyMadeHome());
    PrivateCluster cluster(m_home);
    const auto url = cluster.ensureRunning();
    QVERIFY(url);
    const pid_t pid = postmaster();
    QVERIFY(pid > 0);
    QCOMPARE(::kill(pid, SIGKILL), 0);
    QTRY_VERIFY_WITH_TIMEOUT(::kill(pid, 0) != 0, 10'000);
    PrivateCluster next(m_home);
    QVERIFY(next.ensureRunning());
    QVERIFY(next.startedByMe());
    const auto state = Migrator(url->toStdString()).inspect();
    QVERIFY(state);
    QCOMPARE(state->applied, 0);
}

void PrivateClusterTest::testEnsure_Survives_APidFileOfAnotherProcess()
{
    QVERIFY(copyMadeHome());
    QFile file(m_home + u"/postgres/data/postmaster.pid"_s);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(QByteArray::number(QCoreApplication::applicationPid()) + "\n");
    file.close();
    PrivateCluster cluster(m_home);
    const auto url = cluster.ensureRunning();
    QVERIFY(url);
    QVERIFY(reachable(*url));
}

void PrivateClusterTest::testEnsure_MovesTheSocket_WhenThePathIsLongOrOdd()
{
    m_home = m_folder->path() + u"/a home with spaces/"_s + QString(80, u'x');
    QVERIFY(copyMadeHome());
    PrivateCluster cluster(m_home);
    const auto url = cluster.ensureRunning();
    QVERIFY2(url.has_value(), url ? "" : (url.error().message + url.error().detail).c_str());
    QVERIFY(reachable(*url));
    QVERIFY(socketFolderIn(*url).size() < 90);
    QVERIFY(cluster.stop());
    QVERIFY(QDir(socketFolderIn(*url)).removeRecursively());
}

void PrivateClusterTest::testEnsure_Refuses_AHomeThatIsClosed()
{
    // Root's database runs as another account, which must pass through; anyone else's fails at making the
    // folder.
    const bool root = ::geteuid() == 0;
    const QString closed = m_folder->path() + u"/closed"_s;
    QVERIFY(QDir().mkpath(closed));
    QCOMPARE(::chmod(closed.toLocal8Bit().constData(), root ? 0700 : 0500), 0);
    PrivateCluster cluster(closed + u"/home"_s);
    const auto url = cluster.ensureRunning();
    QVERIFY(!url);
    QCOMPARE(url.error().kind, ErrorKind::Configuration);
    QVERIFY(url.error().message.find(closed.toStdString()) != std::string::npos);
}

void PrivateClusterTest::testEnsure_Refuses_AnotherVersionsCluster()
{
    QVERIFY(copyMadeHome());
    QFile version(m_home + u"/postgres/data/PG_VERSION"_s);
    QVERIFY(version.open(QIODevice::WriteOnly | QIODevice::Truncate));
    version.write("9\n");
    version.close();
    const auto url = PrivateCluster(m_home).ensureRunning();
    QVERIFY(!url);
    QCOMPARE(url.error().kind, ErrorKind::Configuration);
    QVERIFY(url.error().message.find("PostgreSQL 9") != std::string::npos);
}

void PrivateClusterTest::testEnsure_Refuses_ASocketFolderOfOthers()
{
    m_home = m_folder->path() + u"/"_s + QString(100, u'y');
    const QString socket = socketFolderIn(PrivateCluster(m_home).url());
    QVERIFY(QDir().mkpath(socket));
    QCOMPARE(::chmod(socket.toLocal8Bit().constData(), 0777), 0);
    const auto url = PrivateCluster(m_home).ensureRunning();
    QVERIFY(QDir(socket).removeRecursively());
    QVERIFY(!url);
    QCOMPARE(url.error().code, "folder_refused");
}

void PrivateClusterTest::testStop_LeavesAlone_WhatOthersStarted()
{
    QVERIFY(copyMadeHome());
    PrivateCluster first(m_home);
    const auto url = first.ensureRunning();
    QVERIFY(url);
    PrivateCluster second(m_home);
    QVERIFY(second.ensureRunning());
    QVERIFY(second.stopIfStartedByMe());
    QVERIFY(reachable(*url));
    QVERIFY(first.stopIfStartedByMe());
    QVERIFY(!reachable(*url));
}

QTEST_GUILESS_MAIN(PrivateClusterTest)
#include "privateclustertest.moc"
