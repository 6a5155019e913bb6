#include "tests/benchmarks/loadrun.h"

#include "services/access/installation.h"
#include "services/cluster/migrator.h"
#include "services/concurrency/workerthread.h"
#include "services/postgres/session.h"
#include "tests/benchmarks/loadwriter.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <iostream>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>

namespace billhook::benchmarks {

using domain::Error;
using domain::ErrorKind;
using domain::Result;
using namespace Qt::StringLiterals;

namespace {

constexpr std::int64_t batchSize = 1'000; ///< organizations in a transaction

using Clock = std::chrono::steady_clock;

std::int64_t secondsSince(Clock::time_point start)
{
    return std::chrono::duration_cast<std::chrono::seconds>(Clock::now() - start).count();
}

Result<std::unique_ptr<postgres::Session>> openSession(const QString &url, postgres::Group group)
{
    postgres::ConnectOptions options;
    options.url = url;
    options.group = group;
    options.applicationName = u"billhook load"_s;
    options.statementTimeout = std::chrono::minutes(30);
    options.areas = { u"installation"_s, u"load"_s };
    return postgres::Session::open(options);
}

Result<void> migrateEmpty(const std::string &url)
{
    const auto found = cluster::Migrator(url).inspect();
    if (!found) {
        return found.error();
    }
    if (found->version > 0 && found->applied > 0) {
        return Error{ ErrorKind::Configuration, "schema_behind",
            "The database's schema is " + std::to_string(found->applied)
                + " migrations behind this program. Run billhookd migrate, or take an empty database.",
            {} };
    }
    const auto migrated = cluster::Migrator(url).run();
    return migrated ? Result<void>() : migrated.error();
}

/** Days and months are UTC's unless the environment names a zone, as it does for the daemon. */
Result<void> adopt(postgres::Session &session)
{
    access::Installation wish;
    wish.livemode = false;
    wish.company = qEnvironmentVariable("BILLHOOK_COMPANY", u"Bulk Load"_s);
    wish.zone = qEnvironmentVariable("BILLHOOK_ZONE", u"UTC"_s);
    wish.currency = qEnvironmentVariable("BILLHOOK_CURRENCY", u"usd"_s);
    const auto settled = access::InstallationRepository(session).adopt(wish);
    return settled ? Result<void>() : settled.error();
}

Result<void> prepare(const QString &url)
{
    auto done = migrateEmpty(url.toStdString());
    if (!done) {
        return done;
    }
    auto session = openSession(url, postgres::Group::Owner);
    if (!session) {
        return session.error();
    }
    const auto anything = (*session)->first<bool>(
        u"load/find_anything"_s, {}, [](const postgres::Row &row) { return row.boolean("anything"); });
    if (!anything) {
        return anything.error();
    }
    if (anything->value_or(true)) {
        return Error{ ErrorKind::Configuration, "database_not_empty",
            "The database is not empty. A bulk load wants one of its own: create another and name it in "
            "BILLHOOK_DATABASE_URL.",
            {} };
    }
    return adopt(**session);
}

/** The batches, shared by the threads that write them. */
class Batches final
{
public:
    Batches(const LoadCompany &company, std::string url, std::int64_t known)
        : m_company(company)
        , m_url(std::move(url))
        , m_known(known)
    { }

    Result<void> writeAll()
    {
        const auto threads = std::max(2U, std::thread::hardware_concurrency());
        std::vector<std::thread> workers;
        for (unsigned index = 0; index < threads; ++index) {
            workers.emplace_back([this] { work(); });
        }
        for (auto &worker : workers) {
            worker.join();
        }
        return m_failed;
    }

private:
    void work()
    {
        LoadWriter writer(m_url, m_known);
        for (;;) {
            const auto first = m_next.fetch_add(batchSize);
            if (first >= m_company.size() || m_stopped) {
                return;
            }
            const auto last = std::min(first + batchSize, m_company.size());
            std::vector<LoadOrganization> organizations;
            for (auto number = first; number < last; ++number) {
                organizations.push_back(m_company.organization(number));
            }
            note(writer.writeOrganizations(organizations), last - first);
        }
    }

    void note(const Result<void> &written, std::int64_t count)
    {
        const std::lock_guard guard(m_mutex);
        if (!written) {
            m_failed = written;
            m_stopped = true;
            return;
        }
        m_done += count;
        const auto percent = m_done * 100 / m_company.size();
        if (percent / 5 != m_told / 5) {
            std::cerr << "  " << m_done << " organizations, " << secondsSince(m_start) << " s\n";
        }
        m_told = percent;
    }

    const LoadCompany &m_company;
    std::string m_url;
    std::int64_t m_known;
    Clock::time_point m_start = Clock::now();
    std::atomic<std::int64_t> m_next = 0;
    std::atomic<bool> m_stopped = false;
    std::mutex m_mutex;
    Result<void> m_failed;
    std::int64_t m_done = 0;
    std::int64_t m_told = 0;
};

Result<std::int64_t> readClock(const std::string &url)
{
    postgres::Pipeline pipeline(LoadWriter::options(url));
    const auto rows = pipeline.run("load/read_clock");
    if (!rows) {
        return rows.error();
    }
    return rows->integer(0, 0);
}

Result<void> vacuum(const QString &url)
{
    auto session = openSession(url, postgres::Group::Owner);
    if (!session) {
        return session.error();
    }
    const auto tables = (*session)->all<QString>(
        u"load/list_tables"_s, {}, [](const postgres::Row &row) { return row.text("name"); });
    if (!tables) {
        return tables.error();
    }
    const QStringList names(tables->begin(), tables->end());
    return (*session)->executeText(u"VACUUM (ANALYZE) " + names.join(u", "));
}

} // namespace

Result<void> runLoad(const LoadRequest &request)
{
    const auto start = Clock::now();
    auto done = prepare(request.url);
    if (!done) {
        return done;
    }
    const auto url = request.url.toStdString();
    const auto known = readClock(url);
    if (!known) {
        return known.error();
    }
    const LoadCompany company(request.organizations, request.seed, *known / 1'000'000);
    LoadWriter writer(url, *known);
    done = writer.writeCatalog(company);
    if (done) {
        done = Batches(company, url, *known).writeAll();
    }
    if (done) {
        done = writer.finish();
    }
    std::cerr << "  written after " << secondsSince(start) << " s\n";
    if (done) {
        done = vacuum(request.url);
    }
    std::cerr << "  done after " << secondsSince(start) << " s\n";
    return done;
}

} // namespace billhook::benchmarks
