#include "services/postgres/connectionurl.h"

#include <QTest>

#include <libpq-fe.h>

using namespace billhook;
using billhook::postgres::ConnectionUrl;

/** Database URLs: read by libpq, held to TLS over networks, never shown with their secrets. */
class ConnectionUrlTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void testParse_DemandsTls_OverNetworks_data();
    void testParse_DemandsTls_OverNetworks();
    void testParse_JudgesTheEffectiveHost_data();
    void testParse_JudgesTheEffectiveHost();
    void testParse_KeepsThePassword_FromServers();
    void testMasked_ShowsNoSecret_InAnySpelling_data();
    void testMasked_ShowsNoSecret_InAnySpelling();
    void testText_IsTheSameUrlAgain();
    void testParse_SetsDefaults_WhereTheUrlIsSilent();
    void testParse_Refuses_WhatLibpqRefuses();
    void testShown_Hides_ThePassword();
    void testHosts_Splits_TheList();
    void testParse_MeansTheHostThatTakesChanges_OfSeveral();
};

void ConnectionUrlTest::testParse_DemandsTls_OverNetworks_data()
{
    QTest::addColumn<QByteArray>("url");
    QTest::addColumn<bool>("accepted");
    QTest::newRow("socket by default") << QByteArray("postgresql:///db") << true;
    QTest::newRow("socket folder") << QByteArray("postgresql://u@/db?host=/run/x") << true;
    QTest::newRow("localhost") << QByteArray("postgresql://u@localhost/db") << true;
    QTest::newRow("loopback") << QByteArray("postgresql://u@127.0.0.2:5433/db") << true;
    QTest::newRow("loopback 6") << QByteArray("postgresql://u@[::1]/db") << true;
    QTest::newRow("network") << QByteArray("postgresql://u@db.example.com/db") << false;
    QTest::newRow("network, require") << QByteArray("postgresql://u@10.0.0.1/db?sslmode=require") << false;
    QTest::newRow("network, verified")
        << QByteArray("postgresql://u@db.example.com/db?sslmode=verify-full") << true;
    QTest::newRow("second host") << QByteArray("postgresql://u@localhost,db.example.com/db") << false;
    QTest::newRow("hostaddr") << QByteArray("postgresql://u@localhost/db?hostaddr=10.0.0.1") << false;
    QTest::newRow("looks like localhost") << QByteArray("postgresql://u@localhost.example.com/db") << false;
}

void ConnectionUrlTest::testParse_DemandsTls_OverNetworks()
{
    QFETCH(const QByteArray, url);
    QFETCH(const bool, accepted);
    const auto parsed = ConnectionUrl::parse(url.toStdString());
    QCOMPARE(parsed.has_value(), accepted);
    if (!accepted) {
        QCOMPARE(parsed.error().kind, domain::ErrorKind::Configuration);
        QCOMPARE(parsed.error().code, "database_tls_required");
    }
}

void ConnectionUrlTest::testParse_JudgesTheEffectiveHost_data()
{
    QTest::addColumn<QByteArray>("url");
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<bool>("accepted");
    const auto row
        = [](const char *title, const char *url, const char *name, const char *value, bool accepted) {
              QTest::newRow(title) << QByteArray(url) << QByteArray(name) << QByteArray(value) << accepted;
          };
    row("PGHOST", "postgresql://u@/db", "PGHOST", "db.example.com", false);
    row("PGHOST, local", "postgresql://u@/db", "PGHOST", "/run/postgresql", true);
    row("PGHOST, overruled", "postgresql://u@localhost/db", "PGHOST", "db.example.com", true);
    row("PGHOSTADDR", "postgresql://u@localhost/db", "PGHOSTADDR", "10.0.0.1", false);
    row("PGSSLMODE", "postgresql://u@db.example.com/db", "PGSSLMODE", "verify-full", true);
    row("PGSERVICE nowhere", "postgresql://u@localhost/db", "PGSERVICE", "nowhere", false);
    row("named 127.", "postgresql://u@127.0.0.1.example.com/db", "PGHOST", "", false);
    row("short 127.1", "postgresql://u@127.1/db", "PGHOST", "", false);
    row("addresses in part", "postgresql://u@/db?host=localhost,db.example.com&hostaddr=127.0.0.1,", "PGHOST",
        "", false);
    row("old TLS", "postgresql://u@h.example.com/db?sslmode=verify-full&ssl_min_protocol_version=TLSv1",
        "PGHOST", "", false);
}

void ConnectionUrlTest::testParse_JudgesTheEffectiveHost()
{
    QFETCH(const QByteArray, url);
    QFETCH(const QByteArray, name);
    QFETCH(const QByteArray, value);
    QFETCH(const bool, accepted);
    qputenv(name.constData(), value);
    const auto parsed = ConnectionUrl::parse(url.toStdString());
    qunsetenv(name.constData());
    QCOMPARE(parsed.has_value(), accepted);
}

void ConnectionUrlTest::testParse_KeepsThePassword_FromServers()
{
    const std::string url = "postgresql://u:s3cret@db.example.com/db?sslmode=verify-full";
    const auto parsed = ConnectionUrl::parse(url + "&gssencmode=require");
    QVERIFY(parsed);
    QCOMPARE(parsed->get("channel_binding"), "require");
    QCOMPARE(parsed->get("gssencmode"), "disable");
    const auto weaker = ConnectionUrl::parse(url + "&channel_binding=prefer");
    QCOMPARE(weaker.has_value(), PQlibVersion() >= 160'000); // which can insist on SCRAM without it
    QVERIFY(
        ConnectionUrl::parse("postgresql://u@db.example.com/db?sslmode=verify-full&channel_binding=disable"));
    QCOMPARE(ConnectionUrl::parse("postgresql://u:s3cret@localhost/db")->get("channel_binding"), "");
}

void ConnectionUrlTest::testMasked_ShowsNoSecret_InAnySpelling_data()
{
    QTest::addColumn<QByteArray>("url");
    for (const char *url :
        { "postgresql://u:s3cret@h/db", "host=h password = s3cret", "password='s3cret&b' host=h",
            "postgresql://h/db?p%61ssword=s3cret", "postgresql://u:x@s3cret@h/db",
            "host=h sslpassword=s3cret", "postgresql://u:s3cret", "s3cret" }) {
        QTest::newRow(url) << QByteArray(url);
    }
}

void ConnectionUrlTest::testMasked_ShowsNoSecret_InAnySpelling()
{
    QFETCH(const QByteArray, url);
    QVERIFY(ConnectionUrl::masked(url.toStdString()).find("s3cret") == std::string::npos);
    QCOMPARE(ConnectionUrl::masked("postgresql://u@h/db"), "postgresql://u@h/db");
}

void ConnectionUrlTest::testText_IsTheSameUrlAgain()
{
    const auto parsed
        = ConnectionUrl::parse("postgresql://u:a%26b%3D%25%20c@localhost:5433/d%2Fb?host=/run/x");
    QVERIFY(parsed);
    const auto again = ConnectionUrl::parse(parsed->text());
    QVERIFY(again);
    QCOMPARE(again->get("password"), "a&b=% c");
    QCOMPARE(again->get("dbname"), "d/b");
    QCOMPARE(again->parameters().size(), parsed->parameters().size());
}

void ConnectionUrlTest::testParse_SetsDefaults_WhereTheUrlIsSilent()
{
    const auto parsed = ConnectionUrl::parse("postgresql://u@localhost/db?connect_timeout=9");
    QVERIFY(parsed);
    QCOMPARE(parsed->get("connect_timeout"), "9");
    QCOMPARE(parsed->get("client_encoding"), "UTF8");
    QCOMPARE(parsed->get("tcp_user_timeout"), "10000");
}

void ConnectionUrlTest::testParse_Refuses_WhatLibpqRefuses()
{
    const auto parsed = ConnectionUrl::parse("postgresql://u:s3cret@localhost/db?nonsense=1");
    QVERIFY(!parsed);
    QCOMPARE(parsed.error().kind, domain::ErrorKind::Configuration);
    QVERIFY((parsed.error().message + parsed.error().detail).find("s3cret") == std::string::npos);
}

void ConnectionUrlTest::testShown_Hides_ThePassword()
{
    const auto parsed = ConnectionUrl::parse("postgresql://u:s3cret@localhost:5433/db");
    QVERIFY(parsed);
    QCOMPARE(parsed->shown(), "u@localhost:5433/db");
}

void ConnectionUrlTest::testHosts_Splits_TheList()
{
    const auto parsed = ConnectionUrl::parse("postgresql://u@localhost:1,127.0.0.1:2/db");
    QVERIFY(parsed);
    const auto hosts = parsed->hosts();
    QCOMPARE(hosts.size(), 2U);
    QCOMPARE(hosts[0].shown(), "u@localhost:1/db");
    QCOMPARE(hosts[1].shown(), "u@127.0.0.1:2/db");
    QCOMPARE(ConnectionUrl::parse("postgresql:///db")->hosts().size(), 1U);
}

void ConnectionUrlTest::testParse_MeansTheHostThatTakesChanges_OfSeveral()
{
    const auto attribute
        = [](const std::string &url) { return ConnectionUrl::parse(url)->get("target_session_attrs"); };
    QCOMPARE(attribute("postgresql://u@localhost:1,127.0.0.1:2/db"), "read-write");
    QCOMPARE(attribute("postgresql://u@localhost:1,127.0.0.1:2/db?target_session_attrs=any"), "any");
    QCOMPARE(attribute("postgresql://u@localhost:1/db"), "");
}

QTEST_GUILESS_MAIN(ConnectionUrlTest)
#include "connectionurltest.moc"
