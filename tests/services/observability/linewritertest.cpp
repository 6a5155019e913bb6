#include "services/observability/linewriter.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <chrono>

using namespace billhook::observability;
using namespace Qt::StringLiterals;

/** Lines on their way out: whole and in order, and nobody waits for a reader. */
class LineWriterTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void testWrite_KeepsLines_WholeAndInOrder();
    void testWrite_DropsAndTells_WhereNobodyReads();
    void testDestruction_EndsSoon_WhereNobodyReads();
    void testReopen_GoesOnUnderTheFirstName();

private:
    static std::string told(std::uint64_t count) { return "dropped " + std::to_string(count); }

    /** What is there now; QFile would wait until it has all that it may read. */
    static QByteArray readSome(int descriptor)
    {
        QByteArray part(65'536, '\0');
        const auto size = ::read(descriptor, part.data(), static_cast<std::size_t>(part.size()));
        return part.left(std::max<qsizetype>(size, 0));
    }

    static QByteArray readAll(int descriptor)
    {
        QFile file;
        return file.open(descriptor, QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
};

void LineWriterTest::testWrite_KeepsLines_WholeAndInOrder()
{
    std::array<int, 2> pipe{};
    QCOMPARE(::pipe(pipe.data()), 0);
    {
        LineWriter writer(pipe[1], told);
        writer.write("one");
        writer.write(std::string(10'000, 'x'));
        writer.write("three");
    }
    ::close(pipe[1]);
    const auto lines = readAll(pipe[0]).split('\n');
    QCOMPARE(lines.size(), 4);
    QCOMPARE(lines[0], QByteArray("one"));
    QCOMPARE(lines[1].size(), 10'000);
    QCOMPARE(lines[2], QByteArray("three"));
}

void LineWriterTest::testWrite_DropsAndTells_WhereNobodyReads()
{
    std::array<int, 2> pipe{};
    QCOMPARE(::pipe(pipe.data()), 0);
    const std::string line(1'000, 'x');
    constexpr int lines = 10'000;
    QByteArray read;
    {
        LineWriter writer(pipe[1], told);
        const auto begun = std::chrono::steady_clock::now();
        for (int number = 0; number < lines; ++number) {
            writer.write(line);
        }
        QVERIFY(std::chrono::steady_clock::now() - begun < std::chrono::seconds(5));
        const auto dropped = writer.dropped();
        QVERIFY(dropped > 0 && dropped < lines);
        const auto waiting = static_cast<qsizetype>((lines - dropped) * (line.size() + 1));
        while (read.size() < waiting) {
            read += readSome(pipe[0]);
        }
        writer.write("after");
        while (!read.endsWith("after\n")) {
            read += readSome(pipe[0]);
        }
        QVERIFY(read.endsWith(
            QByteArray("dropped " + QByteArray::number(static_cast<qulonglong>(dropped)) + "\nafter\n")));
    }
    ::close(pipe[1]);
}

void LineWriterTest::testDestruction_EndsSoon_WhereNobodyReads()
{
    std::array<int, 2> pipe{};
    QCOMPARE(::pipe(pipe.data()), 0);
    const auto begun = std::chrono::steady_clock::now();
    {
        LineWriter writer(pipe[1], told);
        writer.write(std::string(1'000'000, 'x'));
    }
    QVERIFY(std::chrono::steady_clock::now() - begun < LineWriter::lastPatience + std::chrono::seconds(2));
    ::close(pipe[0]);
    ::close(pipe[1]);
}

void LineWriterTest::testReopen_GoesOnUnderTheFirstName()
{
    const QTemporaryDir folder;
    const auto name = folder.filePath(u"log"_s);
    const int file = ::open(name.toLocal8Bit().constData(), O_WRONLY | O_CREAT | O_APPEND, 0600);
    QVERIFY(file >= 0);
    {
        LineWriter writer(file, told);
        writer.write("before");
        QTRY_COMPARE(QFile(name).size(), 7);
        QVERIFY(QFile::rename(name, name + u".1"));
        writer.reopen();
        writer.write("after");
    }
    ::close(file);
    const auto contentOf = [](const QString &path) {
        QFile log(path);
        return log.open(QIODevice::ReadOnly) ? log.readAll() : QByteArray();
    };
    QCOMPARE(contentOf(name + u".1"), QByteArray("before\n"));
    QCOMPARE(contentOf(name), QByteArray("after\n"));
}

QTEST_GUILESS_MAIN(LineWriterTest)
#include "linewritertest.moc"
