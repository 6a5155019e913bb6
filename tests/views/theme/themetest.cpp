#include "views/theme/theme.h"

#include "views/theme/typescale.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QFontInfo>
#include <QFontMetrics>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace billhook::theme;

class ThemeTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanup();
    void testSetMode_Dark_ChangesThePalette();
    void testSetMode_Same_StaysSilent();
    void testSystem_Later_IsFollowed();
    void testSystem_FixedMode_IsNot();
    void testFont_Family_IsEmbedded();
    void testFont_Digits_AreTabular_data();
    void testFont_Digits_AreTabular();
    void testFont_ApplicationFont_ScalesAll();

private:
    Theme m_theme;
};

void ThemeTest::initTestCase()
{
    m_theme.install(Mode::Light);
}

void ThemeTest::cleanup()
{
    m_theme.setMode(Mode::Light);
    QApplication::setFont(font(Type::Body));
}

void ThemeTest::testSetMode_Dark_ChangesThePalette()
{
    QSignalSpy changed(&m_theme, &Theme::schemeChanged);
    m_theme.setMode(Mode::Dark);
    QCOMPARE(changed.size(), 1);
    QCOMPARE(m_theme.scheme(), Scheme::Dark);
    QCOMPARE(QApplication::palette().color(QPalette::Window), color(Color::Window, Scheme::Dark));
}

void ThemeTest::testSetMode_Same_StaysSilent()
{
    QSignalSpy changed(&m_theme, &Theme::schemeChanged);
    m_theme.setMode(Mode::Light);
    QCOMPARE(changed.size(), 0);
}

void ThemeTest::testSystem_Later_IsFollowed()
{
    m_theme.setMode(Mode::System);
    m_theme.setSystemScheme(Scheme::Dark);
    QCOMPARE(QApplication::palette().color(QPalette::Window), color(Color::Window, Scheme::Dark));
    m_theme.setSystemScheme(Scheme::Light);
    QCOMPARE(QApplication::palette().color(QPalette::Window), color(Color::Window, Scheme::Light));
}

void ThemeTest::testSystem_FixedMode_IsNot()
{
    m_theme.setSystemScheme(Scheme::Dark);
    QCOMPARE(m_theme.scheme(), Scheme::Light);
    m_theme.setSystemScheme(Scheme::Light);
}

void ThemeTest::testFont_Family_IsEmbedded()
{
    QCOMPARE(QFontInfo(font(Type::Body)).family(), u"IBM Plex Sans"_s);
    QCOMPARE(QFontInfo(font(Type::Mono)).family(), u"JetBrains Mono"_s);
    QVERIFY(QFontMetrics(font(Type::Body, QFont::DemiBold)).horizontalAdvance(u"mmmmmmmmmm"_s)
        > QFontMetrics(font(Type::Body)).horizontalAdvance(u"mmmmmmmmmm"_s));
}

void ThemeTest::testFont_Digits_AreTabular_data()
{
    QTest::addColumn<QFont::Weight>("weight");
    QTest::newRow("400") << QFont::Normal;
    QTest::newRow("500") << QFont::Medium;
    QTest::newRow("600") << QFont::DemiBold;
}

void ThemeTest::testFont_Digits_AreTabular()
{
    QFETCH(QFont::Weight, weight);
    const QFontMetricsF metrics(font(Type::Body, weight));
    for (const QChar digit : u"023456789"_s) {
        QCOMPARE(metrics.horizontalAdvance(digit), metrics.horizontalAdvance(u'1'));
    }
}

void ThemeTest::testFont_ApplicationFont_ScalesAll()
{
    QFont doubled = QApplication::font();
    doubled.setPixelSize(26);
    QApplication::setFont(doubled);
    QCOMPARE(font(Type::Metric).pixelSize(), 56);
    QCOMPARE(font(Type::Axis).pixelSize(), 22);
}

QTEST_MAIN(ThemeTest)
#include "themetest.moc"
