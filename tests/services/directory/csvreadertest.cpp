#include "services/directory/csvreader.h"

#include <QTest>

#include <sstream>
#include <string>
#include <vector>

using billhook::directory::CsvReader;

namespace {

/** Each record as "line:field|field" or "line!problem". */
std::vector<std::string> recordsOf(const std::string &text)
{
    std::istringstream input(text);
    CsvReader reader(input);
    std::vector<std::string> records;
    while (reader.next()) {
        std::string record
            = std::to_string(reader.line()) + (reader.problem().empty() ? ":" : "!" + reader.problem());
        for (std::size_t i = 0; i < reader.fields().size(); ++i) {
            record += (i > 0 ? "|" : "") + reader.fields()[i];
        }
        records.push_back(record);
    }
    return records;
}

using Records = std::vector<std::string>;
const std::string badQuotes = "!the quotes are not those of a CSV file";

} // namespace

class CsvReaderTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void testNext_SplitsFields()
    {
        QCOMPARE(recordsOf("a,b,c\r\n1,,\n"), (Records{ "1:a|b|c", "2:1||" }));
        QCOMPARE(recordsOf("a\n\n  \nb"), (Records{ "1:a", "4:b" }));
    }

    void testNext_ReadsQuotes()
    {
        QCOMPARE(recordsOf("\"a,b\",\"say \"\"hi\"\"\",\"\"\n"), (Records{ "1:a,b|say \"hi\"|" }));
        QCOMPARE(recordsOf("x,\"two\nlines\"\ny\n"), (Records{ "1:x|two\nlines", "3:y" }));
    }

    void testNext_BadQuotes_CostOneLine()
    {
        QCOMPARE(recordsOf("a\"b\nc\n"), (Records{ "1" + badQuotes, "2:c" }));
        QCOMPARE(recordsOf("\"a\"b\nc\n"), (Records{ "1" + badQuotes, "2:c" }));
        QCOMPARE(
            recordsOf("\"open\nb\nc\n"), (Records{ "1!a quote is opened and never closed", "2:b", "3:c" }));
        QCOMPARE(recordsOf("x,\"open\ny,\"fine\"\n"), (Records{ "1" + badQuotes, "2:y|fine" }));
    }

    void testNext_LongLine_CostsOneLine()
    {
        QCOMPARE(recordsOf(std::string(70'000, 'x') + "\nb\n"),
            (Records{ "1!the line is longer than 64 KiB", "2:b" }));
    }
};

QTEST_APPLESS_MAIN(CsvReaderTest)
#include "csvreadertest.moc"
