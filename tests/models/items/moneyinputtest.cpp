#include "models/items/moneyinput.h"

#include <QTest>

using namespace billhook;
using namespace billhook::items;
using namespace Qt::StringLiterals;

/** What a person types as an amount, in each kind of currency. */
class MoneyInputTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void testMoneyFrom_ReadsAmounts_data();
    void testMoneyFrom_ReadsAmounts();
    void testMoneyFrom_SaysWhatWouldBeRight_data();
    void testMoneyFrom_SaysWhatWouldBeRight();
    void testInputText_IsReadBack_data();
    void testInputText_IsReadBack();
};

static domain::Currency currency(const QString &code)
{
    return *domain::Currency::fromCode(code.toStdString());
}

void MoneyInputTest::testMoneyFrom_ReadsAmounts_data()
{
    QTest::addColumn<QString>("code");
    QTest::addColumn<QString>("typed");
    QTest::addColumn<qint64>("minor");
    QTest::newRow("whole") << u"usd"_s << u"17"_s << qint64{ 1'700 };
    QTest::newRow("cents") << u"usd"_s << u"17.5"_s << qint64{ 1'750 };
    QTest::newRow("thousands") << u"usd"_s << u" 1,234.50 "_s << qint64{ 123'450 };
    QTest::newRow("free") << u"eur"_s << u"0"_s << qint64{ 0 };
    QTest::newRow("yen") << u"jpy"_s << u"6,500"_s << qint64{ 6'500 };
    QTest::newRow("yen with empty decimals") << u"jpy"_s << u"6500.00"_s << qint64{ 6'500 };
    QTest::newRow("dinar") << u"kwd"_s << u"12.34"_s << qint64{ 12'340 };
    QTest::newRow("krona of Iceland") << u"isk"_s << u"5"_s << qint64{ 500 };
    QTest::newRow("the most") << u"usd"_s << u"999,999.99"_s << qint64{ 99'999'999 };
}

void MoneyInputTest::testMoneyFrom_ReadsAmounts()
{
    QFETCH(QString, code);
    QFETCH(QString, typed);
    QFETCH(qint64, minor);
    const auto money = moneyFrom(typed, currency(code));
    QVERIFY2(money.has_value(), money ? "" : money.error().message.c_str());
    QCOMPARE(money->minor(), minor);
}

void MoneyInputTest::testMoneyFrom_SaysWhatWouldBeRight_data()
{
    QTest::addColumn<QString>("code");
    QTest::addColumn<QString>("typed");
    QTest::addColumn<QString>("sentence");
    const auto row = [](const char *name, const QString &code, const QString &typed,
                         const QString &sentence) { QTest::newRow(name) << code << typed << sentence; };
    row("yen with decimals", u"jpy"_s, u"6500.50"_s,
        u"JPY has no decimals. Enter a whole amount, for example 6,500."_s);
    row("krona with decimals", u"isk"_s, u"5.5"_s,
        u"ISK has no decimals. Enter a whole amount, for example 5."_s);
    row("dinar's last digit", u"kwd"_s, u"5.124"_s,
        u"The last of KWD's three decimals must be 0: enter 5.120 or 5.130."_s);
    row("parts of a cent", u"usd"_s, u"59.999"_s, u"USD has two decimals: enter 59.99 or 60.00."_s);
    row("nothing", u"usd"_s, u""_s, u"Enter an amount in USD, for example 59.00."_s);
    row("words", u"eur"_s, u"cheap"_s, u"This is no amount. Enter digits, for example 59.00."_s);
    row("decimal comma", u"eur"_s, u"59,5"_s, u"Decimals stand behind a point: enter 59.5."_s);
    row("negative", u"usd"_s, u"-1"_s, u"A price is 0 or more, for example 59.00."_s);
    row("too much", u"usd"_s, u"1,000,000"_s, u"Stripe takes at most 999,999.99 USD."_s);
    row("far too much", u"jpy"_s, u"99999999999"_s, u"Stripe takes at most 99,999,999 JPY."_s);
    row("misplaced comma", u"usd"_s, u"1,23,4"_s, u"This is no amount. Enter digits, for example 59.00."_s);
}

void MoneyInputTest::testMoneyFrom_SaysWhatWouldBeRight()
{
    QFETCH(QString, code);
    QFETCH(QString, typed);
    QFETCH(QString, sentence);
    const auto money = moneyFrom(typed, currency(code));
    QVERIFY(!money);
    QCOMPARE(QString::fromStdString(money.error().message), sentence);
}

void MoneyInputTest::testInputText_IsReadBack_data()
{
    QTest::addColumn<QString>("code");
    QTest::addColumn<qint64>("minor");
    QTest::addColumn<QString>("text");
    QTest::newRow("dollars") << u"usd"_s << qint64{ 123'450 } << u"1234.50"_s;
    QTest::newRow("yen") << u"jpy"_s << qint64{ 6'500 } << u"6500"_s;
    QTest::newRow("dinar") << u"kwd"_s << qint64{ 12'340 } << u"12.340"_s;
    QTest::newRow("krona") << u"isk"_s << qint64{ 500 } << u"5"_s;
}

void MoneyInputTest::testInputText_IsReadBack()
{
    QFETCH(QString, code);
    QFETCH(qint64, minor);
    QFETCH(QString, text);
    const domain::Money money(minor, currency(code));
    QCOMPARE(inputText(money), text);
    QCOMPARE(moneyFrom(text, currency(code)).value(), money);
}

QTEST_GUILESS_MAIN(MoneyInputTest)

#include "moneyinputtest.moc"
