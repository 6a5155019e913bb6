#include "services/api/workers.h"

#include <algorithm>
#include <chrono>
#include <utility>

namespace billhook::api {

using domain::Result;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

Workers::Workers(const std::string &databaseUrl, int count, int mostWaiting)
    : m_mostEach(std::max(1, mostWaiting / count))
{
    m_options.url = QString::fromStdString(databaseUrl);
    m_options.group = postgres::Group::Api;
    m_options.applicationName = u"billhookd api"_s;
    m_options.statementTimeout = 5s;
    for (int number = 1; number <= count; ++number) {
        m_workers.push_back(std::make_unique<Worker>(u"api %1"_s.arg(number)));
    }
}

Workers::~Workers()
{
    for (const auto &worker : m_workers) {
        worker->thread.run([&session = worker->session] { session.reset(); }).waitForFinished();
    }
}

bool Workers::run(Task task)
{
    const auto idlest = std::min_element(m_workers.begin(), m_workers.end(),
        [](const auto &left, const auto &right) { return left->waiting.load() < right->waiting.load(); });
    Worker &worker = **idlest;
    if (worker.waiting.load() >= m_mostEach) {
        return false;
    }
    worker.waiting.fetch_add(1);
    worker.thread.run([this, &worker, task = std::move(task)] {
        task(sessionOf(worker));
        worker.waiting.fetch_sub(1);
    });
    return true;
}

Result<postgres::Session *> Workers::sessionOf(Worker &worker) const
{
    if (worker.session && worker.session->broken()) {
        worker.session.reset();
    }
    if (!worker.session) {
        auto opened = postgres::Session::open(m_options);
        if (!opened) {
            return opened.error();
        }
        worker.session = std::move(*opened);
    }
    return worker.session.get();
}

} // namespace billhook::api
