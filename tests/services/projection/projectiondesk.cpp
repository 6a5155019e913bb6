#include "tests/services/projection/projectiondesk.h"

#include "services/postgres/pipeline.h"
#include "services/truth/digest.h"

namespace billhook::support {

namespace {

std::optional<std::int64_t> createdOf(const std::string &json)
{
    const auto at = json.find("\"created\":");
    return at == std::string::npos ? std::nullopt
                                   : std::optional<std::int64_t>(std::stoll(json.substr(at + 10)));
}

std::string typeOf(const std::string &json)
{
    const std::string key = R"("type":")";
    const auto at = json.find(key);
    return at == std::string::npos
        ? "unknown"
        : json.substr(at + key.size(), json.find('"', at + key.size()) - at - key.size());
}

} // namespace

void ProjectionDesk::renew()
{
    m_days.clear();
    m_queue.reset();
    m_postgres.renew();
    m_queue = std::make_unique<projection::EventQueue>(url(), analytics::Profile::StripeDefault);
}

void ProjectionDesk::clear()
{
    m_queue.reset();
    m_postgres.sql(QStringLiteral("SELECT billhook.reset_projection()"));
    m_postgres.sql(
        QStringLiteral("SET session_replication_role = replica; " // facts are never dropped otherwise
                       "TRUNCATE billhook.stripe_event, billhook.event_queue, billhook.event_quarantine; "
                       "RESET session_replication_role"));
    m_queue = std::make_unique<projection::EventQueue>(url(), analytics::Profile::StripeDefault);
}

std::string ProjectionDesk::url()
{
    return m_postgres.url().toStdString();
}

void ProjectionDesk::ensurePartition(postgres::Pipeline &pipeline, std::optional<std::int64_t> created)
{
    constexpr std::int64_t day = 86'400;
    if (!created || !m_days.insert(*created / day).second) {
        return;
    }
    const auto ensured = pipeline.run("ingest/ensure_partition", postgres::Parameters().bigint(*created));
    if (!ensured) {
        qFatal("no partition: %s", ensured.error().detail.c_str());
    }
}

void ProjectionDesk::deliver(const std::vector<Event> &events)
{
    postgres::Pipeline pipeline({ url(), "billhook_daemon", "test", std::chrono::seconds(5), { "ingest" } });
    std::vector<std::optional<std::string>> ids;
    std::vector<std::optional<std::string>> types;
    std::vector<std::optional<std::int64_t>> created;
    std::vector<std::optional<std::string>> nothing;
    std::vector<std::string_view> payloads;
    for (const auto &[id, json] : events) {
        ids.emplace_back(id);
        types.emplace_back(typeOf(json));
        created.push_back(createdOf(json));
        nothing.emplace_back(std::nullopt);
        payloads.emplace_back(json);
        ensurePartition(pipeline, created.back());
    }
    const auto stored = pipeline.run("ingest/insert_events",
        postgres::Parameters().texts(ids).texts(types).bigints(created).texts(nothing).byteas(payloads).texts(
            nothing));
    if (!stored) {
        qFatal("events could not be stored: %s", stored.error().detail.c_str());
    }
}

void ProjectionDesk::project()
{
    for (;;) {
        const auto progress = m_queue->work();
        if (!progress) {
            qFatal("projection failed: %s %s", progress.error().message.c_str(),
                progress.error().detail.c_str());
        }
        if (progress->events == 0) {
            return;
        }
    }
}

void ProjectionDesk::play(const std::vector<std::vector<Event>> &batches)
{
    for (const auto &batch : batches) {
        deliver(batch);
        project();
    }
}

std::string ProjectionDesk::sql(const QString &text)
{
    return m_postgres.sql(text).toStdString();
}

std::string ProjectionDesk::digest()
{
    const auto line = truth::Digest(url()).line(truth::Digest::Scope::State, truth::Digest::Basis::All);
    if (!line) {
        qFatal("no digest: %s", line.error().detail.c_str());
    }
    return *line;
}

} // namespace billhook::support
