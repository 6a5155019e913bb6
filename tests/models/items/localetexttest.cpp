#include "models/items/localetext.h"

#include "models/items/organizationcolumns.h"
#include "models/items/usercolumns.h"

#include <QLocale>
#include <QTest>
#include <QTimeZone>

#include <algorithm>

using namespace billhook;
using namespace billhook::items;
using namespace Qt::StringLiterals;

/** Case 27: the locale decides separators and dates, in lists as on the overview. */
class LocaleTextTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void cleanup() { QLocale::setDefault(QLocale::c()); }
    void testCase27_Columns_FollowTheLocale_data();
    void testCase27_Columns_FollowTheLocale();
};

namespace {

template <class Row> QString shown(const QList<ListColumn<Row>> &columns, const QString &sort, const Row &row)
{
    const auto found = std::find_if(
        columns.begin(), columns.end(), [&](const ListColumn<Row> &column) { return column.sort == sort; });
    return found->value(row, Qt::DisplayRole).toString();
}

} // namespace

void LocaleTextTest::testCase27_Columns_FollowTheLocale_data()
{
    QTest::addColumn<QLocale>("locale");
    QTest::addColumn<QString>("count");
    QTest::addColumn<QString>("money");
    QTest::addColumn<QString>("share");
    QTest::addColumn<QString>("day");
    const QString narrow(QChar(0x202f)); // the French thousands separator
    QTest::newRow("none") << QLocale::c() << u"41,386"_s << u"1,234.50"_s << u"52.9"_s << u"31 Aug 2026"_s;
    QTest::newRow("American") << QLocale(QLocale::English, QLocale::UnitedStates) << u"41,386"_s
                              << u"1,234.50"_s << u"52.9"_s << u"31 Aug 2026"_s;
    QTest::newRow("German") << QLocale(QLocale::German, QLocale::Germany) << u"41.386"_s << u"1.234,50"_s
                            << u"52,9"_s << u"31.08.2026"_s;
    QTest::newRow("French") << QLocale(QLocale::French, QLocale::France)
                            << QString(u"41"_s + narrow + u"386"_s) << QString(u"1"_s + narrow + u"234,50"_s)
                            << u"52,9"_s << u"31/08/2026"_s;
    QTest::newRow("Japanese") << QLocale(QLocale::Japanese, QLocale::Japan) << u"41,386"_s << u"1,234.50"_s
                              << u"52.9"_s << u"2026/08/31"_s;
}

void LocaleTextTest::testCase27_Columns_FollowTheLocale()
{
    QFETCH(QLocale, locale);
    QFETCH(QString, count);
    QFETCH(QString, money);
    QFETCH(QString, share);
    QFETCH(QString, day);
    QLocale::setDefault(locale);
    domain::OrganizationRow organization;
    organization.members = 41'386;
    organization.reportingCurrency = u"usd"_s;
    organization.reportingAnnual = 1'481'400;
    organization.nextRenewal = QDate(2026, 8, 31);
    QCOMPARE(shown(organizationColumns(), u"members"_s, organization), count);
    QCOMPARE(shown(organizationColumns(), u"mrr"_s, organization), money);
    QCOMPARE(shown(organizationColumns(), u"renewal"_s, organization), day);
    domain::UserRow user;
    user.today = QDate(2026, 9, 1);
    user.signedUp = QDateTime(QDate(2026, 8, 31), QTime(12, 4), QTimeZone::utc());
    QCOMPARE(shown(userColumns(), u"signed_up"_s, user), day);
    user.today = QDate(2026, 8, 31);
    QCOMPARE(shown(userColumns(), u"signed_up"_s, user), u"12:04"_s);
    QCOMPARE(tenths(529), share);
}

QTEST_GUILESS_MAIN(LocaleTextTest)
#include "localetexttest.moc"
