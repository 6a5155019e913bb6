#include "models/items/moneyformat.h"

#include <QTest>

#include <limits>

using billhook::domain::Currency;
using billhook::domain::Money;
using billhook::items::MoneyFormat;
using namespace Qt::StringLiterals;

namespace {

Money money(qint64 minor, const char *code)
{
    return { minor, Currency::fromCode(code).value() };
}

} // namespace

class MoneyFormatTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void testForms_Follow_Currency_data()
    {
        QTest::addColumn<qint64>("minor");
        QTest::addColumn<QByteArray>("currency");
        QTest::addColumn<QString>("symbol");
        QTest::addColumn<QString>("exact");
        QTest::addColumn<QString>("compact");
        QTest::addColumn<QString>("thousands");
        const auto row = [](const char *name, qint64 minor, const char *currency, const char *symbol,
                             const char *exact, const char *compact, const char *thousands) {
            QTest::newRow(name) << minor << QByteArray(currency) << QString::fromUtf8(symbol)
                                << QString::fromUtf8(exact) << QString::fromUtf8(compact)
                                << QString::fromUtf8(thousands);
        };
        row("card", 248'130'640, "usd", "$2,481,306.40", "2,481,306.40 USD", "$2.48 M", "2,481.3");
        row("risk", 3'821'470, "usd", "$38,214.70", "38,214.70 USD", "$38.2 k", "38.2");
        row("yen", 414'400, "jpy", "¥414,400", "414,400 JPY", "¥414.4 k", "414.4");
        row("euro", 395'500, "eur", "€3,955.00", "3,955.00 EUR", "€4.0 k", "4.0");
        row("small", 41'205, "usd", "$412.05", "412.05 USD", "$412.05", "0.4");
        row("negative", -5'000'000, "usd", "−$50,000.00", "−50,000.00 USD", "−$50.0 k", "−50.0");
        row("zero", 0, "usd", "$0.00", "0.00 USD", "$0.00", "0.0");
        row("carries", 99'996'000, "usd", "$999,960.00", "999,960.00 USD", "$1.00 M", "1,000.0");
        row("billions", 123'456'789'000, "usd", "$1,234,567,890.00", "1,234,567,890.00 USD", "$1.23 B",
            "1,234,567.9");
        row("three decimals", 5'120, "kwd", "KWD 5.120", "5.120 KWD", "KWD 5.120", "0.0");
        row("spoken without decimals", 500, "isk", "ISK 5", "5 ISK", "ISK 5", "0.0");
        row("but never rounded", 41'667, "ugx", "UGX 416.67", "416.67 UGX", "UGX 416.67", "0.4");
        row("vanishes without sign", -4, "usd", "−$0.04", "−0.04 USD", "−$0.04", "0.0");
        row("least", std::numeric_limits<qint64>::min(), "usd", "−$92,233,720,368,547,758.08",
            "−92,233,720,368,547,758.08 USD", "−$92,233,720.37 B", "−92,233,720,368,547.8");
    }
    void testForms_Follow_Currency()
    {
        QFETCH(const qint64, minor);
        QFETCH(const QByteArray, currency);
        const Money value = money(minor, currency.constData());
        const MoneyFormat format;
        QTEST(format.symbol(value), "symbol");
        QTEST(format.exact(value), "exact");
        QTEST(format.compact(value), "compact");
        QTEST(format.thousands(value), "thousands");
    }

    void testSign_Always_MarksChanges()
    {
        const MoneyFormat format;
        const auto always = MoneyFormat::Sign::Always;
        QCOMPARE(format.thousands(money(7'140'000, "usd"), always), u"+71.4"_s);
        QCOMPARE(format.thousands(money(-980'000, "usd"), always), u"−9.8"_s);
        QCOMPARE(format.compact(money(5'180'000, "usd"), always), u"+$51.8 k"_s);
        QCOMPARE(format.symbol(money(100, "usd"), always), u"+$1.00"_s);
        QCOMPARE(format.symbol(money(0, "usd"), always), u"$0.00"_s);
    }

    void testScaled_SharesOneScale()
    {
        const MoneyFormat format;
        const auto scale = MoneyFormat::scaleFor(money(250'000'000, "usd"));
        QCOMPARE(scale, MoneyFormat::Scale::Millions);
        QCOMPARE(format.scaled(money(50'000'000, "usd"), scale, 1), u"$0.5 M"_s);
        QCOMPARE(format.scaled(money(250'000'000, "usd"), scale, 1), u"$2.5 M"_s);
        QCOMPARE(format.scaled(money(-5'000'000, "usd"), MoneyFormat::Scale::Thousands, 0), u"−$50 k"_s);
        QCOMPARE(format.scaled(money(500, "jpy"), MoneyFormat::Scale::Units, 0), u"¥500"_s);
        QCOMPARE(format.scaled(money(5, "jpy"), MoneyFormat::Scale::Units, 2), u"¥5.00"_s);
    }

    void testLocale_GivesSeparatorsOnly()
    {
        const MoneyFormat german{ QLocale(QLocale::German, QLocale::Germany) };
        QCOMPARE(german.symbol(money(123'456'78, "eur")), u"€123.456,78"_s);
        QCOMPARE(german.exact(money(-414'400, "jpy")), u"−414.400 JPY"_s);
    }
};

QTEST_APPLESS_MAIN(MoneyFormatTest)
#include "moneyformattest.moc"
