#include "tests/views/overview/overviewfixture.h"
#include "views/overview/cardtexts.h"
#include "views/overview/charttexts.h"
#include "views/overview/declinereasons.h"
#include "views/overview/overviewlayout.h"
#include "views/overview/paneltexts.h"
#include "views/overview/wording.h"

#include <QLocale>
#include <QScopeGuard>
#include <QSet>
#include <QTest>

using namespace billhook;
using namespace billhook::overview;
using namespace Qt::StringLiterals;

/** Figures as words: cards, charts, panels. */
class OverviewTextsTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale::c()); }
    void testCards_SayWhatTheMockUpSays();
    void testCards_NameWhatIsNotIncluded();
    void testCase6_Notice_CountsAndListsWhatIsNotKnown();
    void testArpc_HasNoValue_WithoutCustomers();
    void testLine_HasColumns_TicksAndPoints();
    void testMovements_AddUp_AsShown();
    void testMovements_ShowSmallCompanies_InWholeUnits();
    void testFailedPayments_TellReason_TryAndTime();
    void testCase24_Expiring_SharesRoom_BetweenGroups();
    void testCase24_Expiring_LeadsToAllItCounts();
    void testCase18_PanelRows_AreNamed();
    void testCase17_Titles_AreThoseOfTheFigures();
    void testCase17_Cards_SayTheirDay_WhenItIsPast();
    void testCase27_Advice_IsRight_data();
    void testCase27_Advice_IsRight();
    void testCase27_Locale_DecidesSeparatorsAndDates_data();
    void testCase27_Locale_DecidesSeparatorsAndDates();
    void testDeclineReason_KnowsCodes_AndShowsUnknownOnes();
    void testBucketLabel_FollowsItsSize();
    void testOverviewRects_FitEveryWidth_data();
    void testOverviewRects_FitEveryWidth();
};

void OverviewTextsTest::testCards_SayWhatTheMockUpSays()
{
    const widgets::Metric mrr = mrrMetric(fixture::revenue());
    QCOMPARE(mrr.value, u"$2.48 M"_s);
    QCOMPARE(mrr.exact, u"2,481,306.40 USD"_s);
    QCOMPARE(mrr.delta, u"up 100.0%"_s);
    QCOMPARE(mrr.versus, u"vs Nov ’25"_s);
    QCOMPARE(mrr.direction, widgets::Direction::Up);
    QVERIFY(mrr.trend.size() > 10 && mrr.trend.size() <= 31);
    QCOMPARE(arrMetric(fixture::revenue()).value, u"$29.78 M"_s);
    QCOMPARE(arpcMetric(fixture::revenue(), fixture::counters()).value, u"$59.96"_s);
    const widgets::Metric active = subscribersMetric(fixture::counters());
    QCOMPARE(active.value, u"41,386"_s);
    QCOMPARE(active.exact, u"41,390 subscriptions"_s);
    QCOMPARE(active.delta, u"up 43.2%"_s);
    QCOMPARE(trialingMetric(fixture::counters(), fixture::expiringSoon()).exact, u"5 end within 7 days"_s);
    const widgets::Metric risk = atRiskMetric(fixture::counters());
    QCOMPARE(risk.value, u"$38.2 k"_s);
    QCOMPARE(risk.exact, u"38,214.70 USD · 214 open"_s);
    QCOMPARE(risk.delta, u"down 12.4%"_s);
    QCOMPARE(risk.deltaTone, widgets::Tone::Ok);
}

void OverviewTextsTest::testCards_NameWhatIsNotIncluded()
{
    billing::RevenueFigures revenue = fixture::revenue();
    revenue.headline.notIncluded = { u"eur"_s, u"jpy"_s };
    const widgets::Metric mrr = mrrMetric(revenue);
    QCOMPARE(mrr.versus, u"not included: EUR, JPY"_s);
    QVERIFY(mrr.delta.isEmpty());
    QVERIFY(revenueExplanation(revenue).contains(u"EUR, JPY"_s));
}

void OverviewTextsTest::testCase6_Notice_CountsAndListsWhatIsNotKnown()
{
    billing::UnknownFigures unknown;
    QVERIFY(unknownNotice(unknown).rows.empty());
    unknown.amounts = 12;
    unknown.statuses = 1;
    unknown.rows = { { u"sub_1"_s, u"Acme"_s, false, u"coupon:team"_s, u"usd"_s, 120'000 },
        { u"sub_2"_s, u"Beta"_s, false, {}, u"usd"_s, 0 },
        { u"sub_3"_s, u"Gamma"_s, true, u"hibernating"_s, {}, 0 } };
    const auto notice = unknownNotice(unknown);
    QCOMPARE(notice.badge, u"13"_s);
    QCOMPARE(notice.title, u"12 amounts are not known, 1 status is not known"_s);
    QCOMPARE(notice.rows.size(), std::size_t(4));
    QCOMPARE(notice.rows[0].detail, u"waits for coupon:team"_s);
    QCOMPARE(notice.rows[0].value, u"$100.00"_s);
    QCOMPARE(notice.rows[0].note, u"sub_1"_s);
    QCOMPARE(notice.rows[1].detail, u"its price leaves the amount out"_s);
    QCOMPARE(notice.rows[2].detail, u"status hibernating is not known"_s);
    QCOMPARE(notice.rows[3].title, u"and 10 more"_s);
}

void OverviewTextsTest::testArpc_HasNoValue_WithoutCustomers()
{
    billing::CounterFigures counters = fixture::counters();
    counters.payingCustomers = {};
    const widgets::Metric arpc = arpcMetric(fixture::revenue(), counters);
    QCOMPARE(arpc.value, u"—"_s);
    QVERIFY(arpc.delta.isEmpty());
}

void OverviewTextsTest::testLine_HasColumns_TicksAndPoints()
{
    const LineTexts line = lineTexts(fixture::revenue());
    QCOMPARE(line.title, u"MRR over 12 months"_s);
    QCOMPARE(line.period, u"1 Dec 2025 – 18 Nov 2026"_s);
    QCOMPARE(line.comparison, u"previous 12 months"_s);
    QCOMPARE(line.data.columns.size(), 12U);
    QCOMPARE(line.data.columns.at(1).label, u"Jan’26"_s);
    QVERIFY(line.data.columns.at(11).current);
    QCOMPARE(line.data.ticks.front().label, u"0"_s);
    QCOMPARE(line.data.ticks.at(1).label, u"$0.5 M"_s);
    QVERIFY(line.data.ticks.back().value >= 248'130'640);
    QVERIFY(line.data.current.front().position < 0.1);
    QVERIFY(line.data.current.back().position > 11.5 && line.data.current.back().position < 12);
    const charts::PointText point = line.data.describe(0);
    QCOMPARE(point.title, u"1 Dec 2025"_s);
    QCOMPARE(point.value, u"$2,481,306.40"_s);
    QCOMPARE(point.comparisonLabel, u"1 Dec 2024"_s);
    QCOMPARE(point.note, u"up 100.0%"_s);
    QCOMPARE(line.data.facts.at(1).label, u"Year ago"_s);
}

void OverviewTextsTest::testMovements_AddUp_AsShown()
{
    billing::RevenueFigures revenue = fixture::revenue();
    revenue.headline.converted = true;
    const MovementTexts texts = movementTexts(revenue);
    QCOMPARE(texts.badge.text, u"opening + moves = closing"_s);
    QCOMPARE(texts.data.unit, u"USD thousands"_s);
    QCOMPARE(texts.data.shown.size(), charts::movementKinds);
    QCOMPARE(texts.data.columns.back().closingText, u"2,481.3"_s);
    QCOMPARE(texts.data.columns.at(1).openingText, texts.data.columns.at(0).closingText);
    const auto tenths = [](QString text) {
        return text.remove(u',')
            .remove(u'.')
            .remove(u'+')
            .replace(QChar(0x2212), u"-"_s)
            .replace(u"–"_s, u"0"_s)
            .toLongLong();
    };
    for (const charts::MovementColumn &column : texts.data.columns) {
        qint64 sum = tenths(column.openingText);
        for (const QString &text : column.texts) {
            sum += tenths(text);
        }
        QCOMPARE(sum, tenths(column.closingText));
    }
    revenue.periods[2].churn -= 1;
    QCOMPARE(movementTexts(revenue).badge.tone, widgets::Tone::Danger);
}

void OverviewTextsTest::testMovements_ShowSmallCompanies_InWholeUnits()
{
    const MovementTexts texts = movementTexts(fixture::revenue(12 * 100 * 54'321));
    QCOMPARE(texts.data.unit, u"USD"_s);
    QCOMPARE(texts.data.columns.back().closingText, u"54,321"_s);
    QCOMPARE(texts.data.shown.size(), charts::movementKinds - 1); // no line for rates without conversion
}

void OverviewTextsTest::testFailedPayments_TellReason_TryAndTime()
{
    const PanelTexts texts = failedPaymentTexts(fixture::failedPayments());
    QCOMPARE(texts.head.badge.text, u"214 open"_s);
    QCOMPARE(texts.head.trailing, u"$38,214.70"_s);
    QCOMPARE(texts.rows.at(0).detail, u"Insufficient funds · try 2"_s);
    QCOMPARE(texts.rows.at(0).value, u"$4,788.00"_s);
    QCOMPARE(texts.rows.at(0).note, u"Sat 21 Nov, 12:00"_s); // 17:00 UTC in New York
    QCOMPARE(texts.rows.at(1).detail, u"Card reported lost"_s);
    QCOMPARE(texts.rows.at(1).value, u"¥414,400"_s);
    QCOMPARE(texts.rows.at(1).note, u"needs new card"_s);
    QCOMPARE(texts.rows.at(1).noteTone, widgets::Tone::Danger);
}

void OverviewTextsTest::testCase24_Expiring_SharesRoom_BetweenGroups()
{
    billing::ExpiringSoon soon = fixture::expiringSoon();
    PanelTexts texts = expiringTexts(soon, { 12 * 28, {}, {} });
    QCOMPARE(texts.rows.size(), 12U);
    QCOMPARE(texts.rows.at(0).title, u"Trials ending"_s);
    QCOMPARE(texts.rows.at(0).detail, u"5 within 7 days"_s);
    QCOMPARE(texts.rows.at(0).value, u"$1,490.00"_s);
    QCOMPARE(texts.rows.at(1).detail, u"Business trial"_s);
    QCOMPARE(texts.rows.at(1).date, u"19 Nov"_s);
    QCOMPARE(texts.rows.at(1).value, u"$149.00"_s); // one format for money on a page
    QCOMPARE(texts.rows.at(3).title, u"3 more"_s);
    QCOMPARE(texts.rows.at(9).detail, u"Master ·· 8210"_s);
    QCOMPARE(texts.head.meta, u"15 accounts"_s);
    soon.cards.rows.clear();
    soon.cards.sum.count = 0;
    texts = expiringTexts(soon, { 12 * 28, {}, {} });
    QCOMPARE(
        texts.rows.size(), 12U); // three heads, five trials, three subscriptions and the way to the others
    QCOMPARE(texts.rows.back().kind, widgets::PanelRow::Kind::Group);
}

/** A panel that says "15 accounts" shows them all, or leads to the others. */
void OverviewTextsTest::testCase24_Expiring_LeadsToAllItCounts()
{
    billing::ExpiringSoon soon = fixture::expiringSoon();
    const PanelTexts large = expiringTexts(soon, { 18 * 28, {}, {} });
    QCOMPARE(large.rows.size(), 18U); // three heads and fifteen rows: a panel grows with its room
    const PanelTexts small = expiringTexts(soon, { 12 * 28, {}, {} });
    QVERIFY(small.rows.at(3).link && isMoreOf(small.rows.at(3).id));
    const PanelTexts opened = expiringTexts(soon, { 12 * 28, { small.rows.at(3).id }, {} });
    QCOMPARE(opened.rows.at(5).title, u"Name 4"_s);
    QCOMPARE(opened.rows.at(6).title, u"Ending subscriptions"_s);
    soon.trials.sum.count = 1'200; // more than was read
    const PanelTexts many = expiringTexts(soon, { 12 * 28, { small.rows.at(3).id }, {} });
    QCOMPARE(many.rows.at(6).title, u"and 1,195 more"_s);
    QVERIFY(!many.rows.at(6).link);
}

void OverviewTextsTest::testCase18_PanelRows_AreNamed()
{
    QSet<QString> names;
    const PanelTexts expiring = expiringTexts(fixture::expiringSoon(), { 30 * 28, {}, {} });
    for (const widgets::PanelRow &row : expiring.rows) {
        QVERIFY(!row.id.isEmpty() && !names.contains(row.id)); // a subscription may end and its card run out
        names.insert(row.id);
    }
    billing::FailedPayments payments = fixture::failedPayments();
    payments.rows[0].invoiceId = u"in_1"_s;
    QCOMPARE(failedPaymentTexts(payments).rows.at(0).id, u"in_1"_s);
}

/** What was asked for is not what is shown until it has been read. */
void OverviewTextsTest::testCase17_Titles_AreThoseOfTheFigures()
{
    billing::RevenueFigures revenue = fixture::revenue();
    QCOMPARE(lineTexts(revenue).title, u"MRR over 12 months"_s);
    revenue.choice = { domain::RangePreset::LastQuarter, domain::Comparison::SamePeriodLastYear };
    QCOMPARE(lineTexts(revenue).title, u"MRR, last quarter"_s);
    QCOMPARE(lineTexts(revenue).comparison, u"a year before"_s);
}

void OverviewTextsTest::testCase17_Cards_SayTheirDay_WhenItIsPast()
{
    const domain::RangeChoice lastQuarter{ domain::RangePreset::LastQuarter, domain::Comparison::None };
    billing::RevenueFigures revenue = fixture::revenue();
    revenue.range = domain::resolve(lastQuarter, revenue.today, QDate(2024, 12, 1));
    billing::CounterFigures counters = fixture::counters();
    counters.range = revenue.range;
    QCOMPARE(mrrMetric(revenue).exact, u"2,481,306.40 USD on 30 Sep"_s);
    QCOMPARE(mrrMetric(revenue).copied, u"2,481,306.40 USD"_s);
    QCOMPARE(arpcMetric(revenue, counters).exact, u"per customer on 30 Sep"_s);
    QCOMPARE(subscribersMetric(counters).exact, u"41,390 subscriptions on 30 Sep"_s);
    QCOMPARE(trialingMetric(counters, fixture::expiringSoon()).exact, u"on 30 Sep"_s);
    QCOMPARE(atRiskMetric(counters).exact, u"38,214.70 USD on 30 Sep"_s);
    QCOMPARE(failedPaymentTexts(fixture::failedPayments(), u"today"_s).head.meta, u"today"_s);
    QCOMPARE(
        expiringTexts(fixture::expiringSoon(), { 0, {}, u"today"_s }).head.meta, u"15 accounts · today"_s);
}

void OverviewTextsTest::testCase27_Advice_IsRight_data()
{
    QTest::addColumn<QString>("code");
    QTest::addColumn<QString>("declineCode");
    QTest::addColumn<QString>("note");
    QTest::newRow("3-D Secure") << u"authentication_required"_s << QString() << u"customer must confirm"_s;
    QTest::newRow("3-D Secure given up")
        << u"authentication_not_handled"_s << QString() << u"customer must confirm"_s;
    QTest::newRow("expired") << u"expired_card"_s << QString() << u"needs new card"_s;
    QTest::newRow("stolen") << u"card_declined"_s << u"stolen_card"_s << u"needs new card"_s;
    QTest::newRow("wrong number") << u"incorrect_number"_s << QString() << u"needs new card"_s;
    QTest::newRow("no money") << u"card_declined"_s << u"insufficient_funds"_s << u"Sat 21 Nov, 12:00"_s;
    QTest::newRow("unknown") << QString() << QString() << u"Sat 21 Nov, 12:00"_s;
}

void OverviewTextsTest::testCase27_Advice_IsRight()
{
    QFETCH(QString, code);
    QFETCH(QString, declineCode);
    QFETCH(QString, note);
    billing::FailedPayments payments = fixture::failedPayments();
    payments.rows[0].code = code;
    payments.rows[0].declineCode = declineCode;
    QCOMPARE(failedPaymentTexts(payments).rows.at(0).note, note);
}

void OverviewTextsTest::testCase27_Locale_DecidesSeparatorsAndDates_data()
{
    QTest::addColumn<QLocale>("locale");
    QTest::addColumn<QString>("money");
    QTest::addColumn<QString>("day");
    QTest::addColumn<QString>("retry");
    QTest::addColumn<QString>("change");
    const QString narrow(QChar(0x202f)); // the French thousands separator
    QTest::newRow("American") << QLocale(QLocale::English, QLocale::UnitedStates) << u"2,481,306.40 USD"_s
                              << u"1 Dec 2025 – 18 Nov 2026"_s << u"Sat 21 Nov, 12:00"_s << u"up 100.0%"_s;
    QTest::newRow("German") << QLocale(QLocale::German, QLocale::Germany) << u"2.481.306,40 USD"_s
                            << u"01.12.2025 – 18.11.2026"_s << u"Sa. 21.11., 12:00"_s << u"up 100,0%"_s;
    QTest::newRow("French") << QLocale(QLocale::French, QLocale::France)
                            << QString(u"2"_s + narrow + u"481"_s + narrow + u"306,40 USD"_s)
                            << u"01/12/2025 – 18/11/2026"_s << u"sam. 21/11, 12:00"_s << u"up 100,0%"_s;
    QTest::newRow("Japanese") << QLocale(QLocale::Japanese, QLocale::Japan) << u"2,481,306.40 USD"_s
                              << u"2025/12/01 – 2026/11/18"_s << u"土 11/21, 12:00"_s << u"up 100.0%"_s;
}

void OverviewTextsTest::testCase27_Locale_DecidesSeparatorsAndDates()
{
    QFETCH(QLocale, locale);
    QFETCH(QString, money);
    QFETCH(QString, day);
    QFETCH(QString, retry);
    QFETCH(QString, change);
    QLocale::setDefault(locale);
    const auto back = qScopeGuard([] { QLocale::setDefault(QLocale::c()); });
    QCOMPARE(mrrMetric(fixture::revenue()).exact, money);
    QCOMPARE(lineTexts(fixture::revenue()).period, day);
    QCOMPARE(failedPaymentTexts(fixture::failedPayments()).rows.at(0).note, retry);
    QCOMPARE(mrrMetric(fixture::revenue()).delta, change);
}

void OverviewTextsTest::testDeclineReason_KnowsCodes_AndShowsUnknownOnes()
{
    QCOMPARE(declineReason(u"card_declined"_s, u"insufficient_funds"_s), u"Insufficient funds"_s);
    QCOMPARE(declineReason(u"expired_card"_s, {}), u"Card expired"_s);
    QCOMPARE(declineReason({}, {}), u"Payment failed"_s);
    QCOMPARE(declineReason({}, u"brand_new_reason"_s), u"Brand new reason"_s);
}

void OverviewTextsTest::testBucketLabel_FollowsItsSize()
{
    const domain::Bucket bucket{ QDate(2026, 1, 1), QDate(2026, 2, 1), false };
    QCOMPARE(bucketLabel(bucket, domain::BucketSize::Day), u"1 Jan"_s);
    QCOMPARE(bucketLabel(bucket, domain::BucketSize::Month), u"Jan’26"_s);
    QCOMPARE(bucketLabel(bucket, domain::BucketSize::Quarter), u"Q1’26"_s);
    QCOMPARE(bucketLabel(bucket, domain::BucketSize::Year), u"2026"_s);
}

void OverviewTextsTest::testOverviewRects_FitEveryWidth_data()
{
    QTest::addColumn<int>("width");
    QTest::addColumn<bool>("sixInARow");
    QTest::newRow("mock-up") << 1220 << true;
    QTest::newRow("1024 window") << 968 << false;
    QTest::newRow("1280 window") << 1060 << false;
    QTest::newRow("least") << 800 << false;
    QTest::newRow("wide") << 2340 << true;
}

void OverviewTextsTest::testOverviewRects_FitEveryWidth()
{
    QFETCH(int, width);
    QFETCH(bool, sixInARow);
    const OverviewRects rects = overviewRects({ width, 792 });
    QCOMPARE(rects.cards.at(5).top() == rects.cards.at(0).top(), sixInARow);
    std::vector<QRect> all(rects.cards.begin(), rects.cards.end());
    all.insert(all.end(), { rects.line, rects.failed, rects.movements, rects.expiring });
    for (std::size_t i = 0; i < all.size(); ++i) {
        QVERIFY(QRect(0, 0, width, rects.height).contains(all[i]));
        QVERIFY(all[i].width() >= 140);
        for (std::size_t j = i + 1; j < all.size(); ++j) {
            QVERIFY(!all[i].intersects(all[j]));
        }
    }
    if (width == 1220) {
        QCOMPARE(rects.cards.at(0), QRect(24, 16, 182, 116));
        QCOMPARE(rects.line, QRect(24, 148, 776, 228));
        QCOMPARE(rects.expiring.size(), QSize(380, 384));
        QCOMPARE(rects.height, 792);
    }
}

QTEST_GUILESS_MAIN(OverviewTextsTest)

#include "overviewtextstest.moc"
