#include "services/events/webhookendpoint.h"

#include "services/events/deadlinequeue.h"
#include "services/events/envelope.h"
#include "services/events/signature.h"
#include "services/observability/log.h"
#include "services/observability/metrics.h"

#include <atomic>
#include <utility>

namespace billhook::events {

namespace {

using domain::ErrorKind;

constexpr WebhookAnswer accepted{ 200, "", "", 0 };
constexpr WebhookAnswer badSignature{ 400, "bad_signature", "The signature could not be verified.", 0 };
constexpr WebhookAnswer overloaded{ 503, "overloaded", "Too many events are waiting to be stored.", 1 };
constexpr WebhookAnswer unavailable{ 503, "unavailable", "The event could not be stored now.", 2 };
constexpr WebhookAnswer timedOut{ 503, "timeout", "The event could not be stored in time.", 2 };
constexpr WebhookAnswer failed{ 500, "internal_error", "The event could not be stored.", 0 };

std::int64_t systemSeconds()
{
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::seconds>(now).count();
}

/** Lets one line a second through and counts the others: refusals come in floods. */
class Throttle final
{
public:
    /** How many were held back since the last; nothing when this one is, too. */
    std::optional<std::int64_t> pass(std::int64_t second)
    {
        auto last = m_second.load();
        if (last == second || !m_second.compare_exchange_strong(last, second)) {
            m_held.fetch_add(1);
            return {};
        }
        return m_held.exchange(0);
    }

private:
    std::atomic<std::int64_t> m_second{ -1 };
    std::atomic<std::int64_t> m_held{ 0 };
};

/** One delivery's answer: the writer and the deadline race for it, and the first wins. */
class Delivery final
{
public:
    explicit Delivery(WebhookEndpoint::Answer answer)
        : m_answer(std::move(answer))
    { }

    bool give(const WebhookAnswer &answer)
    {
        if (m_given.exchange(true)) {
            return false;
        }
        const auto give = std::move(m_answer);
        give(answer);
        return true;
    }

private:
    std::atomic<bool> m_given{ false };
    WebhookEndpoint::Answer m_answer; ///< touched only by who set m_given
};

struct Judged
{
    WebhookAnswer answer;
    std::string_view outcome; ///< the metric's word
};

Judged judge(const domain::Result<IngestOutcome> &result, const std::string &quarantineReason)
{
    if (result) {
        if (*result == IngestOutcome::Duplicate) {
            return { accepted, "duplicate" };
        }
        return { accepted, quarantineReason.empty() ? std::string_view("stored") : quarantineReason };
    }
    switch (result.error().kind) {
    case ErrorKind::Overloaded:
        return { overloaded, "overloaded" };
    case ErrorKind::Unavailable:
        return { unavailable, "unavailable" };
    case ErrorKind::Timeout:
        return { timedOut, "timeout" };
    default:
        return { failed, "failed" };
    }
}

/** Why an event is parked although it is readable; "" when it belongs here. */
std::string_view mismatch(const Envelope &envelope, const InstallationGuard &guard)
{
    if (guard.livemode && envelope.livemode && *guard.livemode != *envelope.livemode) {
        return "wrong_mode";
    }
    // Stripe names the account only where it is not the endpoint's own: a connected one, whose revenue is not
    // ours.
    if (!envelope.account.empty() && guard.account != envelope.account) {
        return "wrong_account";
    }
    return {};
}

IncomingEvent incomingOf(const InstallationGuard &guard, std::string body)
{
    auto envelope = readEnvelope(body);
    IncomingEvent event;
    if (!envelope.usable()) {
        event.id = digestName(body);
        event.quarantineReason = "unreadable";
    } else {
        event.quarantineReason = mismatch(envelope, guard);
        event.id = std::move(envelope.id);
        event.type = std::move(envelope.type);
        event.created = envelope.created;
        event.apiVersion = std::move(envelope.apiVersion);
        event.livemode = envelope.livemode;
        event.account = std::move(envelope.account);
    }
    event.payload = std::move(body);
    return event;
}

} // namespace

class WebhookEndpoint::Private final
{
public:
    Private(WebhookEndpointOptions endpointOptions, observability::Metrics &endpointMetrics,
        observability::Log &endpointLog)
        : options(std::move(endpointOptions))
        , verifier(std::make_shared<const SignatureVerifier>(options.secrets))
        , metrics(endpointMetrics)
        , log(endpointLog)
        , deadlines(options.deadline)
    {
        if (!options.now) {
            options.now = systemSeconds;
        }
    }

    void refuse(SignatureVerdict verdict, std::string_view signature, std::int64_t now)
    {
        if (verdict == SignatureVerdict::TooOld || verdict == SignatureVerdict::TooNew) {
            noteSkew(now - signedAt(signature).value_or(now), now);
            return;
        }
        metrics.countWebhookEvent("", "bad_signature");
        if (const auto held = refusals.pass(now)) {
            log.warning("webhook_refused", { { "reason", nameOf(verdict) }, { "not_logged", *held } });
        }
    }

    /** The secret is right: one of the two clocks is wrong, or an old delivery is sent again by a stranger.
     */
    void noteSkew(std::int64_t offset, std::int64_t now)
    {
        metrics.countWebhookEvent("", "clock_skew");
        isSkewed = true;
        if (options.clockMeasured) {
            options.clockMeasured(offset);
        }
        if (const auto held = refusals.pass(now)) {
            log.warning("clock_skew",
                { { "offset_seconds", offset }, { "not_logged", *held },
                    { "advice",
                        "signatures are this far from this machine's clock; set it, no event is taken "
                        "meanwhile" } });
        }
    }

    void noteGoodClock()
    {
        if (isSkewed.load(std::memory_order_relaxed) && isSkewed.exchange(false) && options.clockMeasured) {
            options.clockMeasured(0);
        }
    }

    void timedOutAt(const std::string &type)
    {
        metrics.countWebhookEvent(type, "timeout");
        if (const auto held = failures.pass(options.now())) {
            log.error("webhook_not_stored_in_time", { { "not_logged", *held } });
        }
    }

    void stored(const std::shared_ptr<Delivery> &delivery, const IncomingEvent &summary,
        const domain::Result<IngestOutcome> &result)
    {
        const auto judged = judge(result, summary.quarantineReason);
        if (!delivery->give(judged.answer)) {
            return;
        }
        metrics.countWebhookEvent(summary.type, judged.outcome);
        if (result && summary.created && summary.quarantineReason.empty()) {
            metrics.observeWebhookLag(options.now() - *summary.created);
        }
        report(summary, result);
    }

    void report(const IncomingEvent &summary, const domain::Result<IngestOutcome> &result)
    {
        if (result && *result == IngestOutcome::Quarantined) {
            log.warning("webhook_quarantined",
                { { "stripe_event_id", summary.id }, { "reason", summary.quarantineReason } });
        } else if (!result) {
            if (const auto held = failures.pass(options.now())) {
                log.error("webhook_not_stored",
                    { { "stripe_event_id", summary.id }, { "code", result.error().code },
                        { "detail", result.error().detail }, { "not_logged", *held } });
            }
        }
    }

    WebhookEndpointOptions options;
    std::atomic<std::shared_ptr<const SignatureVerifier>> verifier;
    observability::Metrics &metrics;
    observability::Log &log;
    std::atomic<bool> isSkewed{ false };
    Throttle refusals;
    Throttle failures;
    DeadlineQueue deadlines; ///< last: its callbacks use all of the above
};

WebhookEndpoint::WebhookEndpoint(
    WebhookEndpointOptions options, observability::Metrics &metrics, observability::Log &log)
    : d(std::make_unique<Private>(std::move(options), metrics, log))
{ }

WebhookEndpoint::~WebhookEndpoint() = default;

void WebhookEndpoint::setSecrets(const std::vector<std::string> &secrets)
{
    d->verifier = std::make_shared<const SignatureVerifier>(secrets);
}

void WebhookEndpoint::receive(std::string_view signature, std::string body, Answer answer)
{
    const auto now = d->options.now();
    const auto verdict = d->verifier.load()->verify(signature, body, now);
    if (verdict != SignatureVerdict::Valid) {
        d->refuse(verdict, signature, now);
        answer(badSignature);
        return;
    }
    d->noteGoodClock();
    const auto guard = d->options.guard ? d->options.guard() : InstallationGuard();
    auto event = incomingOf(guard, std::move(body));
    IncomingEvent summary;
    summary.id = event.id;
    summary.type = event.type;
    summary.created = event.created;
    summary.quarantineReason = event.quarantineReason;
    const auto delivery = std::make_shared<Delivery>(std::move(answer));
    d->deadlines.add([this, waiting = std::weak_ptr(delivery), type = event.type] {
        const auto pending = waiting.lock();
        if (pending && pending->give(timedOut)) {
            d->timedOutAt(type);
        }
    });
    d->options.submit(std::move(event),
        [this, delivery, summary = std::move(summary)](
            const domain::Result<IngestOutcome> &result) { d->stored(delivery, summary, result); });
}

} // namespace billhook::events
