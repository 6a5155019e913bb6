#include "app/daemon/settings.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace billhook;
using namespace Qt::StringLiterals;
using daemon::Settings;
using daemon::SettingSources;
using domain::ErrorKind;

/** Where a setting comes from, which source wins, and what is refused rather than passed over. */
class SettingsTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void testLoad_TakesTheStrongestSource();
    void testLoad_ReadsDotEnv_AsAShellWould_data();
    void testLoad_ReadsDotEnv_AsAShellWould();
    void testLoad_Refuses_data();
    void testLoad_Refuses();
    void testPrint_MasksSecrets();

private:
    std::string write(const char *name, const QByteArray &content)
    {
        QFile file(m_folder->filePath(QString::fromLatin1(name)));
        if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size()) {
            qFatal("%s can't be written", name);
        }
        return file.fileName().toStdString();
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    SettingSources m_sources;
};

void SettingsTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_sources = {};
    m_sources.dotEnvPath = m_folder->filePath(u".env"_s).toStdString();
}

void SettingsTest::testLoad_TakesTheStrongestSource()
{
    const auto zone = [this] {
        const auto settings = Settings::load(m_sources);
        return settings ? settings->get("BILLHOOK_ZONE") : settings.error().message;
    };
    QCOMPARE(zone(), "");
    m_sources.configPath = write("b.toml", "zone = \"Europe/Rome\"\n");
    QCOMPARE(zone(), "Europe/Rome");
    write(".env", "BILLHOOK_ZONE=Europe/Oslo\n");
    QCOMPARE(zone(), "Europe/Oslo");
    m_sources.credentialsFolder = m_folder->path().toStdString();
    write("BILLHOOK_ZONE", "Europe/Riga\n");
    QCOMPARE(zone(), "Europe/Riga");
    m_sources.environment["BILLHOOK_ZONE_FILE"] = write("zone", " Europe/Paris \n");
    QCOMPARE(zone(), "Europe/Paris");
    m_sources.flags["zone"] = "Asia/Tokyo";
    QCOMPARE(zone(), "Asia/Tokyo");
}

void SettingsTest::testLoad_ReadsDotEnv_AsAShellWould_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<QByteArray>("value");
    QTest::newRow("bare") << QByteArray("BILLHOOK_COMPANY=Larkspur") << QByteArray("Larkspur");
    QTest::newRow("export") << QByteArray("export BILLHOOK_COMPANY = Larkspur ") << QByteArray("Larkspur");
    QTest::newRow("quoted") << QByteArray("BILLHOOK_COMPANY=\"Lark # spur\"") << QByteArray("Lark # spur");
    QTest::newRow("comment") << QByteArray("BILLHOOK_COMPANY=Larkspur # ours") << QByteArray("Larkspur");
    QTest::newRow("quoted, comment") << QByteArray("BILLHOOK_COMPANY='Lark' # x") << QByteArray("Lark");
    QTest::newRow("no comment") << QByteArray("BILLHOOK_COMPANY=Lark#spur") << QByteArray("Lark#spur");
    QTest::newRow("others'") << QByteArray("# x\nPORT=1\nBILLHOOK_COMPANY=L") << QByteArray("L");
}

void SettingsTest::testLoad_ReadsDotEnv_AsAShellWould()
{
    QFETCH(const QByteArray, line);
    QFETCH(const QByteArray, value);
    write(".env", line + '\n');
    const auto settings = Settings::load(m_sources);
    QVERIFY(settings);
    QCOMPARE(QByteArray::fromStdString(settings->get("BILLHOOK_COMPANY")), value);
}

void SettingsTest::testLoad_Refuses_data()
{
    QTest::addColumn<QString>("what");
    QTest::addColumn<QByteArray>("code");
    QTest::newRow("a folder as .env") << u"dotenv"_s << QByteArray("unreadable_file");
    QTest::newRow("a folder as --config") << u"config"_s << QByteArray("unreadable_file");
    QTest::newRow("an unknown key") << u"key"_s << QByteArray("unknown_key");
    QTest::newRow("no TOML") << u"toml"_s << QByteArray("bad_config_file");
    QTest::newRow("a folder as credential") << u"credential"_s << QByteArray("unreadable_file");
    QTest::newRow("a device as _FILE") << u"device"_s << QByteArray("unreadable_file");
    QTest::newRow("a large _FILE") << u"large"_s << QByteArray("file_too_large");
    QTest::newRow("a missing _FILE") << u"missing"_s << QByteArray("unreadable_file");
    QTest::newRow("two forms at once") << u"twice"_s << QByteArray("given_twice");
}

void SettingsTest::testLoad_Refuses()
{
    QFETCH(const QString, what);
    QFETCH(const QByteArray, code);
    const QDir folder(m_folder->path());
    auto &secretFile = m_sources.environment["STRIPE_WEBHOOK_SECRET_FILE"];
    if (what == u"dotenv") {
        QVERIFY(folder.mkdir(u".env"_s));
    } else if (what == u"config") {
        m_sources.configPath = m_folder->path().toStdString();
    } else if (what == u"key") {
        m_sources.configPath = write("b.toml", "lissten = \"x\"\n");
    } else if (what == u"toml") {
        m_sources.configPath = write("b.toml", "listen = \n");
    } else if (what == u"credential") {
        QVERIFY(folder.mkdir(u"STRIPE_WEBHOOK_SECRET"_s));
        m_sources.credentialsFolder = m_folder->path().toStdString();
    } else if (what == u"device") {
        secretFile = "/dev/zero";
    } else if (what == u"large") {
        secretFile = write("large", QByteArray(65'537, 'x'));
    } else if (what == u"missing") {
        secretFile = m_folder->filePath(u"nowhere"_s).toStdString();
    } else {
        m_sources.environment["STRIPE_WEBHOOK_SECRET"] = "whsec_1";
        secretFile = write("secret", "whsec_2");
    }
    if (secretFile.empty()) {
        m_sources.environment.erase("STRIPE_WEBHOOK_SECRET_FILE");
    }
    const auto settings = Settings::load(m_sources);
    QVERIFY(!settings);
    QCOMPARE(settings.error().kind, ErrorKind::Configuration);
    QCOMPARE(QByteArray::fromStdString(settings.error().code), code);
}

void SettingsTest::testPrint_MasksSecrets()
{
    m_sources.environment = { { "STRIPE_SECRET_KEY", "sk_test_canary" },
        { "BILLHOOK_DATABASE_URL", "postgresql://u:canary@h/d?password=canary" } };
    const auto settings = Settings::load(m_sources);
    QVERIFY(settings);
    const auto shown = settings->print();
    QVERIFY2(shown.find("canary") == std::string::npos, shown.c_str());
    QVERIFY(shown.find("STRIPE_SECRET_KEY = ***  (environment STRIPE_SECRET_KEY)") != std::string::npos);
    QVERIFY(shown.find("BILLHOOK_LISTEN = 127.0.0.1:8080  (default)") != std::string::npos);
}

QTEST_GUILESS_MAIN(SettingsTest)
#include "settingstest.moc"
