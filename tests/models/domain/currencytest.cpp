#include "models/domain/currency.h"

#include <QTest>

using billhook::domain::Currency;

class CurrencyTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void testExponent_Follows_Stripe_data()
    {
        QTest::addColumn<int>("exponent");
        QTest::addColumn<int>("spoken");
        for (const char *code : { "BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "MGA", "PYG", "RWF", "VND",
                 "VUV", "XAF", "XOF", "XPF" }) {
            QTest::newRow(code) << 0 << 0;
        }
        for (const char *code : { "BHD", "JOD", "KWD", "OMR", "TND" }) {
            QTest::newRow(code) << 3 << 3;
        }
        for (const char *code : { "ISK", "UGX" }) {
            QTest::newRow(code) << 2 << 0;
        }
        for (const char *code : { "usd", "EUR", "Gbp", "HUF", "TWD", "zzz" }) {
            QTest::newRow(code) << 2 << 2;
        }
    }
    void testExponent_Follows_Stripe()
    {
        QFETCH(const int, exponent);
        QFETCH(const int, spoken);
        const auto currency = Currency::fromCode(QTest::currentDataTag());
        QVERIFY(currency.has_value());
        QCOMPARE(currency->exponent(), exponent);
        QCOMPARE(currency->spokenDecimals(), spoken);
    }

    void testFromCode_Ignores_Case()
    {
        const auto currency = Currency::fromCode("UsD");
        QVERIFY(currency.has_value());
        QVERIFY(currency == Currency::fromCode("usd"));
        QCOMPARE(currency->code(), std::string("usd"));
        QCOMPARE(currency->upperCode(), std::string("USD"));
    }

    void testFromCode_Rejects_OtherText()
    {
        for (const char *code : { "", "us", "usdt", "u$d", "1ab", "€" }) {
            QVERIFY2(!Currency::fromCode(code).has_value(), code);
        }
    }
};

QTEST_APPLESS_MAIN(CurrencyTest)
#include "currencytest.moc"
