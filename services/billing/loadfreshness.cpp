#include "services/billing/loadfreshness.h"

#include "services/billing/database.h"
#include "services/postgres/session.h"

namespace billhook::billing {

namespace {

Freshness freshnessRow(const postgres::Row &row)
{
    const auto instant
        = [&row](const char *column) { return row.isNull(column) ? QDateTime() : row.instant(column); };
    Freshness freshness;
    freshness.company = row.text("company");
    freshness.account = row.text("account");
    freshness.livemode = row.isNull("livemode") ? std::nullopt : std::optional(row.boolean("livemode"));
    freshness.demo = row.boolean("demo");
    freshness.zone = row.text("zone");
    freshness.currency = row.text("currency");
    freshness.profile = row.text("profile");
    freshness.now = row.instant("now");
    freshness.lastEvent = instant("last_event");
    freshness.heartbeat = instant("heartbeat");
    freshness.queued = row.integer("queued");
    freshness.oldestQueued = instant("oldest_queued");
    freshness.ratesDay = row.isNull("rates_day") ? QDate() : row.date("rates_day");
    freshness.ratesSource = row.text("rates_source");
    freshness.host = row.text("host");
    freshness.database = row.text("database");
    freshness.tls = row.text("tls");
    freshness.login = row.text("login");
    freshness.role = row.text("role");
    return freshness;
}

} // namespace

LoadFreshness::LoadFreshness(Database &database)
    : m_database(database)
    , m_queue(std::make_shared<events::QueueCursor>())
{ }

QFuture<domain::Result<Freshness>> LoadFreshness::load() const
{
    return m_database.run<Freshness>(
        Lane::Background, [queue = m_queue](postgres::Session &session) { return read(session, *queue); });
}

domain::Result<Freshness> LoadFreshness::read(postgres::Session &session, events::QueueCursor &queue)
{
    const auto from = queue.from();
    const auto began = events::QueueCursor::Clock::now();
    qint64 nextFrom = 0;
    auto freshness = session.first<Freshness>(QStringLiteral("live/read_freshness"),
        { { QStringLiteral(":look_from"), QVariant::fromValue<qint64>(from) } },
        [&nextFrom](const postgres::Row &row) {
            nextFrom = row.integer("next_from");
            return freshnessRow(row);
        });
    if (!freshness) {
        return freshness.error();
    }
    if (!freshness->has_value()) {
        return domain::Error{ domain::ErrorKind::Configuration, "not_set_up",
            "This database is not set up: run billhookd migrate.", "no installation row" };
    }
    queue.found(from, nextFrom, events::QueueCursor::Clock::now() - began);
    return **freshness;
}

} // namespace billhook::billing
