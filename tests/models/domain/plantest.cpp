#include "models/domain/plan.h"

#include <QTest>

using namespace billhook::domain;

namespace {

PlanPrice priceOf(std::int64_t minor, const char *currency, const char *interval = "month", int count = 1)
{
    return { {}, {}, Money(minor, *Currency::fromCode(currency)), interval, count, true, true };
}

PlanTerms termsWith(const PlanPrice &price)
{
    PlanTerms terms{ "Team", "team" };
    terms.prices = { price };
    return terms;
}

} // namespace

class PlanTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void testCheck_TellsWhatIsWrong_data();
    void testCheck_TellsWhatIsWrong();
};

Q_DECLARE_METATYPE(PlanTerms)

void PlanTest::testCheck_TellsWhatIsWrong_data()
{
    QTest::addColumn<PlanTerms>("terms");
    QTest::addColumn<QByteArray>("field"); // empty: good
    const auto price = [](const char *name, const PlanPrice &given, const char *field) {
        QTest::newRow(name) << termsWith(given) << QByteArray(field);
    };
    const auto terms = [](const char *name, const char *field, const auto &change) {
        PlanTerms given = termsWith(priceOf(1700, "usd"));
        change(given);
        QTest::newRow(name) << given << QByteArray(field);
    };
    price("dollars", priceOf(1700, "usd"), "");
    price("free", priceOf(0, "usd"), "");
    price("yen", priceOf(1999, "jpy"), "");
    price("dinars", priceOf(5120, "kwd"), "");
    price("dinars with a last digit", priceOf(5124, "kwd"), "amount");
    price("kronur with decimals", priceOf(550, "isk"), "amount");
    price("kronur", priceOf(500, "isk"), "");
    price("negative", priceOf(-1, "usd"), "amount");
    price("18 digits", priceOf(999'999'999'999'999'999, "usd"), "amount");
    price("fortnight", priceOf(1700, "usd", "fortnight"), "interval");
    price("three years", priceOf(1700, "usd", "month", 36), "");
    price("longer than three years", priceOf(1700, "usd", "month", 37), "interval_count");
    price("never", priceOf(1700, "usd", "month", 0), "interval_count");
    terms("no name", "name", [](PlanTerms &given) { given.name.clear(); });
    terms("a slug of capitals", "slug", [](PlanTerms &given) { given.slug = "Team"; });
    terms("a name with a NUL", "name", [](PlanTerms &given) { given.name = std::string("a\0b", 3); });
    terms("a name of spaces", "name", [](PlanTerms &given) { given.name = "  "; });
    terms("no slug", "slug", [](PlanTerms &given) { given.slug.clear(); });
    terms("negative limit", "max_users", [](PlanTerms &given) { given.maxUsers = -1; });
    terms("an endless trial", "trial_period_days", [](PlanTerms &given) { given.trialPeriodDays = 731; });
    terms("an empty feature", "features", [](PlanTerms &given) { given.features = { "sso", "" }; });
    terms("no price", "prices", [](PlanTerms &given) { given.prices.clear(); });
    terms("two defaults", "prices", [](PlanTerms &given) { given.prices.push_back(priceOf(1900, "usd")); });
    terms("an archived default", "prices", [](PlanTerms &given) { given.prices[0].isActive = false; });
}

void PlanTest::testCheck_TellsWhatIsWrong()
{
    QFETCH(const PlanTerms, terms);
    QFETCH(const QByteArray, field);
    const auto checked = checkTerms(terms);
    QCOMPARE(checked.has_value(), field.isEmpty());
    if (!checked) {
        QCOMPARE(checked.error().kind, ErrorKind::InvalidInput);
        QCOMPARE(checked.error().fields.size(), 1U);
        QVERIFY2(checked.error().fields[0].pointer.ends_with("/" + field.toStdString()),
            checked.error().message.c_str());
    }
}

QTEST_APPLESS_MAIN(PlanTest)
#include "plantest.moc"
