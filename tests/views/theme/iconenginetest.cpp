#include "views/theme/iconengine.h"

#include "views/theme/icons.h"
#include "views/theme/theme.h"

#include <QApplication>
#include <QDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace billhook::theme;

class IconEngineTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void cleanup();
    void testIcons_Every_DrawsSomething();
    void testPixmap_Enabled_TakesTheToken();
    void testPixmap_Disabled_IsDimmed();
    void testPixmap_ThemeSwitch_IsFollowed();
    void testPixmap_Ratio_GivesDevicePixels();
    void testPixmap_UnknownName_IsEmpty();
};

namespace {

// The colour of the most opaque pixel.
QColor inkOf(const QPixmap &pixmap)
{
    const QImage image = pixmap.toImage().convertToFormat(QImage::Format_ARGB32);
    QColor ink(0, 0, 0, 0);
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x) {
            const QColor here = image.pixelColor(x, y);
            if (here.alpha() > ink.alpha()) {
                ink = here;
            }
        }
    }
    return ink;
}

bool isNear(const QColor &left, const QColor &right)
{
    return std::abs(left.red() - right.red()) < 6 && std::abs(left.green() - right.green()) < 6
        && std::abs(left.blue() - right.blue()) < 6;
}

} // namespace

void IconEngineTest::cleanup()
{
    QApplication::setPalette(Theme::palette(Scheme::Light));
}

void IconEngineTest::testIcons_Every_DrawsSomething()
{
    iconPixmap(u"info"_s, Qt::black, 16, 1);
    const QStringList files = QDir(u":/icons"_s).entryList({ u"*.svg"_s });
    QVERIFY(files.size() > 20);
    for (const QString &file : files) {
        const QString name = file.chopped(4);
        QVERIFY2(inkOf(iconPixmap(name, QColor(200, 30, 40), 24, 1)).alpha() > 100, qPrintable(name));
    }
}

void IconEngineTest::testPixmap_Enabled_TakesTheToken()
{
    QApplication::setPalette(Theme::palette(Scheme::Light));
    const QPixmap pixmap = icon(u"arrow-left"_s, Color::Accent).pixmap(QSize(32, 32), 1.0);
    QVERIFY(isNear(inkOf(pixmap), color(Color::Accent, Scheme::Light)));
}

void IconEngineTest::testPixmap_Disabled_IsDimmed()
{
    QApplication::setPalette(Theme::palette(Scheme::Light));
    const QPixmap pixmap = icon(u"arrow-left"_s).pixmap(QSize(32, 32), 1.0, QIcon::Disabled);
    QVERIFY(isNear(inkOf(pixmap), color(Color::Disabled, Scheme::Light)));
}

void IconEngineTest::testPixmap_ThemeSwitch_IsFollowed()
{
    QApplication::setPalette(Theme::palette(Scheme::Light));
    const QIcon one = icon(u"calendar"_s);
    QVERIFY(isNear(inkOf(one.pixmap(QSize(32, 32), 1.0)), color(Color::Muted, Scheme::Light)));
    QApplication::setPalette(Theme::palette(Scheme::Dark));
    QVERIFY(isNear(inkOf(one.pixmap(QSize(32, 32), 1.0)), color(Color::Muted, Scheme::Dark)));
}

void IconEngineTest::testPixmap_Ratio_GivesDevicePixels()
{
    const QPixmap pixmap = icon(u"calendar"_s).pixmap(QSize(16, 16), 2.0);
    QCOMPARE(pixmap.width(), 32);
    QCOMPARE(pixmap.devicePixelRatio(), 2.0);
}

void IconEngineTest::testPixmap_UnknownName_IsEmpty()
{
    QCOMPARE(inkOf(iconPixmap(u"no-such-icon"_s, Qt::black, 16, 1)).alpha(), 0);
}

QTEST_MAIN(IconEngineTest)
#include "iconenginetest.moc"
