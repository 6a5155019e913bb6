#include "tests/support/stripelife.h"

#include "models/analytics/timeline.h"
#include "services/stripe/eventreader.h"
#include "tests/support/lifecycleshape.h"

#include <QDebug>
#include <QRegularExpression>
#include <QStringList>
#include <QTest>

#include <algorithm>
#include <span>
#include <utility>
#include <vector>

using namespace billhook;
using namespace billhook::support;

namespace {

constexpr std::uint64_t firstSeed = 20260301;
constexpr int lives = 1300;

/** What Stripe sent about one subscription, and what truly happened. */
struct ReadLife
{
    std::vector<domain::Fact> facts;
    std::vector<TrueRevision> truth;
};

ReadLife readLife(const std::vector<SentEvent> &events)
{
    ReadLife life;
    TruthKeeper keeper(life.truth);
    stripe::EventReader reader;
    for (const auto &event : events) {
        auto read = reader.read(event.id, event.payload);
        if (!read || read->facts.empty()) {
            qFatal("%s cannot be read", event.id.c_str());
        }
        auto &fact = read->facts.front();
        keeper.record(fact.phase, fact.created, fact.post);
        life.facts.push_back(std::move(fact));
    }
    keeper.finish();
    return life;
}

/** How often the history missed the truth, and how often it owned up to it. */
struct Score
{
    int lives = 0;
    int wrongFinals = 0;
    int wrongHistories = 0;
    int wrongFinalsCalledExact = 0;
    int wrongHistoriesCalledExact = 0;
    int flagged = 0;
};

/** What is in a set of lives. */
struct Material
{
    int plansChanged = 0;
    int itemsAdded = 0;
    int itemsRemoved = 0;
    int chains = 0; ///< three and more changes of one second
};

QStringList pricesOf(const domain::Fact &fact)
{
    static const QRegularExpression price(QStringLiteral("\"(price_[^\"]*)\""));
    const auto items = fact.post.raw("items");
    QStringList prices;
    for (const auto &match : price.globalMatch(QString::fromUtf8(items.data(), std::ssize(items)))) {
        prices.append(match.captured(1));
    }
    return prices;
}

void addTo(Material &material, const ReadLife &life)
{
    int ofSecond = 1;
    for (std::size_t at = 1; at < life.facts.size(); ++at) {
        const auto &before = life.facts[at - 1];
        const auto &after = life.facts[at];
        const auto from = pricesOf(before);
        const auto to = pricesOf(after);
        material.itemsAdded += to.size() > from.size() ? 1 : 0;
        material.itemsRemoved += to.size() < from.size() ? 1 : 0;
        material.plansChanged += to.size() == from.size() && to != from ? 1 : 0;
        ofSecond = before.created == after.created ? ofSecond + 1 : 1;
        material.chains += ofSecond == 3 ? 1 : 0;
    }
}

bool isExact(const analytics::TimelineEntry &entry)
{
    return entry.quality == analytics::Quality::Exact && !entry.gap;
}

/** Of a life that began before the endpoint only what events tell can be compared. */
bool tellsTheTruth(std::span<const analytics::TimelineEntry> entries, std::span<const TrueRevision> truth)
{
    if (entries.front().assumed) {
        truth = truth.subspan(*entries.front().state == truth.front().state ? 1 : 0);
        entries = entries.subspan(1);
    }
    return std::equal(entries.begin(), entries.end(), truth.begin(), truth.end(),
        [](const analytics::TimelineEntry &entry, const TrueRevision &revision) {
            return entry.eff == revision.eff && *entry.state == revision.state;
        });
}

void addTo(Score &score, std::uint64_t seed, const ReadLife &life)
{
    const auto entries = analytics::timeline(life.facts, {});
    const bool isFinalWrong = *entries.back().state != life.truth.back().state;
    const bool isHistoryWrong = !tellsTheTruth(entries, life.truth);
    const bool areAllExact = std::all_of(entries.begin(), entries.end(), [](const auto &entry) {
        return isExact(entry) || (entry.quality == analytics::Quality::Assumed && !entry.gap);
    });
    score.lives += 1;
    score.wrongFinals += isFinalWrong ? 1 : 0;
    score.wrongHistories += isHistoryWrong ? 1 : 0;
    score.flagged += areAllExact ? 0 : 1;
    score.wrongFinalsCalledExact += isFinalWrong && isExact(entries.back()) ? 1 : 0;
    score.wrongHistoriesCalledExact += isHistoryWrong && areAllExact ? 1 : 0;
    if ((isFinalWrong && isExact(entries.back())) || (isHistoryWrong && areAllExact)) {
        qWarning() << "life of seed" << seed << "is wrong and called exact";
    }
}

Score scoreOf(const LifecycleOptions &options)
{
    Score score;
    for (std::uint64_t seed = firstSeed; seed < firstSeed + lives; ++seed) {
        addTo(score, seed, readLife(makeStripeLife(seed, options)));
    }
    qInfo().nospace() << "seeds from " << firstSeed << ": " << score.lives << " lives, flagged "
                      << score.flagged << ", wrong finals " << score.wrongFinals << " (called exact "
                      << score.wrongFinalsCalledExact << "), wrong histories " << score.wrongHistories
                      << " (called exact " << score.wrongHistoriesCalledExact << ")";
    return score;
}

} // namespace

/** From the bytes that Stripe sends to the history of a subscription, against what truly happened. */
class StripeLifeTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void testLives_HoldWhatIsHard_data();
    void testLives_HoldWhatIsHard();
    void testHistory_WrongIsNeverCalledExact_data();
    void testHistory_WrongIsNeverCalledExact();
    void testHistory_IsTrue_WithCompletePreviousValues_data();
    void testHistory_IsTrue_WithCompletePreviousValues();
};

void StripeLifeTest::testLives_HoldWhatIsHard_data()
{
    testHistory_IsTrue_WithCompletePreviousValues_data();
}

void StripeLifeTest::testLives_HoldWhatIsHard()
{
    QFETCH(int, pace);
    Material material;
    for (std::uint64_t seed = firstSeed; seed < firstSeed + lives; ++seed) {
        addTo(
            material, readLife(makeStripeLife(seed, { PreviousValues::Complete, static_cast<Pace>(pace) })));
    }
    qInfo() << "plan changes" << material.plansChanged << "items added" << material.itemsAdded << "removed"
            << material.itemsRemoved << "chains" << material.chains;
    QVERIFY(material.plansChanged > lives / 2);
    QVERIFY(material.itemsAdded > lives / 2);
    QVERIFY(material.itemsRemoved > lives / 4);
    QVERIFY(material.chains > lives / 4);
}

void StripeLifeTest::testHistory_WrongIsNeverCalledExact_data()
{
    QTest::addColumn<int>("previous");
    QTest::addColumn<int>("pace");
    const auto row = [](const char *name, PreviousValues previous, Pace pace) {
        QTest::newRow(name) << static_cast<int>(previous) << static_cast<int>(pace);
    };
    row("partial, realistic", PreviousValues::Partial, Pace::Realistic);
    row("partial, adversarial", PreviousValues::Partial, Pace::Adversarial);
    row("absent, realistic", PreviousValues::Absent, Pace::Realistic);
    row("absent, adversarial", PreviousValues::Absent, Pace::Adversarial);
    row("mixed, realistic", PreviousValues::Mixed, Pace::Realistic);
    row("mixed, adversarial", PreviousValues::Mixed, Pace::Adversarial);
}

void StripeLifeTest::testHistory_WrongIsNeverCalledExact()
{
    QFETCH(int, previous);
    QFETCH(int, pace);
    const auto score = scoreOf({ static_cast<PreviousValues>(previous), static_cast<Pace>(pace) });
    QVERIFY(score.flagged > 0);
    QVERIFY(score.flagged < score.lives);
    QCOMPARE(score.wrongFinalsCalledExact, 0);
    QCOMPARE(score.wrongHistoriesCalledExact, 0);
}

void StripeLifeTest::testHistory_IsTrue_WithCompletePreviousValues_data()
{
    QTest::addColumn<int>("pace");
    QTest::newRow("realistic") << static_cast<int>(Pace::Realistic);
    QTest::newRow("adversarial") << static_cast<int>(Pace::Adversarial);
}

void StripeLifeTest::testHistory_IsTrue_WithCompletePreviousValues()
{
    QFETCH(int, pace);
    const auto score = scoreOf({ PreviousValues::Complete, static_cast<Pace>(pace) });
    QCOMPARE(score.lives, lives);
    QCOMPARE(score.wrongFinals, 0);
    QCOMPARE(score.wrongHistories, 0);
}

QTEST_GUILESS_MAIN(StripeLifeTest)
#include "stripelifetest.moc"
