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
    row("bh_Zm9vYmFyLV9mb29iYXJmb29iYXJmb29iYXJmb29iYXI_0f1e2d3c", "bh_***");
    row("Bearer bh_abc-_x_01", "Bearer ***");
    row("token:bh_abc-_x_01,next", "token:bh_***,next");
    row("task_list and risk_level", "task_list and risk_level");
    row("pk_live_public", "pk_live_public");
    row("postgresql://user:p%40ss@host:5432/db?x=1", "postgresql://user:***@host:5432/db?x=1");
    row("postgresql://user:a/b@host/db", "postgresql://user:***@host/db");
    row("postgresql://user:a:b@c@host/db", "postgresql://user:***@host/db");
    row("postgresql://user@host/db", "postgresql://user@host/db");
    row("postgresql://u:secret@h1:5432,h2:5433/db?target_session_attrs=any",
        "postgresql://u:***@h1:5432,h2:5433/db?target_session_attrs=any");
    row("postgresql://%2Frun%2Fbh/billhook?user=a&password=p%26q&sslpassword=k",
        "postgresql://%2Frun%2Fbh/billhook?user=a&password=***&sslpassword=***");
    row("connection to \"postgres://u:p?w#d@h/db\" failed", "connection to \"postgres://u:***@h/db\" failed");
    row("password = 'a\\'b c' user=y", "password = '***' user=y");
    row("password: hunter2", "password: ***");
    row("{\"password\":\"hunter2\",\"a\":1}", "{\"password\":\"***\",\"a\":1}");
    row("STRIPE_WEBHOOK_SECRET=abc", "STRIPE_WEBHOOK_SECRET=***");
    row("sk_live_51H+/=_-z end", "sk_*** end");
    row("url?key=rk_live_abc&x=1", "url?key=rk_***&x=1");
    row("v1=deadbeef", "v1=deadbeef");
    row("http://127.0.0.1:8080/a@b", "http://127.0.0.1:***@b");
    row("http://127.0.0.1:8080/livez", "http://127.0.0.1:8080/livez");
    row("postgresql://host/db?password=abc&sslmode=x", "postgresql://host/db?password=***&sslmode=x");
    row("host=x password=abc user=y", "host=x password=*** user=y");
    row("password='a b c' user=y", "password='***' user=y");
    row("PASSWORD=abc", "PASSWORD=***");
    row("password='unclosed", "password='***");
    row("password='unclosed\\", "password='***");
    row("password authentication failed for user", "password authentication failed for user");
    row("password", "password");
    row("secret=", "secret=");
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
