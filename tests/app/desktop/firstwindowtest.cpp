#include "app/desktop/firstwindow.h"

#include "services/concurrency/workerthread.h"

#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace billhook::desktop;
using namespace Qt::StringLiterals;

/** Case 26: a second start finds the first window. */
class FirstWindowTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void testCase26_Knock_IsAnswered_WhileTheFirstLives();
    void testCase26_Knock_IsNotAnswered_AfterABadEnd();
    void testAddress_IsTheDatabases_AndHidesIt();

private:
    QTemporaryDir m_folder;
};

void FirstWindowTest::testCase26_Knock_IsAnswered_WhileTheFirstLives()
{
    const QString address = m_folder.filePath(u"first"_s);
    QVERIFY(!FirstWindow::knock(address));
    {
        const FirstWindow first(address);
        QSignalSpy knocked(&first, &FirstWindow::knocked);
        billhook::concurrency::WorkerThread second(u"second"_s);
        const auto answer = second.run([address] { return FirstWindow::knock(address); });
        QTRY_COMPARE(knocked.size(), 1);
        QTRY_VERIFY(answer.isFinished());
        QVERIFY(answer.result());
    }
    QVERIFY(!FirstWindow::knock(address));
    QVERIFY(!QFile::exists(address));
}

void FirstWindowTest::testCase26_Knock_IsNotAnswered_AfterABadEnd()
{
    const QString address = m_folder.filePath(u"left"_s);
    QFile left(address);
    QVERIFY(left.open(QIODevice::WriteOnly));
    QVERIFY(!FirstWindow::knock(address));
    const FirstWindow first(address); // takes the place over
    billhook::concurrency::WorkerThread second(u"second"_s);
    const auto answer = second.run([address] { return FirstWindow::knock(address); });
    QTRY_VERIFY(answer.isFinished());
    QVERIFY(answer.result());
}

void FirstWindowTest::testAddress_IsTheDatabases_AndHidesIt()
{
    const QString one = FirstWindow::addressFor(u"postgresql://maya:secret@db/billhook"_s);
    QCOMPARE(one, FirstWindow::addressFor(u"postgresql://maya:secret@db/billhook"_s));
    QVERIFY(one != FirstWindow::addressFor(u"postgresql://maya@db/other"_s));
    QVERIFY(!one.contains(u"secret"_s));
}

QTEST_GUILESS_MAIN(FirstWindowTest)

#include "firstwindowtest.moc"
