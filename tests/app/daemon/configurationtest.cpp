#include "app/daemon/configuration.h"

#include <QTest>

using namespace billhook;
using namespace Qt::StringLiterals;
using daemon::Configuration;
using daemon::Settings;
using daemon::SettingSources;
using domain::ErrorKind;

/** Settings as values: what is understood, and what is refused with the setting's name. */
class ConfigurationTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void testOf_Understands();
    void testOf_Refuses_data();
    void testOf_Refuses();

private:
    static domain::Result<Configuration> read(const std::string &name, const std::string &value)
    {
        SettingSources sources;
        sources.dotEnvPath = "/nonexistent/.env";
        sources.environment = { { "STRIPE_WEBHOOK_SECRET", "whsec_1, whsec_2" } };
        sources.environment[name] = value;
        const auto settings = Settings::load(sources);
        return settings ? Configuration::of(*settings) : settings.error();
    }
};

void ConfigurationTest::testOf_Understands()
{
    auto configuration = read("BILLHOOK_LISTEN", "[::1]:0");
    QVERIFY(configuration);
    QCOMPARE(configuration->listen.host, "::1");
    QCOMPARE(int{ configuration->listen.port }, 0);
    QVERIFY(configuration->listen.loopback);
    QCOMPARE(configuration->webhookSecrets, (std::vector<std::string>{ "whsec_1", "whsec_2" }));
    QVERIFY(configuration->stripeKey.isEmpty());
    QVERIFY(!configuration->keyMode);
    configuration = read("BILLHOOK_LISTEN", "0.0.0.0:80");
    QVERIFY(configuration && !configuration->listen.loopback);
    configuration = read("BILLHOOK_TRUSTED_PROXIES", "10.0.0.7, 192.168.0.0/16,fd00::/8");
    QVERIFY(configuration);
    QCOMPARE(configuration->trustedProxies.size(), 3U);
    configuration = read("STRIPE_SECRET_KEY", "rk_live_1");
    QVERIFY(configuration);
    QCOMPARE(configuration->keyMode, std::optional(true));
    configuration = read("BILLHOOK_DEMO", "1");
    QVERIFY(configuration && configuration->wish.demo);
}

void ConfigurationTest::testOf_Refuses_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QByteArray>("value");
    const auto row = [](const char *name, const char *value) {
        QTest::addRow("%s=%s", name, value) << QByteArray(name) << QByteArray(value);
    };
    row("BILLHOOK_LISTEN", "nonsense");
    row("BILLHOOK_LISTEN", "127.0.0.1:");
    row("BILLHOOK_LISTEN", "127.0.0.1:70000");
    row("BILLHOOK_LISTEN", "example.com:80");
    row("BILLHOOK_TRUSTED_PROXIES", "nonsense");
    row("BILLHOOK_TRUSTED_PROXIES", "10.0.0.7,10.0.0.0/40");
    row("STRIPE_WEBHOOK_SECRET", " , ,");
    row("BILLHOOK_DEMO", "true");
    row("STRIPE_API_BASE", "http://example.com");
    row("BILLHOOK_PROFILE", "gross");
    row("BILLHOOK_CURRENCY", "usdd");
}

void ConfigurationTest::testOf_Refuses()
{
    QFETCH(const QByteArray, name);
    QFETCH(const QByteArray, value);
    const auto configuration = read(name.toStdString(), value.toStdString());
    QVERIFY(!configuration);
    QCOMPARE(configuration.error().kind, ErrorKind::Configuration);
    QVERIFY2(configuration.error().message.find(name.toStdString()) != std::string::npos,
        configuration.error().message.c_str());
}

QTEST_GUILESS_MAIN(ConfigurationTest)
#include "configurationtest.moc"
