#include "services/stripeclient/form.h"

#include "services/stripeclient/prices.h"

#include <QTest>

using billhook::domain::Currency;
using billhook::domain::Money;
using billhook::domain::parseDecimal;
using namespace billhook::stripeclient;

class FormTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void testEncoded_KeepsTheOrder_AndIndexesArrays();
    void testEncoded_ClearsByAnEmptyText();
    void testEncoded_EscapesAllButBrackets();
    void testEncoded_WritesNumbersPlainly_data();
    void testEncoded_WritesNumbersPlainly();
    void testEncoded_WritesDecimalsExactly();
    void testReplace_ChangesOneOrAddsIt();
    void testRequest_EscapesAnIdInThePath();
};

void FormTest::testEncoded_KeepsTheOrder_AndIndexesArrays()
{
    const Form form
        = Form().text("b", "2").list("expand", { "data.tiers", "x" }).flag("a", true).list("none", {});
    QCOMPARE(form.encoded(), std::string("b=2&expand[0]=data.tiers&expand[1]=x&a=true"));
}

void FormTest::testEncoded_ClearsByAnEmptyText()
{
    const Form form = Form().text("description", "").metadata({ { "gone", "" }, { "kept", "1" } });
    QCOMPARE(form.encoded(), std::string("description=&metadata[gone]=&metadata[kept]=1"));
}

void FormTest::testEncoded_EscapesAllButBrackets()
{
    QCOMPARE(formEncoded("Caf\xc3\xa9 & (Co)! *'~ +/:@ ][%\n"),
        std::string("Caf%C3%A9%20%26%20%28Co%29%21%20%2A%27~%20%2B%2F%3A%40%20][%25%0A"));
    QCOMPARE(formEncoded(std::string_view("\0", 1)), std::string("%00"));
}

void FormTest::testEncoded_WritesNumbersPlainly_data()
{
    QTest::addColumn<qint64>("number");
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("would be 1.0038e+06") << qint64{ 1'003'800 } << QByteArray("1003800");
    QTest::newRow("beyond a double") << qint64{ 9'007'199'254'740'993 } << QByteArray("9007199254740993");
    QTest::newRow("largest") << std::numeric_limits<qint64>::max() << QByteArray("9223372036854775807");
    QTest::newRow("smallest") << std::numeric_limits<qint64>::min() << QByteArray("-9223372036854775808");
    QTest::newRow("zero") << qint64{ 0 } << QByteArray("0");
}

void FormTest::testEncoded_WritesNumbersPlainly()
{
    QFETCH(const qint64, number);
    QFETCH(const QByteArray, text);
    const Money amount(number, *Currency::fromCode("USD"));
    const Request request = createPrice({ "prod_1", amount, "month" }, "key");
    QCOMPARE(request.form.value("unit_amount"), text.toStdString());
    QCOMPARE(request.form.value("currency"), std::string_view("usd"));
}

void FormTest::testEncoded_WritesDecimalsExactly()
{
    QCOMPARE(
        Form().decimal("percent_off", *parseDecimal("12.50")).encoded(), std::string("percent_off=12.5"));
    QCOMPARE(Form().decimal("percent_off", *parseDecimal("0.1")).encoded(), std::string("percent_off=0.1"));
}

void FormTest::testReplace_ChangesOneOrAddsIt()
{
    Form form = Form().text("limit", "100").text("starting_after", "a");
    form.replace("starting_after", "b").replace("page", "p");
    QCOMPARE(form.encoded(), std::string("limit=100&starting_after=b&page=p"));
}

void FormTest::testRequest_EscapesAnIdInThePath()
{
    const Request request = retrievePrice("../pr ice?x=[1]");
    QCOMPARE(request.path(), std::string("/v1/prices/..%2Fpr%20ice%3Fx%3D%5B1%5D"));
    QCOMPARE(request.target(), request.path() + "?expand[0]=tiers");
    QCOMPARE(request.body(), std::string());
}

QTEST_APPLESS_MAIN(FormTest)
#include "formtest.moc"
