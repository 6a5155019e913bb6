#include "models/domain/decimal.h"

#include <QTest>

using billhook::domain::Decimal;
using billhook::domain::decimalText;
using billhook::domain::parseDecimal;

class DecimalTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void testParse_Normalises_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("expected");
        const auto row = [](const char *text, const char *expected) {
            QTest::newRow(text) << QByteArray(text) << QByteArray(expected);
        };
        row("0", "0");
        row("-0", "0");
        row("1200", "1200");
        row("0.5", "0.5");
        row("-12.50", "-12.5");
        row("100.000", "100");
        row("0.000000000001", "0.000000000001");
        row("12345678.123456789012", "12345678.123456789012");
        row("1e2", "100");
        row("1.5E+3", "1500");
        row("25e-2", "0.25");
        row("33.3333330000000000", "33.333333");
        row("0.000", "0");
        row("1.500e2", "150");
        row("100e-2", "1");
        row("100000000000000000000000.00", "100000000000000000000000");
    }
    void testParse_Normalises()
    {
        QFETCH(const QByteArray, text);
        QFETCH(const QByteArray, expected);
        const auto decimal = parseDecimal(text.toStdString());
        QVERIFY(decimal.has_value());
        QCOMPARE(QByteArray::fromStdString(decimalText(*decimal)), expected);
        QVERIFY(parseDecimal(decimalText(*decimal)) == decimal);
    }

    void testParse_Rejects_data()
    {
        QTest::addColumn<QByteArray>("text");
        for (const char *text :
            { "", "-", ".", "1.", ".5", "+1", "1,5", " 1", "1 ", "0x10", "nan", "1e", "1e400", "1e2.5", "--1",
                "0.0000000000001", "1000000000000000000000000", "1.2.3", "1e99999999999" }) {
            QTest::newRow(text) << QByteArray(text);
        }
    }
    void testParse_Rejects()
    {
        QFETCH(const QByteArray, text);
        QVERIFY(!parseDecimal(text.toStdString()).has_value());
    }
};

QTEST_APPLESS_MAIN(DecimalTest)
#include "decimaltest.moc"
