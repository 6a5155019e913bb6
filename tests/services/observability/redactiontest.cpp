#include "services/observability/redaction.h"

#include <QTest>

using namespace billhook::observability;

class RedactionTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void testRedact_data();
    void testRedact();
    void testIsSecretName();
};

void RedactionTest::testRedact_data()
{
    QTest::addColumn<std::string>("text");
    QTest::addColumn<std::string>("expected");
    const auto row = [](const std::string &text, const std::string &expected) {
        QTest::newRow(text.c_str()) << text << expected;
    };
    row("nothing to hide: evt_1Nabc sub_2 cus_3", "nothing to hide: evt_1Nabc sub_2 cus_3");
    row("whsec_abcDEF123+/=", "whsec_***");
    row("two whsec_a,whsec_b.", "two whsec_***,whsec_***.");
    row("key=sk_live_51abc rest", "key=sk_*** rest");
    row("rk_test_x and sk_test_y", "rk_*** and sk_***");
    row("\"sk_test_y\"", "\"sk_***\"");
    row("task_list and risk_level", "task_list and risk_level");
    row("pk_live_public", "pk_live_public");
    row("postgresql://user:p%40ss@host:5432/db?x=1", "postgresql://user:***@host:5432/db?x=1");
    row("postgresql://user:a/b@host/db", "postgresql://user:***@host/db");
    row("postgresql://user:a:b@c@host/db", "postgresql://user:***@host/db");
    row("postgresql://user@host/db", "postgresql://user@host/db");
    row("http://127.0.0.1:8080/a@b", "http://127.0.0.1:***@b");
    row("http://127.0.0.1:8080/livez", "http://127.0.0.1:8080/livez");
    row("postgresql://host/db?password=abc&sslmode=x", "postgresql://host/db?password=***&sslmode=x");
    row("host=x password=abc user=y", "host=x password=*** user=y");
    row("password='a b c' user=y", "password=*** user=y");
    row("PASSWORD=abc", "PASSWORD=***");
    row("password='unclosed", "password=***");
    row("Authorization: Bearer abc.def", "Authorization: Bearer ***");
    row("Authorization: Basic dXNlcjpwYXNz", "Authorization: Basic ***");
    row("mail to jane.doe+x@example.com now", "mail to j***@example.com now");
    row("a@b is no address", "a@b is no address");
    row("@example.com", "@example.com");
    row("", "");
    row("whsec_", "whsec_");
}

void RedactionTest::testRedact()
{
    QFETCH(std::string, text);
    QFETCH(std::string, expected);
    QCOMPARE(redact(text), expected);
}

void RedactionTest::testIsSecretName()
{
    QVERIFY(isSecretName("password"));
    QVERIFY(isSecretName("Stripe-Signature"));
    QVERIFY(isSecretName("STRIPE_SECRET_KEY"));
    QVERIFY(isSecretName("Authorization"));
    QVERIFY(!isSecretName("stripe_event_id"));
    QVERIFY(!isSecretName("reason"));
}

QTEST_GUILESS_MAIN(RedactionTest)
#include "redactiontest.moc"
