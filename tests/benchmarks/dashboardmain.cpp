/** Times what the first screen reads, over the desktop's own classes. tests/benchmarks/dashboard builds and
 * runs it. */
#include "services/billing/database.h"
#include "services/billing/loaddashboard.h"
#include "services/billing/loadfreshness.h"
#include "services/postgres/session.h"

#include <QCoreApplication>
#include <QFuture>
#include <QStringList>

#include <algorithm>
#include <chrono>
#include <functional>
#include <iomanip>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

namespace {

using namespace billhook;
using namespace Qt::StringLiterals;
using Clock = std::chrono::steady_clock;
using Micros = std::chrono::microseconds;

constexpr int failed = 1;
constexpr int misused = 2;
constexpr int unreachable = 3;
constexpr int warmUps = 10; ///< rounds that are not counted: the desktop's caches and plans
constexpr auto figureToHold = Micros(25'000); ///< p95 of everything the first screen reads

struct Measure
{
    std::string name;
    std::function<domain::Result<void>(postgres::Session &)> read;
    std::vector<Micros> times;
};

template <typename Read> Measure measureOf(std::string name, Read read)
{
    return { std::move(name),
        [read](postgres::Session &session) {
            const auto answer = read(session);
            return answer ? domain::Result<void>() : domain::Result<void>(answer.error());
        },
        {} };
}

/** Every part by itself. */
std::vector<Measure> partsOfScreen()
{
    using billing::LoadDashboard;
    const domain::RangeChoice choice;
    return {
        measureOf("freshness",
            [queue = std::make_shared<events::QueueCursor>()](
                auto &session) { return billing::LoadFreshness::read(session, *queue); }),
        measureOf("revenue", [choice](auto &session) { return LoadDashboard::readRevenue(session, choice); }),
        measureOf(
            "counters", [choice](auto &session) { return LoadDashboard::readCounters(session, choice); }),
        measureOf("failed payments", LoadDashboard::readFailedPayments),
        measureOf("expiring soon", LoadDashboard::readExpiringSoon),
    };
}

template <typename T> domain::Result<void> outcomeOf(const QFuture<domain::Result<T>> &answer)
{
    const auto result = answer.result(); // waits
    return result ? domain::Result<void>() : domain::Result<void>(result.error());
}

/** All parts as the window reads them: begun together, over the connections that it has for them. */
Measure wholeScreen(billing::Database &database)
{
    return { "side by side",
        [dashboard = billing::LoadDashboard(database), freshness = billing::LoadFreshness(database)](auto &) {
            const auto revenue = dashboard.revenue({});
            const auto counters = dashboard.counters({});
            const auto payments = dashboard.failedPayments();
            const auto expiring = dashboard.expiringSoon();
            const auto fresh = freshness.load();
            for (const auto &outcome : { outcomeOf(revenue), outcomeOf(counters), outcomeOf(payments),
                     outcomeOf(expiring), outcomeOf(fresh) }) {
                if (!outcome) {
                    return outcome;
                }
            }
            return domain::Result<void>();
        },
        {} };
}

Micros percentile(std::vector<Micros> times, std::size_t percent)
{
    std::sort(times.begin(), times.end());
    return times.at((times.size() - 1) * percent / 100);
}

std::string milliseconds(Micros time)
{
    const auto rest = std::to_string(time.count() % 1'000);
    return std::to_string(time.count() / 1'000) + "." + std::string(3 - rest.size(), '0') + rest;
}

void print(const std::string &name, const std::vector<Micros> &times)
{
    std::cout << "| " << name << " | " << milliseconds(percentile(times, 50)) << " | "
              << milliseconds(percentile(times, 95)) << " |\n";
}

domain::Result<void> timed(Measure &measure, postgres::Session &session, bool counts)
{
    const auto start = Clock::now();
    auto done = measure.read(session);
    if (done && counts) {
        measure.times.push_back(std::chrono::duration_cast<Micros>(Clock::now() - start));
    }
    return done;
}

struct Screen
{
    Measure yardstick;
    std::vector<Measure> parts;
    Measure whole;
};

domain::Result<void> readOnce(postgres::Session &session, Screen &screen, bool counts)
{
    auto done = timed(screen.yardstick, session, counts);
    for (auto &part : screen.parts) {
        if (done) {
            done = timed(part, session, counts);
        }
    }
    return done ? timed(screen.whole, session, counts) : done;
}

domain::Result<void> readRounds(postgres::Session &session, Screen &screen, int rounds)
{
    domain::Result<void> done;
    for (int round = -warmUps; done && round < rounds; ++round) {
        done = readOnce(session, screen, round >= 0);
    }
    return done;
}

int report(const Screen &screen)
{
    std::vector<Micros> sums(screen.yardstick.times.size());
    std::cout << "| first screen, " << sums.size() << " rounds | median ms | p95 ms |\n|---|--:|--:|\n";
    for (const auto &part : screen.parts) {
        print(part.name, part.times);
        std::transform(sums.begin(), sums.end(), part.times.begin(), sums.begin(), std::plus<>());
    }
    print("one after the other, over one connection", sums);
    print("**all together, side by side as the window reads them**", screen.whole.times);
    print("yardstick: a round trip with `SELECT 1`", screen.yardstick.times);
    const bool holds = percentile(screen.whole.times, 95) <= figureToHold;
    std::cout << "\nTo hold: all together at most " << milliseconds(figureToHold)
              << " ms at p95: " << (holds ? "held" : "NOT HELD") << ".\n";
    return holds ? 0 : failed;
}

int complained(const domain::Error &error)
{
    std::cerr << "dashboard: " << error.message << ' ' << error.detail << '\n';
    return error.kind == domain::ErrorKind::Unavailable ? unreachable : failed;
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    const auto words = QCoreApplication::arguments();
    bool sound = words.size() == 1 || (words.size() == 3 && words.at(1) == u"--rounds"_s);
    const int rounds = words.size() == 3 ? words.at(2).toInt(&sound) : 200;
    postgres::ConnectOptions options;
    options.url = qEnvironmentVariable("BILLHOOK_DATABASE_URL");
    if (!sound || rounds < 1 || options.url.isEmpty()) {
        std::cerr << "usage: BILLHOOK_DATABASE_URL=... tests/benchmarks/dashboard [--rounds N]\n";
        return misused;
    }
    options.applicationName = u"billhook dashboard benchmark"_s;
    options.areas = { u"dashboard"_s, u"live"_s };
    options.settings = billing::Database::settings(billing::Lane::Screen);
    auto session = postgres::Session::open(options);
    if (!session) {
        return complained(session.error());
    }
    billing::Database database(options.url);
    Screen screen{ measureOf(
                       "select 1", [](postgres::Session &one) { return one.executeText(u"SELECT 1"_s); }),
        partsOfScreen(), wholeScreen(database) };
    const auto done = readRounds(**session, screen, rounds);
    return done ? report(screen) : complained(done.error());
}
