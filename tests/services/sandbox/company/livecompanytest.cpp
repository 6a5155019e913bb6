#include "services/sandbox/company/livecompany.h"

#include "tests/services/sandbox/company/companyevents.h"

#include <QSet>
#include <QTest>

#include <algorithm>
#include <iterator>

using namespace billhook;
using namespace Qt::StringLiterals;

namespace {

constexpr sandbox::Seconds historyEnd = 1'795'000'000;

/** History, catch-up and a live run of `steps` happenings that starts at `start`, one a second. */
std::vector<sandbox::StripeEvent> liveRun(sandbox::Seconds start, int steps)
{
    sandbox::Company company({ 3, 6, 40, historyEnd });
    auto events = company.history();
    const auto add = [&events](std::vector<sandbox::StripeEvent> more) {
        std::move(more.begin(), more.end(), std::back_inserter(events));
    };
    add(company.catchUp(start));
    sandbox::LiveCompany live(company, start);
    for (int step = 0; step < steps; ++step) {
        add(live.happening(start + 1 + step * 300));
    }
    return events;
}

std::size_t historySize()
{
    return sandbox::Company({ 3, 6, 40, historyEnd }).history().size();
}

} // namespace

class LiveCompanyTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void testHappenings_OfTwoRuns_ShareNoId()
    {
        const auto first = liveRun(historyEnd + 100, 300);
        const auto second = liveRun(historyEnd + 101, 300);
        const auto history = historySize();
        QSet<QString> ids;
        for (const auto &event : first) {
            ids.insert(QString::fromStdString(event.id));
        }
        QCOMPARE(ids.size(), static_cast<qsizetype>(first.size()));
        const auto common = std::count_if(second.begin(), second.end(),
            [&ids](const auto &event) { return ids.contains(QString::fromStdString(event.id)); });
        QVERIFY(first.size() > history + 100);
        QVERIFY2(common <= static_cast<std::ptrdiff_t>(history) + 60, qPrintable(QString::number(common)));
    }

    void testHappenings_ContinueTheHistory()
    {
        std::map<QString, tests::ReadEvent> last;
        int compared = 0;
        for (const auto &event : tests::readEvents(liveRun(historyEnd + 100, 600))) {
            const auto id = event.object.value(u"id"_s).toString();
            const auto known = last.find(id);
            if (event.hasPrevious && known != last.end() && event.created > historyEnd
                && known->second.version == event.version) {
                QCOMPARE(tests::withoutNulls(tests::undone(event.object, event.previous)),
                    tests::withoutNulls(known->second.object));
                ++compared;
            }
            last[id] = event;
        }
        QVERIFY(compared > 50);
    }

    void testHappenings_HaveEveryKindOfLife()
    {
        QSet<QString> types;
        for (const auto &event : tests::readEvents(liveRun(historyEnd + 100, 1'500))) {
            if (event.created > historyEnd + 100) {
                types.insert(event.type);
            }
        }
        for (const auto *type : { "customer.created", "customer.subscription.created",
                 "customer.subscription.updated", "customer.subscription.deleted", "invoice.paid",
                 "invoice.payment_failed", "payment_method.attached" }) {
            QVERIFY2(types.contains(QLatin1StringView(type)), type);
        }
    }

    void testCatchUp_FillsTheTimeSinceTheEnd()
    {
        sandbox::Company company({ 3, 6, 40, historyEnd });
        company.history();
        const auto events = company.catchUp(historyEnd + 3 * sandbox::dayLength);
        QVERIFY(!events.empty());
        for (const auto &event : events) {
            QVERIFY(event.created > historyEnd);
            QVERIFY(event.created <= historyEnd + 3 * sandbox::dayLength + 300);
        }
    }
};

QTEST_APPLESS_MAIN(LiveCompanyTest)
#include "livecompanytest.moc"
