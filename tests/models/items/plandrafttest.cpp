#include "models/items/plandraft.h"

#include <QTest>

using namespace billhook;
using namespace billhook::items;
using namespace Qt::StringLiterals;

/** A plan as it is typed: what is wrong, what differs, whose version stands. */
class PlanDraftTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void testReadDraft_GivesTheTermsBack();
    void testReadDraft_NamesEveryProblem();
    void testDifferences_NameFieldsAndBothValues();
    void testMerged_KeepsMine_AndTakesWhatOnlyTheyChanged();
    void testWithField_TakesAndRemovesPrices();
    void testSlugFrom_MakesSlugs();

private:
    static domain::PlanTerms team();
};

domain::PlanTerms PlanDraftTest::team()
{
    domain::PlanTerms terms{ "Team", "team" };
    terms.description = "For growing teams";
    terms.maxUsers = 25;
    terms.features = { "Unlimited viewers" };
    terms.trialPeriodDays = 14;
    terms.prices
        = { { {}, {}, domain::Money(4'900, *domain::Currency::fromCode("usd")), "month", 1, true, true },
              { {}, {}, domain::Money(5'500, *domain::Currency::fromCode("jpy")), "month", 1, false, true },
              { {}, {}, domain::Money(100, *domain::Currency::fromCode("eur")), "month", 1, false, false } };
    return terms;
}

void PlanDraftTest::testReadDraft_GivesTheTermsBack()
{
    domain::PlanTerms offered = team();
    offered.prices.pop_back(); // archived ones stand in no form
    const ReadDraft read = readDraft(draftOf(team()));
    QVERIFY(read.problems.isEmpty());
    QVERIFY(*read.terms == offered);
}

void PlanDraftTest::testReadDraft_NamesEveryProblem()
{
    PlanDraft draft = draftOf(team());
    draft.name.clear();
    draft.slug = u"Team Plus"_s;
    draft.maxUsers = u"many"_s;
    draft.trialDays = u"731"_s;
    draft.features.append(u" "_s);
    draft.prices[1].amount = u"6500.50"_s;
    const ReadDraft read = readDraft(draft);
    QVERIFY(!read.terms);
    QCOMPARE(read.problems.keys(),
        (QStringList{ u"features"_s, u"max_users"_s, u"name"_s, u"price:jpy/month/1"_s, u"slug"_s,
            u"trial_period_days"_s }));
    QVERIFY(read.problems[u"slug"_s].contains(u"team-plus"_s));
    QVERIFY(read.problems[u"price:jpy/month/1"_s].contains(u"JPY has no decimals"_s));
    draft.prices.clear();
    QVERIFY(readDraft(draft).problems.contains(u"default_price"_s));
}

void PlanDraftTest::testDifferences_NameFieldsAndBothValues()
{
    const PlanDraft before = draftOf(team());
    PlanDraft after = before;
    after.prices[0].amount = u"59"_s;
    after.maxUsers.clear();
    after.prices.removeAt(1);
    const auto found = differences(before, after);
    QCOMPARE(found.size(), 3);
    QCOMPARE(found[0].label, u"Monthly USD"_s);
    QCOMPARE(found[0].before, u"49.00"_s);
    QCOMPARE(found[0].after, u"59.00"_s);
    QCOMPARE(found[1].label, u"Members"_s);
    QCOMPARE(found[1].after, u"Unlimited"_s);
    QCOMPARE(found[2].label, u"Monthly JPY"_s);
    QVERIFY(found[2].after.isEmpty());
}

void PlanDraftTest::testMerged_KeepsMine_AndTakesWhatOnlyTheyChanged()
{
    const PlanDraft base = draftOf(team());
    PlanDraft mine = base;
    mine.prices[0].amount = u"59.00"_s;
    mine.name = u"Team!"_s;
    PlanDraft theirs = base;
    theirs.prices[0].amount = u"55.00"_s;
    theirs.description = u"Theirs"_s;
    const PlanDraft result = merged(base, mine, theirs);
    QCOMPARE(result.prices[0].amount, u"59.00"_s);
    QCOMPARE(result.name, u"Team!"_s);
    QCOMPARE(result.description, u"Theirs"_s);
}

void PlanDraftTest::testWithField_TakesAndRemovesPrices()
{
    const PlanDraft base = draftOf(team());
    PlanDraft theirs = base;
    theirs.prices.removeAt(1);
    PriceDraft yearly{ u"490.00"_s, u"usd"_s, u"year"_s, 1, true };
    theirs.prices[0].isDefault = false;
    theirs.prices.append(yearly);
    PlanDraft result = withField(base, theirs, u"price:jpy/month/1"_s);
    QCOMPARE(result.prices.size(), 1);
    result = withField(result, theirs, u"price:usd/year/1"_s);
    result = withField(result, theirs, u"default_price"_s);
    QVERIFY(result == theirs);
}

void PlanDraftTest::testSlugFrom_MakesSlugs()
{
    QCOMPARE(slugFrom(u"Team Plus"_s), u"team-plus"_s);
    QCOMPARE(slugFrom(u"  Größe & Café! "_s), u"gro-e-cafe"_s);
    QCOMPARE(slugFrom(u"—"_s), QString());
}

QTEST_GUILESS_MAIN(PlanDraftTest)

#include "plandrafttest.moc"
