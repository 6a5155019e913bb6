#include "services/sandbox/delivery/signature.h"

#include <QTest>

using billhook::sandbox::signatureHeader;

class SignatureTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void testHeader_MatchesKnownAnswers_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QByteArray>("digest");
        QTest::newRow("event") << QByteArray(
            R"({"id":"evt_1","object":"event","type":"invoice.paid","data":{"object":{"id":"in_1"}}})")
                               << QByteArray(
                                      "b5e0b8c9c6c01393de21b6e49dfbe91697f78cf977517a252d763ced624d3349");
        QTest::newRow("empty object") << QByteArray(
            "{}") << QByteArray("ceb8863f7208fa249a6cd8f951e993c7563412aca65866f6272283debe143ab3");
        QTest::newRow("byte order mark")
            << QByteArray("\xEF\xBB\xBF{\"id\":\"evt_1\",\"object\":\"event\"}")
            << QByteArray("c3a133cb102f9130a9a601cde892e02319f1a3ab1f1157bbf1a33a373157c628");
    }
    void testHeader_MatchesKnownAnswers()
    {
        QFETCH(QByteArray, body);
        QFETCH(QByteArray, digest);
        const auto header = signatureHeader("whsec_test_secret", 1'700'000'000, body.toStdString());
        QCOMPARE(QByteArray::fromStdString(header), QByteArray("t=1700000000,v1=") + digest);
    }
};

QTEST_APPLESS_MAIN(SignatureTest)
#include "signaturetest.moc"
