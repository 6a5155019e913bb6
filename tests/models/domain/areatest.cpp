#include "models/domain/area.h"

#include <QTest>

#include <set>
#include <string>

using namespace billhook::domain;

/** What changes touch, by its names and as sets. */
class AreaTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void testNames_AreEachAreasOwn();
    void testAreas_AreASet();
};

void AreaTest::testNames_AreEachAreasOwn()
{
    std::set<std::string> names;
    Areas::all().forEach([&names](Area area) {
        names.emplace(nameOf(area));
        QCOMPARE(areaOf(nameOf(area)), std::optional(area));
    });
    QCOMPARE(names.size(), static_cast<std::size_t>(Area::Count));
    QVERIFY(!areaOf("galaxies").has_value());
}

void AreaTest::testAreas_AreASet()
{
    Areas areas{ Area::Users };
    QVERIFY(!areas.isEmpty() && areas.contains(Area::Users) && !areas.contains(Area::Events));
    QVERIFY(!areas.intersects({ Area::Events, Area::Revenue }));
    areas.insert(Areas{ Area::Events });
    QVERIFY(areas.intersects({ Area::Events, Area::Revenue }));
    QCOMPARE(areas, (Areas{ Area::Events, Area::Users }));
    QVERIFY(Areas().isEmpty() && Areas::all().contains(Area::Catalog));
}

QTEST_GUILESS_MAIN(AreaTest)

#include "areatest.moc"
