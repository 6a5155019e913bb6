#include "services/directory/linereader.h"

#include <QTest>

#include <sstream>
#include <string>
#include <vector>

using billhook::directory::LineReader;

namespace {

std::vector<std::string> linesOf(const std::string &text, std::size_t limit = 1'000)
{
    std::istringstream input(text);
    LineReader reader(input, limit);
    std::vector<std::string> lines;
    while (reader.next()) {
        lines.push_back(std::to_string(reader.number()) + ":" + std::string(reader.text())
            + (reader.tooLong() ? "!" : ""));
    }
    return lines;
}

} // namespace

class LineReaderTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void testNext_EndsLines()
    {
        QCOMPARE(linesOf("a\nb\r\n\nc"), (std::vector<std::string>{ "1:a", "2:b", "3:", "4:c" }));
        QCOMPARE(linesOf("a\n"), (std::vector<std::string>{ "1:a" }));
        QVERIFY(linesOf("").empty());
    }

    void testNext_LeavesOut_ByteOrderMark()
    {
        QCOMPARE(
            linesOf("\xEF\xBB\xBF{}\n\xEF\xBB\xBF"), (std::vector<std::string>{ "1:{}", "2:\xEF\xBB\xBF" }));
    }

    void testNext_CutsLongLines_AndGoesOn()
    {
        QCOMPARE(linesOf("12345\n1234\nx", 4), (std::vector<std::string>{ "1:1234!", "2:1234", "3:x" }));
    }

    void testNext_CrossesBlocks()
    {
        const std::string longLine(700'000, 'x');
        std::istringstream input(longLine + "\nend\n");
        LineReader reader(input);
        QVERIFY(reader.next());
        QCOMPARE(reader.text().size(), longLine.size());
        QVERIFY(!reader.tooLong());
        QVERIFY(reader.next());
        QCOMPARE(std::string(reader.text()), std::string("end"));
        QCOMPARE(reader.bytes(), 700'005);
        QVERIFY(!reader.next() && !reader.failed());
    }
};

QTEST_APPLESS_MAIN(LineReaderTest)
#include "linereadertest.moc"
