/** Fills a database with a company of any size. tests/benchmarks/load builds and runs it. */
#include "services/cluster/privatecluster.h"
#include "tests/benchmarks/loadrun.h"

#include <QCoreApplication>
#include <QStringList>

#include <iostream>
#include <optional>

namespace {

using namespace billhook;
using namespace Qt::StringLiterals;

constexpr int failed = 1;
constexpr int misused = 2;
constexpr int unreachable = 3;

std::optional<benchmarks::LoadRequest> requestOf(const QStringList &words)
{
    benchmarks::LoadRequest request;
    request.seed = 1;
    bool sound = words.size() % 2 == 1;
    for (qsizetype index = 1; sound && index + 1 < words.size(); index += 2) {
        const auto &value = words.at(index + 1);
        if (words.at(index) == u"--organizations"_s) {
            request.organizations = value.toLongLong(&sound);
        } else if (words.at(index) == u"--seed"_s) {
            request.seed = value.toULongLong(&sound);
        } else {
            sound = false;
        }
    }
    constexpr std::int64_t most = 100'000'000;
    sound = sound && request.organizations > 0 && request.organizations <= most;
    return sound ? std::optional(request) : std::nullopt;
}

int reported(const domain::Error &error)
{
    std::cerr << "load: " << error.message << '\n';
    if (!error.detail.empty()) {
        std::cerr << "  detail: " << error.detail << '\n';
    }
    switch (error.kind) {
    case domain::ErrorKind::Configuration:
        return misused;
    case domain::ErrorKind::Unavailable:
    case domain::ErrorKind::Timeout:
        return unreachable;
    default:
        return failed;
    }
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    auto request = requestOf(QCoreApplication::arguments());
    if (!request) {
        std::cerr << "usage: tests/benchmarks/load --organizations N [--seed S]\n"
                     "Fills the empty database BILLHOOK_DATABASE_URL names (unset: the private one of "
                     "BILLHOOK_HOME).\n";
        return misused;
    }
    request->url = qEnvironmentVariable("BILLHOOK_DATABASE_URL");
    if (request->url.isEmpty()) {
        cluster::PrivateCluster cluster(
            qEnvironmentVariable("BILLHOOK_HOME", cluster::PrivateCluster::defaultHome()));
        const auto running = cluster.ensureRunning();
        if (!running) {
            return reported(running.error());
        }
        request->url = *running;
    }
    std::cerr << "load: " << request->organizations << " organizations, seed " << request->seed << '\n';
    const auto done = benchmarks::runLoad(*request);
    return done ? 0 : reported(done.error());
}
