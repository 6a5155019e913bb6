#include "app/common/commandline.h"

#include <QTest>

#include <array>
#include <iostream>
#include <sstream>

using namespace billhook;
using app::CommandLine;
using app::ExitCode;
using domain::Error;
using domain::ErrorKind;

/** The manners all programs share: what is understood, what is refused, and with which words. */
class CommandLineTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void testRead_Understands();
    void testRead_EndsWith_data();
    void testRead_EndsWith();
    void testSuggestion_IsTheNearest_OrNothing();
    void testExitCode_TellsTheKind();

private:
    std::optional<ExitCode> read(std::vector<const char *> words)
    {
        words.insert(words.begin(), "fruit");
        const std::ostringstream out;
        auto *before = std::cerr.rdbuf(out.rdbuf());
        auto *beforeOut = std::cout.rdbuf(out.rdbuf());
        const auto ended = m_line->read(static_cast<int>(words.size()), words.data());
        std::cerr.rdbuf(before);
        std::cout.rdbuf(beforeOut);
        m_said = out.str();
        return ended;
    }

    std::unique_ptr<CommandLine> m_line;
    std::string m_said;
    std::string m_home;
    std::string m_file;
    std::string m_color;
    std::optional<int> m_count;
    bool m_ripe = false;
    bool m_green = false;
};

void CommandLineTest::init()
{
    m_home = m_file = m_color = {};
    m_count = {};
    m_ripe = m_green = false;
    m_line = std::make_unique<CommandLine>("fruit", "sorts fruit");
    m_line->options().text("--home", m_home, "where it is kept");
    m_line->options()
        .command("pick", "picks")
        .number("--count", m_count, 0, 9, "how many")
        .choice("--color", m_color, { "red", "green" }, "which");
    auto basket = m_line->options().command("basket", "baskets");
    basket.command("fill", "fills").text("FILE", m_file, "the list").required();
    basket.command("judge", "judges")
        .flag("--ripe", m_ripe, "is ripe")
        .flag("--green", m_green, "is green")
        .exactlyOneOf({ "--ripe", "--green" });
}

void CommandLineTest::testRead_Understands()
{
    QVERIFY(!read({ "pick", "--count", "3", "--home=/tmp/x", "--color", "red" }));
    QCOMPARE(m_line->command(), "pick");
    QCOMPARE(m_count, std::optional(3));
    QCOMPARE(m_home, "/tmp/x");
    QCOMPARE(m_color, "red");
    init();
    QVERIFY(!read({ "basket", "fill", "list.txt", "--home", "/tmp/y" }));
    QCOMPARE(m_line->command(), "basket fill");
    QCOMPARE(m_file, "list.txt");
    QCOMPARE(m_home, "/tmp/y");
    init();
    QVERIFY(!read({}));
    QCOMPARE(m_line->command(), "");
}

void CommandLineTest::testRead_EndsWith_data()
{
    QTest::addColumn<QByteArrayList>("words");
    QTest::addColumn<int>("exit");
    QTest::addColumn<QByteArray>("said");
    const auto row = [](const char *name, const QByteArrayList &words, int exit, const char *said) {
        QTest::newRow(name) << words << exit << QByteArray(said);
    };
    row("help", { "--help" }, 0, "sorts fruit");
    row("version", { "--version" }, 0, "fruit ");
    row("unknown option", { "pick", "--cuont", "3" }, 2, "Did you mean --count?");
    row("unknown option of all", { "pick", "--hoem=x" }, 2, "Did you mean --home?");
    row("unknown command", { "pik" }, 2, "Did you mean pick?");
    row("nothing near", { "zzzzzzzz" }, 2, "--help");
    row("no value", { "pick", "--count" }, 2, "--count");
    row("no number", { "pick", "--count", "many" }, 2, "--count");
    row("out of bounds", { "pick", "--count", "10" }, 2, "--count");
    row("no choice", { "pick", "--color", "blue" }, 2, "--color");
    row("argument missing", { "basket", "fill" }, 2, "FILE");
    row("command missing", { "basket" }, 2, "basket");
    row("none of them", { "basket", "judge" }, 2, "1");
    row("both of them", { "basket", "judge", "--ripe", "--green" }, 2, "1");
}

void CommandLineTest::testRead_EndsWith()
{
    QFETCH(const QByteArrayList, words);
    QFETCH(const int, exit);
    QFETCH(const QByteArray, said);
    std::vector<const char *> arguments;
    for (const auto &word : words) {
        arguments.push_back(word.constData());
    }
    const auto ended = read(arguments);
    QVERIFY(ended.has_value());
    QCOMPARE(static_cast<int>(*ended), exit);
    QVERIFY2(m_said.find(said.toStdString()) != std::string::npos, m_said.c_str());
}

void CommandLineTest::testSuggestion_IsTheNearest_OrNothing()
{
    QCOMPARE(app::suggestion("lissten", { "home", "listen", "zone" }), "listen");
    QCOMPARE(app::suggestion("qqqqqq", { "home", "listen", "zone" }), "");
}

void CommandLineTest::testExitCode_TellsTheKind()
{
    const auto code = [](ErrorKind kind) {
        return static_cast<int>(app::exitCodeOf(Error{ kind, {}, {}, {} }));
    };
    QCOMPARE(code(ErrorKind::Internal), 1);
    QCOMPARE(code(ErrorKind::Configuration), 2);
    QCOMPARE(code(ErrorKind::Forbidden), 2);
    QCOMPARE(code(ErrorKind::Unavailable), 3);
    QCOMPARE(code(ErrorKind::Timeout), 3);
}

QTEST_GUILESS_MAIN(CommandLineTest)
#include "commandlinetest.moc"
