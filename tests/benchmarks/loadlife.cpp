#include "tests/benchmarks/loadlife.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace billhook::benchmarks {

using sandbox::dayLength;
using sandbox::hourLength;
using sandbox::Random;

namespace {

constexpr Seconds trialLength = 14 * dayLength;

std::string number(std::int64_t value)
{
    return std::to_string(value);
}

std::string numberOrNull(Seconds value)
{
    return value == 0 ? "null" : number(value);
}

/** Everything about a subscription that changes during its life. */
struct LifeState
{
    std::string_view status = "active";
    LoadPrice price;
    std::int64_t quantity = 1;
    Seconds periodStart = 0;
    Seconds periodEnd = 0;
    bool ending = false;
    Seconds canceledAt = 0;
    Seconds endedAt = 0;
};

/** A change that is to come. */
struct Change
{
    enum class Kind
    {
        TrialEnds,
        Resizes,
        Pauses,
        Resumes,
        Renews,
        FallsDue,
        WillEnd,
        Ends
    };
    Seconds at = 0;
    Kind kind = Kind::Resizes;
};

class Life final
{
public:
    Life(const LifePlan &plan, Random random, EventLog &log)
        : m_plan(plan)
        , m_random(random)
        , m_log(log)
        , m_id("sub_" + plan.code)
        , m_byInvoice(m_random.chance(40))
        , m_trial(!plan.mustEnd && m_random.chance(300))
        , m_anchor(m_trial ? plan.start + trialLength : plan.start)
    {
        m_state.price = { m_random.weighted({ 30, 30, 20, 14, 6 }), plan.currency, m_random.chance(280) };
        m_state.quantity = m_state.price.plan == 0 ? 1 : 1 + std::min(m_random.below(12), m_random.below(40));
    }

    Seconds tell()
    {
        begin();
        planChanges();
        for (const auto &change : m_changes) {
            const auto before = m_state;
            apply(change);
            m_log.add(change.kind == Change::Kind::Ends ? "customer.subscription.deleted"
                                                        : "customer.subscription.updated",
                change.at, json(), previous(before));
            if (change.kind == Change::Kind::FallsDue) {
                tellFailure(change.at);
            }
        }
        return m_state.endedAt;
    }

private:
    using Kind = Change::Kind;

    void begin()
    {
        if (m_trial) {
            m_state.status = "trialing";
            m_state.periodStart = m_plan.start;
            m_state.periodEnd = m_anchor;
        } else {
            takePeriodAt(m_plan.start);
        }
        m_log.add("customer.subscription.created", m_plan.start, json());
    }

    /** The period that an instant lies in: where it begins and ends. */
    std::pair<Seconds, Seconds> periodAt(Seconds at) const
    {
        const int length = m_state.price.yearly ? 12 : 1;
        int months = static_cast<int>((at - m_anchor) / (31 * dayLength)) / length * length;
        while (sandbox::addMonths(m_anchor, months + length) <= at) {
            months += length;
        }
        return { sandbox::addMonths(m_anchor, months), sandbox::addMonths(m_anchor, months + length) };
    }

    void takePeriodAt(Seconds at) { std::tie(m_state.periodStart, m_state.periodEnd) = periodAt(at); }

    void planChanges()
    {
        if (m_anchor >= m_plan.end) {
            return; // still on trial
        }
        if (m_trial) {
            const bool converts = m_random.chance(720);
            m_changes.push_back({ m_anchor, converts ? Kind::TrialEnds : Kind::Ends });
            if (!converts) {
                return;
            }
        }
        const auto last = planEnd();
        planResizes(last);
        std::sort(m_changes.begin(), m_changes.end(),
            [](const Change &left, const Change &right) { return left.at < right.at; });
        if (last == m_plan.end) {
            planStanding();
        } else {
            m_changes.push_back({ last, Kind::Ends });
        }
    }

    /** When it is canceled: at the end of some period; `end` where it lives. */
    Seconds planEnd()
    {
        const auto at = m_anchor + m_random.below(std::max<Seconds>(1, m_plan.end - m_anchor));
        const auto ends = periodAt(at).second;
        if (m_plan.mustEnd) {
            return std::min(ends, std::max(m_plan.end - hourLength, m_anchor + hourLength));
        }
        return m_random.chance(240) && ends < m_plan.end ? ends : m_plan.end;
    }

    void planResizes(Seconds last)
    {
        const auto span = last - m_anchor - 2 * hourLength;
        if (span < 2 * dayLength) {
            return;
        }
        const auto count = m_random.weighted({ 50, 35, 15 });
        for (std::size_t index = 0; index < count; ++index) {
            m_changes.push_back({ m_anchor + hourLength + m_random.below(span), Kind::Resizes });
        }
        if (count == 0 && m_random.chance(40)) {
            const auto pauses = m_anchor + hourLength + m_random.below(span / 2);
            m_changes.push_back({ pauses, Kind::Pauses });
            if (m_random.chance(700)) {
                m_changes.push_back({ pauses + hourLength + m_random.below(span / 2), Kind::Resumes });
            }
        }
    }

    /** How it stands now. */
    void planStanding()
    {
        const auto latest = m_changes.empty() ? m_plan.start : m_changes.back().at;
        if (!m_changes.empty() && m_changes.back().kind == Kind::Pauses) {
            return;
        }
        const auto period = periodAt(m_plan.end).first;
        if (m_random.chance(30) && period > latest && period > m_plan.end - 31 * dayLength) {
            m_changes.push_back({ period, Kind::FallsDue });
            return;
        }
        if (period > latest) {
            m_changes.push_back({ period, Kind::Renews });
        }
        const auto since = std::max(period, latest) + 1;
        if (m_random.chance(30) && since < m_plan.end) {
            m_changes.push_back({ since + m_random.below(m_plan.end - since), Kind::WillEnd });
        }
    }

    void apply(const Change &change)
    {
        if (change.kind != Kind::Ends) {
            takePeriodAt(change.at);
        }
        switch (change.kind) {
        case Kind::TrialEnds:
        case Kind::Resumes:
            m_state.status = "active";
            break;
        case Kind::Resizes:
            resize();
            break;
        case Kind::Pauses:
            m_state.status = "paused";
            break;
        case Kind::Renews:
            break;
        case Kind::FallsDue:
            m_state.status = "past_due";
            break;
        case Kind::WillEnd:
            m_state.ending = true;
            m_state.canceledAt = change.at;
            break;
        case Kind::Ends:
            m_state.status = "canceled";
            m_state.canceledAt = change.at;
            m_state.endedAt = change.at;
            break;
        }
    }

    void resize()
    {
        const bool grows = m_random.chance(620);
        auto &price = m_state.price;
        if (m_random.chance(300) && price.plan > 0 && price.plan + 1 < planCount) {
            price.plan = grows ? price.plan + 1 : price.plan - 1;
            return;
        }
        const auto step = 1 + m_random.below(std::max<std::int64_t>(1, m_state.quantity / 2));
        m_state.quantity
            = grows || m_state.quantity <= step ? m_state.quantity + step : m_state.quantity - step;
    }

    std::string item(const LifeState &state) const
    {
        return R"({"id":"si_)" + m_plan.code + R"(","object":"subscription_item","created":)"
            + number(m_plan.start) + R"(,"current_period_end":)" + number(state.periodEnd)
            + R"(,"current_period_start":)" + number(state.periodStart)
            + R"(,"discounts":[],"metadata":{},"price":)" + state.price.json() + R"(,"quantity":)"
            + number(state.quantity) + R"(,"subscription":")" + m_id + R"("})";
    }

    std::string json() const
    {
        std::string text = R"({"id":")" + m_id + R"(","object":"subscription","cancel_at":)"
            + numberOrNull(m_state.ending ? m_state.periodEnd : 0) + R"(,"cancel_at_period_end":)"
            + (m_state.ending ? "true" : "false") + R"(,"canceled_at":)" + numberOrNull(m_state.canceledAt)
            + R"(,"collection_method":")" + (m_byInvoice ? "send_invoice" : "charge_automatically")
            + R"(","created":)" + number(m_plan.start) + R"(,"currency":")";
        text.append(currencyCode(m_plan.currency)).append(R"(","customer":")").append(m_plan.customer);
        text += R"(","default_payment_method":null,"discounts":[],"ended_at":)"
            + numberOrNull(m_state.endedAt) + R"(,"items":{"object":"list","data":[)" + item(m_state)
            + R"(],"has_more":false},"livemode":false,"metadata":{},"pause_collection":null,"start_date":)"
            + number(m_plan.start) + R"(,"status":")";
        text.append(m_state.status).append(R"(","trial_end":)").append(numberOrNull(m_trial ? m_anchor : 0));
        text += R"(,"trial_start":)" + numberOrNull(m_trial ? m_plan.start : 0) + "}";
        return text;
    }

    /** What the event says was there before; nothing for a deletion, as with Stripe. */
    std::string previous(const LifeState &before) const
    {
        if (m_state.endedAt != 0) {
            return {};
        }
        std::string text;
        const auto add = [&](std::string_view field, const std::string &value) {
            text.append(text.empty() ? "{\"" : ",\"").append(field).append("\":").append(value);
        };
        if (m_state.ending != before.ending) {
            add("cancel_at", "null");
            add("cancel_at_period_end", "false");
            add("canceled_at", "null");
        }
        if (before.periodStart != m_state.periodStart || before.quantity != m_state.quantity
            || !(before.price == m_state.price)) {
            add("items", R"({"data":[)" + item(before) + "]}");
        }
        if (before.status != m_state.status) {
            add("status", '"' + std::string(before.status) + '"');
        }
        return text.empty() ? text : text + "}";
    }

    /** The invoice of the period that could not be collected, and why. */
    void tellFailure(Seconds at)
    {
        const auto amount = m_state.price.amount() * m_state.quantity;
        const auto attempts = 1 + m_random.below(3);
        m_log.add("invoice.created", at, invoice(at, "draft", amount, 0, 0));
        const auto failed = at + hourLength;
        const auto again = m_plan.end + hourLength * (6 + m_random.below(90));
        m_log.add("invoice.payment_failed", failed, invoice(at, "open", amount, attempts, again));
        static const std::vector<std::string> reasons{ "insufficient_funds", "generic_decline",
            "do_not_honor", "lost_card", "expired_card" };
        const auto &reason = m_random.pick(reasons);
        m_log.add("charge.failed", failed,
            R"({"id":"ch_)" + m_plan.code + R"(","object":"charge","amount":)" + number(amount)
                + R"(,"currency":")" + std::string(currencyCode(m_plan.currency)) + R"(","customer":")"
                + m_plan.customer
                + R"(","failure_code":"card_declined","livemode":false,"metadata":{"invoice":"in_)"
                + m_plan.code + R"("},"outcome":{"reason":")" + reason + R"("},"payment_intent":"pi_)"
                + m_plan.code + R"("})");
    }

    std::string invoice(
        Seconds at, std::string_view status, std::int64_t amount, std::int64_t attempts, Seconds again) const
    {
        std::string text = R"({"id":"in_)" + m_plan.code + R"(","object":"invoice","amount_due":)"
            + number(amount) + R"(,"amount_paid":0,"amount_remaining":)" + number(amount)
            + R"(,"attempt_count":)" + number(attempts) + R"(,"attempted":)"
            + (attempts > 0 ? "true" : "false")
            + R"(,"billing_reason":"subscription_cycle","collection_method":"charge_automatically","created":)"
            + number(at) + R"(,"currency":")";
        text.append(currencyCode(m_plan.currency)).append(R"(","customer":")").append(m_plan.customer);
        text += R"(","due_date":null,"livemode":false,"metadata":{},"next_payment_attempt":)"
            + numberOrNull(again) + R"(,"number":"L-)" + m_plan.code
            + R"(","parent":{"type":"subscription_details","subscription_details":{"subscription":")" + m_id
            + R"("}},"period_end":)" + number(at) + R"(,"period_start":)" + number(at) + R"(,"status":")";
        text.append(status).append(R"(","subtotal":)").append(number(amount));
        return text + R"(,"total":)" + number(amount) + "}";
    }

    const LifePlan &m_plan;
    Random m_random;
    EventLog &m_log;
    std::string m_id;
    LifeState m_state;
    bool m_byInvoice;
    bool m_trial;
    Seconds m_anchor; ///< where its periods begin
    std::vector<Change> m_changes;
};

} // namespace

EventLog::EventLog(std::string owner)
    : m_owner(std::move(owner))
{ }

void EventLog::add(
    std::string_view type, Seconds created, const std::string &object, const std::string &previous)
{
    static constexpr std::string_view digits = "0123456789abcdefghijklmnopqrstuvwxyz";
    LoadEvent event;
    event.id = "evt_" + m_owner + digits[m_events.size() / digits.size()]
        + digits[m_events.size() % digits.size()];
    event.type = type;
    event.created = created;
    event.payload = R"({"id":")" + event.id
        + R"(","object":"event","api_version":"2025-09-30.clover","created":)" + number(created)
        + R"(,"data":{"object":)" + object
        + (previous.empty() ? std::string() : R"(,"previous_attributes":)" + previous)
        + R"(},"livemode":false,"pending_webhooks":1,"request":{"id":null,"idempotency_key":null},"type":")";
    event.payload.append(type).append("\"}");
    m_events.push_back(std::move(event));
}

Seconds tellLife(const LifePlan &plan, Random random, EventLog &log)
{
    return Life(plan, random, log).tell();
}

} // namespace billhook::benchmarks
