#pragma once

#include "models/domain/result.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace billhook::events {

/** A verified webhook body on its way to stripe_event, or to quarantine. */
struct IncomingEvent
{
    std::string id; ///< event id; "sha256:<hex>" when the body has no usable id
    std::string type;
    std::optional<std::int64_t> created; ///< UTC seconds; none: stripe_event_default
    std::string apiVersion;
    std::optional<bool> livemode;
    std::string account; ///< Connect account, "" otherwise
    std::string payload; ///< the raw bytes as signed
    std::string quarantineReason; ///< not empty: goes to event_quarantine instead of the queue
};

enum class IngestOutcome
{
    Stored,
    Duplicate,
    Quarantined
};

struct IngestWriterOptions
{
    std::string url;
    int writers = 2; ///< threads, each with one libpq connection
    std::size_t maxBatchRows = 64;
    std::size_t maxBatchBytes = 4U << 20U;
    std::size_t maxQueuedBytes = 24U << 20U;
};

/**
 * postgres::Group commit: what waits when a writer becomes free goes into one transaction (synchronous_commit
 * on), sorted by id. The callback runs on a writer thread after COMMIT or with Unavailable, or at once on the
 * caller's with Overloaded. A row the database refuses does not fail its neighbours. Nothing submitted before
 * stop() is dropped unanswered.
 */
class IngestWriter final
{
public:
    using Callback = std::function<void(domain::Result<IngestOutcome>)>;

    IngestWriter(IngestWriterOptions options, std::function<void()> committed);
    IngestWriter(const IngestWriter &) = delete;
    IngestWriter &operator=(const IngestWriter &) = delete;
    ~IngestWriter();

    void submit(IncomingEvent event, Callback callback); ///< any thread; never blocks
    bool saturated() const; ///< half a batch is on its way: the projector yields
    void stop(); ///< drains, answers all, joins

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace billhook::events
