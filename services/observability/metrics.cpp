#include "services/observability/metrics.h"

#include <prometheus/counter.h>
#include <prometheus/family.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <functional>
#include <map>
#include <mutex>
#include <unordered_map>
#include <utility>

namespace billhook::observability {

namespace {

constexpr std::size_t maxSeries = 500; ///< of one family; Stripe declares 275 event types

const prometheus::Histogram::BucketBoundaries requestBuckets{ 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05,
    0.1, 0.25, 0.5, 1, 2.5, 5, 10 };
const prometheus::Histogram::BucketBoundaries lagBuckets{ 0.5, 1, 2, 5, 10, 30, 60, 300, 1'800, 3'600, 21'600,
    86'400, 259'200 };

// What making the text may take: so much at a time, and in the long run one part in so many.
constexpr std::chrono::milliseconds mostAtATime{ 100 };
constexpr int shareOfTime = 5;

struct GaugeText
{
    const char *name;
    const char *help;
};

GaugeText textOf(Gauge gauge)
{
    switch (gauge) {
    case Gauge::DatabaseUp:
        return { "billhook_db_up", "Whether the last database check succeeded" };
    case Gauge::StripeUp:
        return { "billhook_stripe_up", "Whether the last Stripe check succeeded" };
    case Gauge::EventQueueDepth:
        return { "billhook_event_queue_depth", "Events stored and not yet projected" };
    case Gauge::EventQueueOldestSeconds:
        return { "billhook_event_queue_oldest_seconds", "Age of the oldest event not yet projected" };
    case Gauge::QuarantinedEvents:
        return { "billhook_quarantined_events", "Events in quarantine" };
    case Gauge::Users:
        return { "billhook_users", "Users in the directory" };
    case Gauge::Organizations:
        return { "billhook_organizations", "Organizations in the directory" };
    case Gauge::HttpConnections:
        return { "billhook_http_connections", "Open client connections" };
    case Gauge::HttpBodyBytes:
        return { "billhook_http_body_bytes", "Bytes of request bodies in memory" };
    case Gauge::LogLinesDropped:
        return { "billhook_log_lines_dropped", "Log lines that nobody took in time, since the start" };
    case Gauge::OldestSnapshotSeconds:
        return { "billhook_oldest_snapshot_seconds", "Age of the oldest snapshot; vacuum waits for it" };
    case Gauge::DatabaseBytes:
        return { "billhook_database_bytes", "Size of the database" };
    case Gauge::ResidentBytes:
        return { "process_resident_memory_bytes", "Resident memory" };
    case Gauge::OpenDescriptors:
        return { "process_open_fds", "Open file descriptors" };
    case Gauge::StartTime:
        break;
    }
    return { "process_start_time_seconds", "When the process began, seconds since 1970" };
}

struct LabelledText
{
    const char *name;
    const char *label;
    const char *help;
};

LabelledText textOf(LabelledGauge gauge)
{
    switch (gauge) {
    case LabelledGauge::Subscriptions:
        return { "billhook_subscriptions", "status", "Subscriptions by status" };
    case LabelledGauge::Mrr:
        return { "billhook_mrr_minor_units", "currency", "Monthly recurring revenue" };
    case LabelledGauge::Unknown:
        return { "billhook_unknown_objects", "warning", "Objects that figures leave out or may have wrong" };
    case LabelledGauge::TableBytes:
        break;
    }
    return { "billhook_table_bytes", "table", "Size of a table with its indexes" };
}

bool isLabel(std::string_view text)
{
    return !text.empty() && text.size() <= 64 && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_';
    });
}

/** Finds a family's metric by its labels without building a label map for each observation. */
template <typename Metric> class Series final
{
public:
    using Make = std::function<Metric &()>;

    Metric &get(const std::string &key, const Make &make, const Make &other)
    {
        const std::lock_guard lock(m_mutex);
        if (const auto found = m_known.find(key); found != m_known.end()) {
            return *found->second;
        }
        if (m_known.size() >= maxSeries) {
            return other();
        }
        return *m_known.emplace(key, &make()).first->second;
    }

private:
    std::mutex m_mutex;
    std::unordered_map<std::string, Metric *> m_known; ///< guarded by m_mutex
};

std::string keyOf(std::string_view one, std::string_view two, std::string_view three = {})
{
    std::string key;
    key.reserve(one.size() + two.size() + three.size() + 2);
    return key.append(one).append("\n").append(two).append("\n").append(three);
}

} // namespace

class Metrics::Private final
{
public:
    prometheus::Registry registry;
    prometheus::Family<prometheus::Counter> &events
        = prometheus::BuildCounter()
              .Name("billhook_webhook_events_total")
              .Help("Webhook deliveries by event type and outcome")
              .Register(registry);
    prometheus::Family<prometheus::Counter> &stripeRequests = prometheus::BuildCounter()
                                                                  .Name("billhook_stripe_requests_total")
                                                                  .Help("Requests to Stripe")
                                                                  .Register(registry);
    prometheus::Family<prometheus::Histogram> &requests
        = prometheus::BuildHistogram()
              .Name("billhook_http_request_duration_seconds")
              .Help("Time from a request's head to its answer")
              .Register(registry);
    prometheus::Histogram &lag = prometheus::BuildHistogram()
                                     .Name("billhook_webhook_lag_seconds")
                                     .Help("Time from an event's creation at Stripe to its durable receipt")
                                     .Register(registry)
                                     .Add({}, lagBuckets);
    prometheus::Counter &processorTime = prometheus::BuildCounter()
                                             .Name("process_cpu_seconds_total")
                                             .Help("Time of the processors, in seconds")
                                             .Register(registry)
                                             .Add({});
    Series<prometheus::Counter> eventSeries;
    Series<prometheus::Counter> stripeSeries;
    Series<prometheus::Histogram> requestSeries;
    std::mutex gaugeMutex;
    std::map<Gauge, prometheus::Gauge *> gauges; ///< guarded by gaugeMutex
    std::map<LabelledGauge, std::map<std::string, prometheus::Gauge *>> labelled; ///< guarded by gaugeMutex

    using Clock = std::chrono::steady_clock;
    std::mutex textMutex; ///< guards what follows
    std::string text;
    Clock::time_point asked;
    Clock::duration spent{ 0 }; ///< on texts, less what has been earned since
};

Metrics::Metrics(const BuildInfo &build)
    : d(std::make_unique<Private>())
{
    prometheus::BuildGauge()
        .Name("billhook_build_info")
        .Help("The version that runs")
        .Register(d->registry)
        .Add({ { "version", build.version }, { "commit", build.commit }, { "qt", build.qt } })
        .Set(1);
}

Metrics::~Metrics() = default;

void Metrics::countWebhookEvent(std::string_view type, std::string_view outcome)
{
    const std::string_view label = type.empty() ? "none" : isLabel(type) ? type : "other";
    const auto make = [&](std::string_view name) -> prometheus::Counter & {
        return d->events.Add({ { "type", std::string(name) }, { "outcome", std::string(outcome) } });
    };
    d->eventSeries
        .get(
            keyOf(label, outcome), [&]() -> auto & { return make(label); },
            [&]() -> auto & { return make("other"); })
        .Increment();
}

void Metrics::observeWebhookLag(std::int64_t seconds)
{
    d->lag.Observe(static_cast<double>(std::max<std::int64_t>(0, seconds)));
}

void Metrics::observeHttpRequest(std::string_view route, std::string_view method, int status, double seconds)
{
    const auto code = std::to_string(status);
    const auto make = [&](std::string_view name) -> prometheus::Histogram & {
        return d->requests.Add(
            { { "route", std::string(name) }, { "method", std::string(method) }, { "code", code } },
            requestBuckets);
    };
    const std::string_view label = route.empty() ? "none" : route;
    d->requestSeries
        .get(
            keyOf(label, method, code), [&]() -> auto & { return make(label); },
            [&]() -> auto & { return make("other"); })
        .Observe(seconds);
}

void Metrics::countStripeRequest(std::string_view endpoint, std::string_view outcome)
{
    const auto make = [&](std::string_view name) -> prometheus::Counter & {
        return d->stripeRequests.Add(
            { { "endpoint", std::string(name) }, { "outcome", std::string(outcome) } });
    };
    d->stripeSeries
        .get(
            keyOf(endpoint, outcome), [&]() -> auto & { return make(endpoint); },
            [&]() -> auto & { return make("other"); })
        .Increment();
}

void Metrics::set(Gauge gauge, std::int64_t value)
{
    const std::lock_guard lock(d->gaugeMutex);
    auto &known = d->gauges[gauge];
    if (known == nullptr) {
        const auto text = textOf(gauge);
        known = &prometheus::BuildGauge().Name(text.name).Help(text.help).Register(d->registry).Add({});
    }
    known->Set(static_cast<double>(value));
}

void Metrics::set(LabelledGauge gauge, const std::map<std::string, std::int64_t> &values)
{
    const std::lock_guard lock(d->gaugeMutex);
    auto &known = d->labelled[gauge];
    std::map<std::string, std::int64_t> now;
    for (const auto &[name, series] : known) {
        now[name] = 0;
    }
    for (const auto &[label, value] : values) {
        const bool fits = isLabel(label) && (now.size() < maxSeries || now.contains(label));
        now[fits ? label : "other"] += value;
    }
    const auto text = textOf(gauge);
    for (const auto &[name, value] : now) {
        auto &series = known[name];
        if (series == nullptr) {
            series = &prometheus::BuildGauge()
                          .Name(text.name)
                          .Help(text.help)
                          .Register(d->registry)
                          .Add({ { text.label, name } });
        }
        series->Set(static_cast<double>(value));
    }
}

void Metrics::setProcessorTime(double seconds)
{
    const std::lock_guard lock(d->gaugeMutex);
    d->processorTime.Increment(std::max(0.0, seconds - d->processorTime.Value()));
}

std::string Metrics::exposition() const
{
    const std::lock_guard lock(d->textMutex);
    const auto now = Private::Clock::now();
    d->spent -= std::min(d->spent, (now - d->asked) / shareOfTime);
    d->asked = now;
    if (d->spent < mostAtATime) {
        d->text = prometheus::TextSerializer().Serialize(d->registry.Collect());
        d->spent += Private::Clock::now() - now;
    }
    return d->text;
}

} // namespace billhook::observability
