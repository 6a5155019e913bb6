#include "app/desktop/desktopsettings.h"

#include <QTest>

#include <iostream>
#include <sstream>

using namespace billhook;
using namespace billhook::desktop;
using namespace Qt::StringLiterals;
using app::ExitCode;

/** What the desktop understands on its command line, and what it says to the rest. */
class DesktopSettingsTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void testCase26_Size_TooSmall_IsRefused_data();
    void testCase26_Size_TooSmall_IsRefused();
    void testValue_Wrong_IsRefused_data();
    void testValue_Wrong_IsRefused();
    void testCase26_Snapshot_AnyPng_IsTaken();
    void testNothing_LeavesAll_AsBefore();
    void testValues_AreTaken();

private:
    /** How the program ends with these words; nothing: it goes on with m_settings. */
    std::optional<ExitCode> read(std::vector<const char *> words)
    {
        m_settings = {};
        app::CommandLine line("billhook", "desktop");
        DesktopSettings::addTo(line.options(), m_settings);
        words.insert(words.begin(), "billhook");
        const std::ostringstream said;
        auto *before = std::cerr.rdbuf(said.rdbuf());
        const auto ended = line.read(static_cast<int>(words.size()), words.data());
        std::cerr.rdbuf(before);
        m_said = QString::fromStdString(said.str());
        return ended;
    }

    DesktopSettings m_settings;
    QString m_said;
};

void DesktopSettingsTest::testCase26_Size_TooSmall_IsRefused_data()
{
    QTest::addColumn<QByteArray>("size");
    QTest::addColumn<bool>("taken");
    QTest::newRow("tiny") << QByteArray("100x100") << false;
    QTest::newRow("low") << QByteArray("1440x559") << false;
    QTest::newRow("narrow") << QByteArray("859x900") << false;
    QTest::newRow("least") << QByteArray("860x560") << true;
    QTest::newRow("words") << QByteArray("large") << false;
    QTest::newRow("negative") << QByteArray("-860x560") << false;
}

void DesktopSettingsTest::testCase26_Size_TooSmall_IsRefused()
{
    QFETCH(QByteArray, size);
    QFETCH(bool, taken);
    const QByteArray word = "--size=" + size;
    const auto ended = read({ word.constData() });
    QCOMPARE(!ended.has_value(), taken);
    if (!taken) {
        QVERIFY2(
            m_said.contains(u"860x560"_s) && m_said.contains(QString::fromUtf8(size)), qPrintable(m_said));
        QCOMPARE(*ended, ExitCode::Usage);
    }
}

void DesktopSettingsTest::testValue_Wrong_IsRefused_data()
{
    QTest::addColumn<QByteArray>("option");
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<QString>("said");
    const auto row = [](const char *name, const char *option, const char *value, const QString &said) {
        QTest::newRow(name) << QByteArray(option) << QByteArray(value) << said;
    };
    row("no picture", "--snapshot", "page.jpg", u"page.jpg"_s);
    row("no page", "--page", "cellar", u"no page “cellar”"_s);
    row("a page to come", "--page", "revenue", u"not built yet"_s);
    row("no theme", "--theme", "pink", u"pink"_s);
    row("no database", "--database", "", u"postgresql://"_s);
    row("unknown", "--pgae", "overview", u"Did you mean --page?"_s);
}

void DesktopSettingsTest::testValue_Wrong_IsRefused()
{
    QFETCH(QByteArray, option);
    QFETCH(QByteArray, value);
    QFETCH(QString, said);
    const auto ended = read({ option.constData(), value.constData() });
    QCOMPARE(ended, std::optional(ExitCode::Usage));
    QVERIFY2(m_said.contains(said), qPrintable(m_said));
}

void DesktopSettingsTest::testCase26_Snapshot_AnyPng_IsTaken()
{
    QVERIFY(!read({ "--snapshot=/tmp/Page.PNG" }));
    QCOMPARE(m_settings.snapshot, u"/tmp/Page.PNG"_s);
}

void DesktopSettingsTest::testNothing_LeavesAll_AsBefore()
{
    QVERIFY(!read({}));
    QVERIFY(!m_settings.page && !m_settings.theme && !m_settings.size && m_settings.snapshot.isEmpty());
}

void DesktopSettingsTest::testValues_AreTaken()
{
    QVERIFY(
        !read({ "--page", "organizations", "--theme", "dark", "--database", "postgresql://db/billhook" }));
    QCOMPARE(m_settings.page, std::optional(u"organizations"_s));
    QCOMPARE(m_settings.theme, std::optional(theme::Mode::Dark));
    QCOMPARE(m_settings.databaseUrl, u"postgresql://db/billhook"_s);
}

QTEST_GUILESS_MAIN(DesktopSettingsTest)

#include "desktopsettingstest.moc"
