#include "services/truth/check.h"
#include "tests/services/projection/projectiondesk.h"
#include "tests/support/seededrandom.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include <algorithm>
#include <utility>

using namespace billhook;
using namespace billhook::support;
using namespace Qt::StringLiterals;

namespace {

using Event = ProjectionDesk::Event;

constexpr std::uint64_t seed = 15;

QJsonObject caseOf(const QString &file)
{
    QFile source(QStringLiteral(BILLHOOK_TEST_DATA "/cases/") + file);
    if (!source.open(QIODevice::ReadOnly)) {
        qFatal("no case %s", qPrintable(file));
    }
    return QJsonDocument::fromJson(source.readAll()).object();
}

std::vector<Event> eventsOf(const QJsonArray &sent)
{
    std::vector<Event> events;
    for (const auto &event : sent) {
        const auto object = event.toObject();
        events.emplace_back(object[u"id"].toString().toStdString(),
            QJsonDocument(object).toJson(QJsonDocument::Compact).toStdString());
    }
    return events;
}

std::vector<std::vector<Event>> oneByOne(const std::vector<Event> &events)
{
    std::vector<std::vector<Event>> batches;
    for (const auto &event : events) {
        batches.push_back({ event });
    }
    return batches;
}

std::vector<Event> shuffled(std::vector<Event> events, SeededRandom &random)
{
    for (auto left = std::ssize(events); left > 1; --left) {
        std::swap(
            events[static_cast<std::size_t>(left - 1)], events[static_cast<std::size_t>(random.below(left))]);
    }
    return events;
}

/** The first id among the sent objects that are called `object`. */
QString sentId(const QJsonArray &sent, const QString &object)
{
    for (const auto &event : sent) {
        const auto candidate = event[u"data"][u"object"];
        if (candidate[u"object"].toString() == object) {
            return candidate[u"id"].toString();
        }
    }
    return {};
}

/** What a case calls by a name of its own, as a query. */
QString queryOf(const QString &what, const QJsonArray &sent)
{
    const auto id = what.section(u'.', 0, 0);
    const auto field = what.section(u'.', 1);
    if (what.startsWith(u"movements of "_s)) {
        return u"SELECT coalesce(json_agg(json_build_array(kind, amount) ORDER BY eff), '[]') FROM "
               u"billhook.mrr_movement "
               "WHERE known_to IS NULL AND customer_id = '%1'"_s.arg(what.section(u' ', 2));
    }
    if (what == u"product") {
        return u"SELECT to_json(name) FROM billhook.products WHERE id = '%1'"_s.arg(sentId(sent, what));
    }
    if (what == u"price") {
        return u"SELECT to_json(unit_amount) FROM billhook.prices WHERE id = '%1'"_s.arg(sentId(sent, what));
    }
    if (what == u"customer there") {
        return u"SELECT to_json(name) FROM billhook.customers WHERE id = 'cus_r60dpk'"_s;
    }
    if (what == u"left") { // the card runs out before it has to pay
        return u"SELECT to_json(exists(SELECT FROM billhook.payment_methods WHERE exp_year < 2027))"_s;
    }
    if (id == u"customer") {
        return u"SELECT to_json(%1) FROM billhook.customers WHERE deleted"_s.arg(field);
    }
    if (id.startsWith(u"in_"_s)) {
        return u"SELECT to_json(%1) FROM billhook.invoices WHERE id = '%2'"_s.arg(field, id);
    }
    const auto column = field == u"cps" ? u"extract(epoch FROM current_period_start)::bigint"_s : field;
    return u"SELECT to_json(%1) FROM billhook.subscriptions WHERE id = '%2'"_s.arg(column, id);
}

QJsonValue parsed(const std::string &json)
{
    return QJsonDocument::fromJson("[" + QByteArray::fromStdString(json) + "]").array().at(0);
}

} // namespace

/** Cases from public bug reports, with the events as they were published, through the real projection. */
class CasesTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { m_desk.renew(); }
    void init() { m_desk.clear(); }

    void testField_IsRight_InAnyOrder_data();
    void testField_IsRight_InAnyOrder();
    void testOrder_IsRightOrFlagged_InAnyOrder_data();
    void testOrder_IsRightOrFlagged_InAnyOrder();

private:
    /** Plays the events in several orders, each into an empty database, and asks `verify` after each. */
    template <typename Verify> void playInAnyOrder(const std::vector<Event> &events, Verify verify)
    {
        SeededRandom random(seed);
        auto reversed = events;
        std::reverse(reversed.begin(), reversed.end());
        auto twice = shuffled(events, random);
        twice.insert(twice.end(), events.begin(), events.end());
        std::string digest;
        for (const auto &batches : { oneByOne(events), { events }, oneByOne(reversed),
                 { shuffled(events, random) }, oneByOne(twice) }) {
            m_desk.clear();
            m_desk.play(batches);
            verify();
            const auto now = m_desk.digest();
            QCOMPARE(now, digest.empty() ? now : digest);
            digest = now;
            QCOMPARE(
                m_desk.sql(
                    u"SELECT string_agg(event_id || ' ' || detail, ', ') FROM billhook.event_quarantine"_s),
                std::string());
            const auto differences = truth::Check(m_desk.url()).differences();
            QVERIFY(differences);
            QVERIFY2(differences->empty(), differences->empty() ? "" : differences->front().c_str());
        }
    }

    QJsonArray history(const QString &subscription)
    {
        return parsed(
            m_desk.sql(
                u"SELECT coalesce(json_agg(json_build_array(extract(epoch FROM eff)::bigint, "
                u"json_build_array(status, "
                "currency, annual_amount, trial_annual_amount, committed_annual_amount, amount_known, "
                "(SELECT json_agg(json_build_array(item->>'id', item->>'price', "
                "(item->>'quantity')::bigint)) "
                "FROM json_array_elements(items::json) AS item), discounts::json)) ORDER BY eff), '[]') "
                "FROM billhook.subscription_revision WHERE known_to IS NULL AND subscription_id = '%1'"_s.arg(
                    subscription)))
            .toArray();
    }

    ProjectionDesk m_desk;
};

void CasesTest::testField_IsRight_InAnyOrder_data()
{
    QTest::addColumn<QString>("file");
    const auto files = QDir(QStringLiteral(BILLHOOK_TEST_DATA "/cases")).entryList({ u"field-*.json"_s });
    for (const auto &file : files) {
        const bool isParked = file.startsWith(u"field-05"_s); // by the endpoint, before the projection
        if (!isParked && caseOf(file).contains(u"differences"_s)) {
            QTest::newRow(qPrintable(file.chopped(5))) << file;
        }
    }
}

void CasesTest::testField_IsRight_InAnyOrder()
{
    QFETCH(QString, file);
    const auto field = caseOf(file);
    const auto sent = field[u"send"].toArray();
    playInAnyOrder(eventsOf(sent), [&] {
        for (const auto &difference : field[u"differences"].toArray()) {
            const auto what = difference[u"what"].toString();
            const auto answer = parsed(m_desk.sql(queryOf(what, sent)));
            QVERIFY2(answer == difference[u"right"],
                qPrintable(what + u" is "_s + answer.toVariant().toString()
                    + QString::fromUtf8(QJsonDocument(answer.toArray()).toJson(QJsonDocument::Compact))));
        }
    });
}

void CasesTest::testOrder_IsRightOrFlagged_InAnyOrder_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<bool>("canBeKnown");
    QTest::newRow("O1 birth") << u"order-1-plan-undo-birth.json"_s << true;
    QTest::newRow("O1 second") << u"order-2-plan-undo-second.json"_s << true;
    QTest::newRow("O2") << u"order-4-flag-not-kept.json"_s << false;
    QTest::newRow("O3 removed item") << u"order-3-removed-item-exact.json"_s << true;
    QTest::newRow("O3 next second") << u"order-5-exact-against-next.json"_s << true;
    QTest::newRow("O4") << u"order-6-witness-last.json"_s << true;
}

void CasesTest::testOrder_IsRightOrFlagged_InAnyOrder()
{
    QFETCH(QString, file);
    QFETCH(bool, canBeKnown);
    const auto order = caseOf(file);
    const auto sent = order[u"events"].toArray();
    playInAnyOrder(eventsOf(sent), [&] {
        const auto answer = history(sentId(sent, u"subscription"_s));
        if (canBeKnown) {
            QCOMPARE(QJsonDocument(answer).toJson(QJsonDocument::Compact),
                QJsonDocument(order[u"expected_history"].toArray()).toJson(QJsonDocument::Compact));
        } else {
            QVERIFY(m_desk.sql(u"SELECT count(*) FROM billhook.subscription_revision WHERE known_to IS NULL "
                               "AND (gap OR quality IN ('inferred', 'hint', 'ambiguous'))"_s)
                != "0");
        }
    });
}

QTEST_GUILESS_MAIN(CasesTest)
#include "casestest.moc"
