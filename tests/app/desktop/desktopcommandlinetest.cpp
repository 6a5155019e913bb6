#include "app/desktop/commandline.h"

#include <QTest>

using namespace billhook;
using namespace billhook::desktop;
using namespace Qt::StringLiterals;

class DesktopCommandLineTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void testCase26_Size_TooSmall_IsRefused_data();
    void testCase26_Size_TooSmall_IsRefused();
    void testCase26_Snapshot_OtherThanPng_IsRefused();
    void testPage_Given_IsTold();
};

void DesktopCommandLineTest::testCase26_Size_TooSmall_IsRefused_data()
{
    QTest::addColumn<QString>("size");
    QTest::addColumn<bool>("taken");
    QTest::newRow("tiny") << u"100x100"_s << false;
    QTest::newRow("low") << u"1440x559"_s << false;
    QTest::newRow("narrow") << u"859x900"_s << false;
    QTest::newRow("least") << u"860x560"_s << true;
    QTest::newRow("words") << u"large"_s << false;
    QTest::newRow("negative") << u"-860x560"_s << false;
}

void DesktopCommandLineTest::testCase26_Size_TooSmall_IsRefused()
{
    QFETCH(QString, size);
    QFETCH(bool, taken);
    const auto line = readCommandLine({ u"--size"_s, size });
    QCOMPARE(line.has_value(), taken);
    if (!taken) {
        const QString message = QString::fromStdString(line.error().message);
        QVERIFY2(message.contains(u"860x560"_s) && message.contains(size), qPrintable(message));
        QCOMPARE(line.error().kind, domain::ErrorKind::Configuration);
    }
}

void DesktopCommandLineTest::testCase26_Snapshot_OtherThanPng_IsRefused()
{
    const auto refused = readCommandLine({ u"--snapshot"_s, u"page.jpg"_s });
    QVERIFY(!refused.has_value());
    QVERIFY(QString::fromStdString(refused.error().message).contains(u"page.jpg"_s));
    QCOMPARE(readCommandLine({ u"--snapshot=/tmp/Page.PNG"_s })->snapshot, u"/tmp/Page.PNG"_s);
}

void DesktopCommandLineTest::testPage_Given_IsTold()
{
    QVERIFY(!readCommandLine({})->pageGiven);
    const auto line = readCommandLine({ u"--page"_s, u"organizations"_s });
    QVERIFY(line->pageGiven);
    QCOMPARE(line->page, u"organizations"_s);
}

QTEST_GUILESS_MAIN(DesktopCommandLineTest)

#include "desktopcommandlinetest.moc"
