#include "services/secrets/secretstore.h"

#include "services/concurrency/whendone.h"

#include <QDirIterator>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace billhook;
using namespace billhook::secrets;
using namespace Qt::StringLiterals;

namespace {

constexpr auto service = "Billhook test";

/** What a future carries, while the event loop turns. */
template <typename T> T taken(const QFuture<T> &future)
{
    std::optional<T> result;
    QObject receiver;
    concurrency::whenDone(future, &receiver, [&result](T value) { result = std::move(value); });
    [&result] { QTRY_VERIFY_WITH_TIMEOUT(result.has_value(), 30'000); }();
    return std::move(result).value();
}

} // namespace

/** The key chain of a session of its own, with a real GNOME Keyring in it. */
class SecretStoreTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase();
    void testOpen_SaysPlainly_WithoutAKeyChain();
    void testKeyChain_KeepsASecret_AndNoFileShowsIt();
    void testKeyChain_Remove_LeavesNothing();

private:
    void startKeyring();
    static bool keyringAnswers();
    static QByteArray fromOutside(const QString &name);

    QTemporaryDir m_home;
    QProcess m_bus;
    QProcess m_keyring;
};

void SecretStoreTest::initTestCase()
{
    for (const char *name :
        { "HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_RUNTIME_DIR" }) {
        qputenv(name, m_home.path().toLocal8Bit());
    }
    qunsetenv("XDG_CURRENT_DESKTOP");
    qputenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=" + m_home.path().toLocal8Bit() + "/none");
}

void SecretStoreTest::cleanupTestCase()
{
    for (QProcess *process : { &m_keyring, &m_bus }) {
        process->terminate();
        QVERIFY(process->state() == QProcess::NotRunning || process->waitForFinished());
    }
}

bool SecretStoreTest::keyringAnswers()
{
    QProcess ask;
    ask.start(u"dbus-send"_s,
        { u"--session"_s, u"--print-reply"_s, u"--dest=org.freedesktop.DBus"_s, u"/org/freedesktop/DBus"_s,
            u"org.freedesktop.DBus.NameHasOwner"_s, u"string:org.freedesktop.secrets"_s });
    return ask.waitForFinished() && ask.readAllStandardOutput().contains("true");
}

void SecretStoreTest::startKeyring()
{
    if (m_bus.state() != QProcess::NotRunning) {
        return;
    }
    m_bus.start(u"dbus-daemon"_s, { u"--session"_s, u"--nofork"_s, u"--print-address=1"_s });
    QVERIFY(m_bus.waitForReadyRead());
    qputenv("DBUS_SESSION_BUS_ADDRESS", m_bus.readAllStandardOutput().trimmed());
    m_keyring.setStandardErrorFile(QProcess::nullDevice());
    m_keyring.start(
        u"gnome-keyring-daemon"_s, { u"--unlock"_s, u"--components=secrets"_s, u"--foreground"_s });
    QVERIFY(m_keyring.waitForStarted());
    m_keyring.write("opens it");
    m_keyring.closeWriteChannel();
    QTRY_VERIFY_WITH_TIMEOUT(keyringAnswers(), 20'000);
}

QByteArray SecretStoreTest::fromOutside(const QString &name)
{
    QProcess tool;
    tool.start(u"secret-tool"_s, { u"lookup"_s, u"user"_s, name, u"server"_s, QString::fromLatin1(service) });
    tool.waitForFinished();
    return tool.readAllStandardOutput();
}

void SecretStoreTest::testOpen_SaysPlainly_WithoutAKeyChain()
{
    const OpenedStore opened = taken(openSecretStore(QString::fromLatin1(service)));
    QVERIFY(opened.store != nullptr);
    QVERIFY(!opened.store->lasts());
    QVERIFY2(opened.explanation.contains(u"memory only, until Billhook is closed"_s),
        qPrintable(opened.explanation));
    QVERIFY(taken(opened.store->write(u"key"_s, "rk_test_memory")));
    QCOMPARE(taken(opened.store->read(u"key"_s)).value(), std::optional(QByteArray("rk_test_memory")));
    QVERIFY(taken(opened.store->remove(u"key"_s)));
    QCOMPARE(taken(opened.store->read(u"key"_s)).value(), std::optional<QByteArray>());
}

void SecretStoreTest::testKeyChain_KeepsASecret_AndNoFileShowsIt()
{
    startKeyring();
    const QByteArray canary = "rk_test_canary7f3c9a51d2";
    const OpenedStore opened = taken(openSecretStore(QString::fromLatin1(service)));
    QVERIFY2(opened.store->lasts(), qPrintable(opened.explanation));
    QVERIFY(opened.explanation.isEmpty());
    QVERIFY(taken(opened.store->write(u"stripe-key"_s, canary)));
    QCOMPARE(fromOutside(u"stripe-key"_s), canary);
    const OpenedStore later = taken(openSecretStore(QString::fromLatin1(service)));
    QCOMPARE(taken(later.store->read(u"stripe-key"_s)).value(), std::optional(canary));
    int looked = 0;
    QDirIterator files(m_home.path(), QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        QFile file(files.next());
        QVERIFY(file.open(QIODevice::ReadOnly));
        QVERIFY2(!file.readAll().contains(canary), qPrintable(file.fileName()));
        ++looked;
    }
    QVERIFY(looked > 0); // the key ring's own, which is encrypted
}

void SecretStoreTest::testKeyChain_Remove_LeavesNothing()
{
    startKeyring();
    const OpenedStore opened = taken(openSecretStore(QString::fromLatin1(service)));
    QVERIFY(taken(opened.store->write(u"other"_s, "rk_test_other")));
    QVERIFY(taken(opened.store->remove(u"other"_s)));
    QVERIFY(taken(opened.store->remove(u"other"_s))); // and once more
    QCOMPARE(taken(opened.store->read(u"other"_s)).value(), std::optional<QByteArray>());
    QVERIFY(fromOutside(u"other"_s).isEmpty());
}

QTEST_GUILESS_MAIN(SecretStoreTest)

#include "secretstoretest.moc"
