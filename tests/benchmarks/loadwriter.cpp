#include "tests/benchmarks/loadwriter.h"

#include "services/postgres/copyrows.h"

#include <chrono>
#include <utility>

namespace billhook::benchmarks {

using domain::Result;
using postgres::CopyRows;
using postgres::Parameters;

namespace {

/** UTC microseconds as PostgreSQL reads an instant. */
std::string instantText(std::int64_t microseconds)
{
    auto fraction = std::to_string(microseconds % 1'000'000);
    fraction.insert(0, 6 - fraction.size(), '0');
    auto text = sandbox::isoInstant(microseconds / 1'000'000);
    return text.insert(text.size() - 1, "." + fraction);
}

} // namespace

postgres::PipelineOptions LoadWriter::options(const std::string &url)
{
    postgres::PipelineOptions options;
    options.url = url;
    options.role = "billhook_owner";
    options.applicationName = "billhook load";
    options.callDeadline = std::chrono::minutes(30);
    options.areas = { "directory", "ingest", "load", "notify", "projection" };
    return options;
}

LoadWriter::LoadWriter(const std::string &url, std::int64_t known)
    : m_pipeline(options(url))
    , m_projection(m_pipeline, analytics::Profile::StripeDefault)
    , m_known(known)
{ }

Result<void> LoadWriter::run(const char *statement, const Parameters &parameters)
{
    const auto done = m_pipeline.run(statement, parameters);
    return done ? Result<void>() : done.error();
}

Result<void> LoadWriter::writeCatalog(const LoadCompany &company)
{
    const auto events = company.catalog();
    for (auto month = events.front().created; month < company.end() + 31 * sandbox::dayLength;
         month = sandbox::addMonths(month, 1)) {
        auto made = run("ingest/ensure_partition", Parameters().bigint(month));
        if (!made) {
            return made;
        }
    }
    std::vector<std::optional<std::string>> days;
    std::vector<std::optional<std::string>> from;
    std::vector<std::optional<std::string>> rates;
    for (auto &rate : company.rates()) {
        days.emplace_back(std::move(rate.day));
        from.emplace_back(std::move(rate.from));
        rates.emplace_back(std::move(rate.rate));
    }
    const std::vector<std::optional<std::string>> to(days.size(), "usd");
    const std::vector<std::optional<std::string>> sources(days.size(), "bulk load");
    postgres::Transaction transaction(m_pipeline);
    auto done = transaction.begun();
    if (done) {
        done = run("directory/upsert_rates",
            Parameters().texts(days).texts(from).texts(to).texts(rates).texts(sources));
    }
    if (done) {
        done = copyEvents(events);
    }
    if (done) {
        done = project(events);
    }
    return done ? transaction.commit() : done;
}

Result<void> LoadWriter::writeOrganizations(const std::vector<LoadOrganization> &organizations)
{
    std::vector<LoadEvent> events;
    std::vector<std::optional<std::string>> ids;
    for (const auto &organization : organizations) {
        events.insert(events.end(), organization.events.begin(), organization.events.end());
        ids.emplace_back(organization.id);
    }
    postgres::Transaction transaction(m_pipeline);
    auto done = transaction.begun();
    if (done) {
        done = copyDirectory(organizations);
    }
    if (done) {
        done = copyEvents(events);
    }
    if (done) {
        done = project(events);
    }
    return done ? transaction.commit() : done;
}

Result<void> LoadWriter::copyDirectory(const std::vector<LoadOrganization> &organizations)
{
    CopyRows own("billhook.organizations",
        { "id", "name", "stripe_customer_id", "country", "archived", "created_at" });
    CopyRows users(
        "billhook.users", { "id", "email", "name", "created_at", "organizations", "joined", "roles" });
    CopyRows members("billhook.memberships", { "organization_id", "user_id", "role", "state", "created_at" });
    CopyRows projects("billhook.projects", { "id", "organization_id", "name", "created_at" });
    for (const auto &one : organizations) {
        own.row().uuid(one.id).text(one.name).text(one.customer).text(one.country).boolean(one.archived);
        own.instant(one.created);
        for (const auto &user : one.users) {
            users.row().uuid(user.id).text(user.email).text(user.name).instant(one.created);
            users.bigint(1).bigint(1).smallint(user.owner ? 4 : 1); // as its membership will say
            members.row().uuid(one.id).uuid(user.id).text(user.owner ? "owner" : "member").text("active");
            members.instant(one.created);
        }
        for (const auto &project : one.projects) {
            projects.row().uuid(project.id).uuid(one.id).text(project.name).instant(one.created);
        }
    }
    Result<void> done;
    for (const auto *rows : { &own, &users, &members, &projects }) {
        if (done) {
            done = m_pipeline.copy(*rows);
        }
    }
    return done;
}

Result<void> LoadWriter::copyEvents(const std::vector<LoadEvent> &events)
{
    CopyRows rows(
        "billhook.stripe_event", { "id", "created", "received_at", "type", "api_version", "payload" });
    for (const auto &event : events) {
        rows.row().text(event.id).instant(event.created).microseconds(m_known).text(event.type);
        rows.text("2025-09-30.clover").bytes(event.payload);
    }
    return m_pipeline.copy(rows);
}

Result<void> LoadWriter::project(const std::vector<LoadEvent> &events)
{
    auto held = run("projection/hold_projection");
    if (!held) {
        return held;
    }
    std::vector<projection::StoredEvent> stored;
    stored.reserve(events.size());
    for (const auto &event : events) {
        stored.push_back({ event.id, event.payload });
    }
    const auto outcome = m_projection.project({ stored, {}, instantText(m_known), false });
    if (!outcome) {
        return outcome.error();
    }
    if (!outcome->unreadable.empty() || !outcome->missingLocks.empty()) {
        return domain::Error{ domain::ErrorKind::Internal, "unreadable_event",
            "An invented event can't be read.",
            outcome->unreadable.empty() ? std::string() : outcome->unreadable.front().detail };
    }
    return {};
}

Result<void> LoadWriter::finish()
{
    postgres::Transaction transaction(m_pipeline);
    auto done = transaction.begun();
    for (const auto *statement : { "projection/fold_rollups", "projection/fold_counters" }) {
        if (done) {
            done = run(statement, Parameters().bigint(1'000'000'000));
        }
    }
    if (done) {
        done = run("notify/raise_areas",
            Parameters()
                .texts({ "revenue", "subscriptions", "invoices", "customers", "organizations", "users",
                    "catalog", "events" })
                .boolean(true));
    }
    return done ? transaction.commit() : done;
}

} // namespace billhook::benchmarks
