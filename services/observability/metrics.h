#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>

namespace billhook::observability {

struct BuildInfo
{
    std::string version;
    std::string commit;
    std::string qt;
};

/** One number each; appears once it was set. */
enum class Gauge
{
    DatabaseUp, ///< 0 or 1
    StripeUp, ///< 0 or 1
    EventQueueDepth,
    EventQueueOldestSeconds,
    QuarantinedEvents,
    Users,
    Organizations,
    HttpConnections,
    HttpBodyBytes,
    LogLinesDropped,
    OldestSnapshotSeconds, ///< what holds back vacuum
    DatabaseBytes,
    ResidentBytes, ///< of this process
    OpenDescriptors,
    StartTime, ///< UTC seconds
};

/** A number for each value of its one label. */
enum class LabelledGauge
{
    Subscriptions, ///< by status
    Mrr, ///< by currency, minor units a month
    TableBytes, ///< of the big tables, with their indexes
    Unknown, ///< objects that figures leave out or may have wrong, by the warning
};

/** The figures of /metrics, prefix billhook_. Any thread. Labels are bounded: beyond the bound they become
 * "other". */
class Metrics final
{
public:
    explicit Metrics(const BuildInfo &build);
    Metrics(const Metrics &) = delete;
    Metrics &operator=(const Metrics &) = delete;
    ~Metrics();

    /** `type` is Stripe's event type, "" where unknown; `outcome` one of our own few words. */
    void countWebhookEvent(std::string_view type, std::string_view outcome);
    /** Seconds from an event's creation at Stripe to its durable receipt here. */
    void observeWebhookLag(std::int64_t seconds);
    /** `route` is the route's template, never the path. */
    void observeHttpRequest(std::string_view route, std::string_view method, int status, double seconds);
    void countStripeRequest(std::string_view endpoint, std::string_view outcome);
    void set(Gauge gauge, std::int64_t value);
    /** All there is, by label; what was there before and is not now becomes 0. */
    void set(LabelledGauge gauge, const std::map<std::string, std::int64_t> &values);
    void setProcessorTime(double seconds); ///< of this process, since its start

    /** Prometheus text format 0.0.4. Making it takes a fifth of a processor at most: whoever asks in more
     * haste than that is given the last one, some milliseconds old. */
    std::string exposition() const;

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace billhook::observability
