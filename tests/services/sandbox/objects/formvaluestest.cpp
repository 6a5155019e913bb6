#include "services/sandbox/objects/formvalues.h"

#include <QTest>

using billhook::sandbox::FormValues;

class FormValuesTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void testParse_Nested_RawAndEscapedBracketsMeanTheSame()
    {
        for (const auto *encoded : { "items[0][price]=p_1&items[0][quantity]=3",
                 "items%5B0%5D%5Bprice%5D=p_1&items%5b0%5d%5bquantity%5d=3" }) {
            const auto form = FormValues::parse(encoded);
            QVERIFY(form.has_value());
            const auto &item = form->child("items").child("0");
            QCOMPARE(item.text("price").value_or(""), std::string("p_1"));
            QCOMPARE(item.text("quantity").value_or(""), std::string("3"));
        }
    }

    void testParse_Spaces_FromPlusAndEscape()
    {
        const auto form = FormValues::parse("a=x+y%20z&b=1%2B1&metadata[k%20k]=%C3%BC");
        QVERIFY(form.has_value());
        QCOMPARE(form->text("a").value_or(""), std::string("x y z"));
        QCOMPARE(form->text("b").value_or(""), std::string("1+1"));
        QCOMPARE(form->child("metadata").text("k k").value_or(""), std::string("ü"));
    }

    void testList_KeepsTheOrderOfIndexes()
    {
        const auto form = FormValues::parse("e[10]=k&e[2]=c&e[0]=a&f[]=x&f[]=y");
        QVERIFY(form.has_value());
        QCOMPARE(form->list("e"), (std::vector<std::string>{ "a", "c", "k" }));
        QCOMPARE(form->list("f"), (std::vector<std::string>{ "x", "y" }));
        QVERIFY(form->list("g").empty());
    }

    void testText_EmptyIsNotAbsent()
    {
        const auto form = FormValues::parse("a=&b");
        QVERIFY(form.has_value());
        QCOMPARE(form->text("a"), std::optional<std::string>(""));
        QCOMPARE(form->text("b"), std::optional<std::string>(""));
        QCOMPARE(form->text("c"), std::nullopt);
    }

    void testParse_RefusesBrokenText_data()
    {
        QTest::addColumn<QByteArray>("encoded");
        for (const auto *encoded : { "a=%", "a=%4", "a=%zz", "a[b=1", "a[b]c=1", "[a]=1", "=1",
                 "a[b][c][d][e][f][g][h][i][j][k]=1" }) {
            QTest::newRow(encoded) << QByteArray(encoded);
        }
    }
    void testParse_RefusesBrokenText()
    {
        QFETCH(QByteArray, encoded);
        QVERIFY(!FormValues::parse(encoded.toStdString()).has_value());
    }
};

QTEST_APPLESS_MAIN(FormValuesTest)
#include "formvaluestest.moc"
