#include "services/sandbox/delivery/webhooksender.h"

#include "services/sandbox/delivery/webhookline.h"
#include "services/sandbox/engine/jsonvalues.h"
#include "services/sandbox/engine/tables.h"
#include "services/sandbox/objects/objectkind.h"

#include <algorithm>
#include <chrono>
#include <map>
#include <utility>

namespace billhook::sandbox {

using namespace Qt::StringLiterals;

namespace {

constexpr int threadCount = 8;
constexpr int mostPerEndpoint = 4; ///< so that one that hangs leaves threads to the others
constexpr std::chrono::milliseconds requestDeadline{ 10'000 };
constexpr std::chrono::milliseconds longestWait{ 1'000 }; ///< the sandbox's clock may be moved meanwhile
constexpr std::int64_t firstPause = 250; ///< milliseconds
constexpr std::int64_t longestPause = 60'000;
constexpr Seconds giveUpAfter = 3 * dayLength;

std::int64_t pauseAfter(int attempts)
{
    return std::min(firstPause << std::min(attempts - 1, 10), longestPause);
}

/** The event in the shape of the endpoint's version; one that was told in another version stays as it is. */
QJsonObject eventFor(const Transaction &transaction, const QJsonObject &event, const QJsonObject &endpoint)
{
    const auto shape = shapeOf(textAt(endpoint, u"api_version"_s));
    if (!shape || textAt(event, u"api_version"_s) != newestShape().version) {
        return event;
    }
    auto data = event.value(u"data"_s).toObject();
    const auto object = data.value(u"object"_s).toObject();
    if (const auto *kind = kindNamed(textAt(object, u"object"_s))) {
        data.insert(u"object"_s, shown(*kind, object, { transaction, *shape }));
    }
    auto shaped = event;
    shaped.insert(u"data"_s, data);
    shaped.insert(u"api_version"_s, text(shape->version));
    return shaped;
}

} // namespace

/** One sending: all it needs, so that nothing is locked meanwhile. */
struct WebhookSender::Job
{
    QJsonObject delivery;
    std::string url;
    std::string secret;
    std::string body;
    std::int64_t at = 0; ///< UTC seconds, for the signature
};

/** One thread's connections, kept open between webhooks. */
class WebhookSender::Line final
{
public:
    bool send(const Job &job)
    {
        DeliveryTarget target;
        if (!parseTarget(job.url, target)) {
            return false;
        }
        target.secret = job.secret;
        auto &line = m_lines[target.host + ":" + std::to_string(target.port)];
        if (!line) {
            line = std::make_unique<WebhookLine>(target, requestDeadline);
        }
        return isAccepted(line->send(target, job.body, job.at));
    }

private:
    std::map<std::string, std::unique_ptr<WebhookLine>> m_lines;
};

WebhookSender::WebhookSender(Engine &engine)
    : m_engine(engine)
{
    for (int i = 0; i < threadCount; ++i) {
        m_threads.emplace_back([this] { work(); });
    }
}

WebhookSender::~WebhookSender()
{
    {
        const std::scoped_lock lock(m_engine.mutex);
        m_stopping = true;
    }
    m_wake.notify_all();
    for (auto &thread : m_threads) {
        thread.join();
    }
}

void WebhookSender::wake()
{
    {
        const std::scoped_lock lock(m_engine.mutex);
        ++m_changes;
    }
    m_wake.notify_all();
}

void WebhookSender::work()
{
    Line line;
    std::unique_lock lock(m_engine.mutex);
    while (!m_stopping) {
        const auto job = takeDue();
        if (!job) {
            waitForWork(lock);
            continue;
        }
        lock.unlock();
        const bool accepted = line.send(*job);
        lock.lock();
        settle(*job, accepted);
    }
}

void WebhookSender::waitForWork(std::unique_lock<std::mutex> &lock)
{
    auto wait = longestWait;
    const auto now = m_engine.clock.milliseconds();
    m_engine.store.oldestFirst(table::delivery, [&](const QJsonObject &delivery) {
        const bool idle = m_inHand.contains(textAt(delivery, u"id"_s))
            || delivery.value(u"withheld"_s).toBool()
            || m_busy[textAt(delivery, u"endpoint"_s)]
                >= mostPerEndpoint; // settle() wakes whoever waits for that
        if (!idle) {
            const auto rest = std::max<std::int64_t>(1, delivery.value(u"due"_s).toInteger() - now);
            wait = std::min(wait, std::chrono::milliseconds(rest));
        }
        return true;
    });
    m_wake.wait_for(lock, std::max(wait, std::chrono::milliseconds(10)),
        [this, seen = m_changes] { return m_stopping || m_changes != seen; });
}

std::optional<WebhookSender::Job> WebhookSender::takeDue()
{
    std::optional<Job> job;
    const auto now = m_engine.clock.milliseconds();
    std::vector<std::string> hopeless;
    const Transaction transaction(m_engine, {});
    m_engine.store.oldestFirst(table::delivery, [&](const QJsonObject &delivery) {
        const auto id = textAt(delivery, u"id"_s);
        const auto endpointId = textAt(delivery, u"endpoint"_s);
        const bool later
            = delivery.value(u"due"_s).toInteger() > now || delivery.value(u"withheld"_s).toBool();
        if (later || m_inHand.contains(id) || m_busy[endpointId] >= mostPerEndpoint) {
            return true;
        }
        const auto *event = m_engine.store.find(table::event, textAt(delivery, u"event"_s));
        const auto *endpoint = m_engine.store.find(table::endpoint, endpointId);
        if (event == nullptr || endpoint == nullptr || textAt(*endpoint, u"status"_s) != "enabled") {
            hopeless.push_back(id);
            return true;
        }
        auto body = eventFor(transaction, *event, *endpoint);
        body.insert(u"pending_webhooks"_s, 1);
        body.remove(u"_told"_s);
        job = Job{ delivery, textAt(*endpoint, u"url"_s), textAt(*endpoint, u"secret"_s), compact(body),
            now / 1'000 };
        ++m_busy[endpointId];
        m_inHand.insert(id);
        return false;
    });
    if (!hopeless.empty()) {
        Transaction forgetting(m_engine, {});
        for (const auto &id : hopeless) {
            forgetting.remove(table::delivery, id);
        }
        static_cast<void>(forgetting.commit(Journal::Sync::Later).has_value());
    }
    return job;
}

void WebhookSender::settle(const Job &job, bool accepted)
{
    const auto id = textAt(job.delivery, u"id"_s);
    --m_busy[textAt(job.delivery, u"endpoint"_s)];
    m_inHand.erase(id);
    ++m_changes;
    m_wake.notify_all();
    const auto *kept = m_engine.store.find(table::delivery, id);
    if (kept == nullptr) {
        return;
    }
    Transaction transaction(m_engine, {});
    auto delivery = *kept;
    const int attempts = delivery.value(u"attempts"_s).toInt() + 1;
    const bool tooOld = delivery.value(u"created"_s).toInteger() + giveUpAfter < m_engine.clock.now();
    if (accepted || tooOld) {
        transaction.remove(table::delivery, id);
    } else {
        delivery.insert(u"attempts"_s, attempts);
        delivery.insert(u"due"_s, number(m_engine.clock.milliseconds() + pauseAfter(attempts)));
        transaction.put(table::delivery, delivery);
    }
    // A line lost by a crash only means that this webhook is sent once more.
    static_cast<void>(transaction.commit(Journal::Sync::Later).has_value());
}

} // namespace billhook::sandbox
