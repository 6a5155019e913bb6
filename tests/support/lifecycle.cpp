#include "tests/support/lifecycle.h"

#include "tests/support/lifecycleshape.h"
#include "tests/support/seededrandom.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <set>
#include <string_view>
#include <tuple>
#include <utility>

namespace billhook::support {

namespace {

using domain::Fact;
using domain::FactKind;
using domain::Phase;
using domain::State;

class SubscriptionScript final
{
public:
    SubscriptionScript(SeededRandom &random, const LifecycleOptions &options, std::string customerId,
        std::string id, std::int64_t start);

    /** Plays the whole life; returns the second of its end, or of its last change. */
    std::int64_t play();
    SubscriptionHistory takeHistory() { return std::move(m_history); }

private:
    bool isAdversarial() const { return m_options.pace == Pace::Adversarial; }
    std::int64_t skew() { return m_random.percent(isAdversarial() ? 40 : 8) ? m_random.between(-1, 1) : 0; }
    std::string newEventId();
    void advance();
    void beBorn();
    void live();
    void burst();
    void witness();
    void changeOnce();
    Shape somethingElse();
    Shape otherStatus(Shape shape);
    void renew(Shape &shape);
    void end();
    void editAfterEnd();
    void emit(FactKind kind, std::string_view type, std::int64_t stamp, const Shape &after);
    void addPrevious(Fact &fact, const State &before);
    void chooseRequest(Fact &fact);
    void addTwin();

    SeededRandom &m_random;
    LifecycleOptions m_options;
    std::string m_customerId;
    SubscriptionHistory m_history;
    TruthKeeper m_truth{ m_history.revisions };
    Shape m_shape;
    std::vector<Shape> m_thisSecond;
    std::int64_t m_now = 0;
    std::int64_t m_requests = 0;
    using Change = std::tuple<std::int64_t, std::string, std::optional<domain::Fields>, domain::Fields,
        std::optional<std::string>>;
    std::set<Change> m_changes;
};

SubscriptionScript::SubscriptionScript(SeededRandom &random, const LifecycleOptions &options,
    std::string customerId, std::string id, std::int64_t start)
    : m_random(random)
    , m_options(options)
    , m_customerId(std::move(customerId))
    , m_now(start)
{
    m_history.id = std::move(id);
    m_shape.created = start;
    m_shape.periodStart = start;
    m_shape.quantity = random.between(1, 3);
}

std::string SubscriptionScript::newEventId()
{
    std::array<char, 16> digits{};
    const auto [end, error] = std::to_chars(digits.data(), digits.data() + digits.size(), m_random(), 16);
    return "evt_" + std::string(digits.data(), end);
}

void SubscriptionScript::advance()
{
    const auto roll = m_random.below(100);
    const bool staysInSecond = roll < (isAdversarial() ? 65 : 12);
    if (staysInSecond) {
        return;
    }
    m_thisSecond.clear();
    m_now += roll < (isAdversarial() ? 90 : 18) ? m_random.between(1, 2) : m_random.between(1, 20) * day;
}

std::int64_t SubscriptionScript::play()
{
    beBorn();
    live();
    if (m_random.percent(45)) {
        end();
        editAfterEnd();
    }
    m_truth.finish();
    return m_shape.endedAt.value_or(m_now);
}

void SubscriptionScript::beBorn()
{
    const auto roll = m_random.below(100);
    m_shape.status = roll < 15 ? "incomplete" : roll < 35 ? "trialing" : "active";
    const bool isLate = m_random.percent(isAdversarial() ? 20 : 4);
    const auto stamp = isLate ? m_now + m_random.between(2, 40) : m_now + skew();
    emit(FactKind::Created, "customer.subscription.created", stamp, m_shape);
}

void SubscriptionScript::live()
{
    const auto changes = isAdversarial() ? m_random.between(2, 10) : m_random.between(1, 8);
    for (std::int64_t change = 0; change < changes; ++change) {
        advance();
        const auto roll = m_random.below(100);
        if (roll < 8) {
            witness();
        } else if (roll < 11 && isAdversarial()) {
            burst();
        } else {
            changeOnce();
        }
    }
}

/** More changes in one second than can be tried in all orders. */
void SubscriptionScript::burst()
{
    const auto changes = m_random.between(9, 14);
    for (std::int64_t change = 0; change < changes; ++change) {
        changeOnce();
    }
}

void SubscriptionScript::witness()
{
    static constexpr std::array<std::string_view, 3> types{ "customer.subscription.trial_will_end",
        "customer.subscription.pending_update_expired", "customer.subscription.resumed" };
    emit(FactKind::Witness, types[static_cast<std::size_t>(m_random.below(types.size()))], m_now, m_shape);
}

void SubscriptionScript::changeOnce()
{
    auto next = somethingElse();
    if (!m_thisSecond.empty() && m_random.percent(isAdversarial() ? 45 : 30)) {
        next = m_thisSecond[static_cast<std::size_t>(m_random.below(std::ssize(m_thisSecond)))];
    }
    const bool returnsToEarlierPhase = next.status == "incomplete" && m_shape.status != "incomplete";
    if (next == m_shape || returnsToEarlierPhase) {
        return;
    }
    m_thisSecond.push_back(m_shape);
    emit(FactKind::Updated, "customer.subscription.updated", m_now, next);
}

Shape SubscriptionScript::somethingElse()
{
    auto shape = m_shape;
    switch (m_random.below(7)) {
    case 0:
        shape.quantity = m_random.between(1, 4);
        break;
    case 1:
        shape.unitAmount = 1000 * m_random.between(1, 3);
        shape.periodStart = m_random.percent(30) ? m_now : shape.periodStart;
        break;
    case 2:
        shape.note = m_random.between(0, 3);
        break;
    case 3:
        shape.hasDiscount = !shape.hasDiscount;
        break;
    case 4:
        shape.cancelAtPeriodEnd = !shape.cancelAtPeriodEnd;
        break;
    case 5:
        renew(shape);
        break;
    default:
        return otherStatus(std::move(shape));
    }
    return shape;
}

/** Never back to incomplete: that is an earlier phase of life. */
Shape SubscriptionScript::otherStatus(Shape shape)
{
    static constexpr const char *living[] = { "active", "past_due", "unpaid", "paused", "hibernating" };
    shape.status = living[m_random.percent(60) ? m_random.below(2) : m_random.below(5)];
    return shape;
}

void SubscriptionScript::renew(Shape &shape)
{
    shape.periodStart += month;
    if (m_random.percent(20)) {
        shape.status = "past_due";
    }
}

void SubscriptionScript::end()
{
    advance();
    auto last = m_shape;
    last.endedAt = m_now;
    last.cancelAtPeriodEnd = false;
    if (m_shape.status == "incomplete") {
        last.status = "incomplete_expired";
        emit(FactKind::Updated, "customer.subscription.updated", m_now, last);
        return;
    }
    last.status = "canceled";
    const auto endedAt = m_now;
    m_now += skew();
    emit(FactKind::Deleted, "customer.subscription.deleted", m_now, last);
    m_now = std::max(m_now, endedAt);
}

void SubscriptionScript::editAfterEnd()
{
    m_thisSecond.clear();
    const auto edits = m_random.percent(40) ? m_random.between(1, isAdversarial() ? 5 : 2) : 0;
    for (std::int64_t edit = 0; edit < edits; ++edit) {
        advance();
        auto shape = m_shape;
        shape.note = m_random.between(0, 2);
        if (shape != m_shape) {
            emit(FactKind::Updated, "customer.subscription.updated", m_now, shape);
        }
    }
}

void SubscriptionScript::emit(FactKind kind, std::string_view type, std::int64_t stamp, const Shape &after)
{
    const auto before = render(m_shape, m_history.id);
    Fact fact;
    fact.eventId = newEventId();
    fact.eventType = type;
    fact.objectId = m_history.id;
    fact.objectKind = domain::ObjectKind::Subscription;
    fact.customerId = m_customerId;
    fact.created = stamp;
    fact.kind = kind;
    fact.phase = phaseOf(after, kind);
    fact.post = render(after, m_history.id);
    if (kind == FactKind::Updated) {
        addPrevious(fact, before);
    }
    chooseRequest(fact);
    m_truth.record(fact.phase, stamp, fact.post);
    m_history.states.push_back({ m_now, fact.post });
    m_history.facts.push_back(std::move(fact));
    m_shape = after;
    if (m_random.percent(isAdversarial() ? 15 : 3)) {
        addTwin();
    }
}

void SubscriptionScript::addPrevious(Fact &fact, const State &before)
{
    auto kind = m_options.previous;
    if (kind == PreviousValues::Mixed) {
        const auto roll = m_random.below(100);
        kind = roll < 70 ? PreviousValues::Complete
            : roll < 85  ? PreviousValues::Partial
                         : PreviousValues::Absent;
    }
    auto listed = changedFields(before, fact.post);
    if (kind == PreviousValues::Absent) {
        return;
    }
    if (kind == PreviousValues::Partial && listed.size() > 1) {
        listed.erase(listed.begin() + m_random.below(std::ssize(listed)));
    }
    fact.pre = fact.post;
    for (const auto &field : listed) {
        fact.pre->fields[field] = before.raw(field);
    }
    fact.listed = std::move(listed);
}

/** A change that repeats within its second belongs to another request, as it would at Stripe. */
void SubscriptionScript::chooseRequest(Fact &fact)
{
    const auto roll = m_random.below(100);
    if (roll < 60) {
        fact.requestId = "req_" + std::to_string(roll < 45 ? ++m_requests : m_requests);
    }
    const auto change = [&fact] {
        return Change{ fact.created, fact.eventType,
            fact.pre ? std::optional(fact.pre->fields) : std::nullopt, fact.post.fields, fact.requestId };
    };
    while (!m_changes.insert(change()).second) {
        fact.requestId = "req_" + std::to_string(++m_requests);
    }
}

void SubscriptionScript::addTwin()
{
    auto twin = m_history.facts.back();
    twin.eventId = newEventId();
    m_history.facts.push_back(std::move(twin));
}

} // namespace

Lifecycle makeLifecycle(std::uint64_t seed, const LifecycleOptions &options)
{
    SeededRandom random(seed);
    Lifecycle lifecycle;
    lifecycle.customerId = "cus_" + std::to_string(seed);
    const auto start = 1700000000 + random.below(1000) * day;
    SubscriptionScript first(random, options, lifecycle.customerId, "sub_a" + std::to_string(seed), start);
    const auto end = first.play();
    lifecycle.subscriptions.push_back(first.takeHistory());
    if (random.percent(50)) {
        const auto next = random.percent(60) ? end : start + random.between(0, 40) * day;
        SubscriptionScript second(
            random, options, lifecycle.customerId, "sub_b" + std::to_string(seed), next);
        second.play();
        lifecycle.subscriptions.push_back(second.takeHistory());
    }
    return lifecycle;
}

domain::Observation observationAt(
    const SubscriptionHistory &history, std::int64_t time, const std::string &id)
{
    domain::Observation observation;
    observation.id = id;
    observation.objectId = history.id;
    observation.objectKind = domain::ObjectKind::Subscription;
    observation.customerId = history.facts.front().customerId;
    observation.low = time;
    observation.high = time + 1;
    for (const auto &known : history.states) {
        if (known.time <= time) {
            observation.state = known.state;
        }
    }
    return observation;
}

} // namespace billhook::support
