#include "tests/support/stripelife.h"

#include "tests/support/seededrandom.h"
#include "tests/support/stripelifeshape.h"

#include <QJsonDocument>

#include <algorithm>
#include <iterator>
#include <utility>

namespace billhook::support {

namespace {

class LifeScript final
{
public:
    LifeScript(std::uint64_t seed, const LifecycleOptions &options)
        : m_random(seed)
        , m_options(options)
    {
        m_life.id = "sub_" + std::to_string(seed);
        m_life.created = 1'700'000'000 + m_random.below(1000) * lifeDay;
        m_life.periodStart = m_life.created;
        m_life.items.push_back(newItem());
        m_now = m_life.created;
    }

    std::vector<SentEvent> play()
    {
        const bool startsInTrial = m_random.percent(25);
        m_life.status = startsInTrial ? "trialing" : "active";
        m_life.trialEnd = startsInTrial ? m_life.created + 14 * lifeDay : 0;
        m_hasBirth = !m_random.percent(isAdversarial() ? 25 : 10); // else the endpoint came in its mid-life
        if (m_hasBirth) {
            emit("customer.subscription.created", m_life, std::nullopt);
        }
        const auto changes = isAdversarial() ? m_random.between(2, 10) : m_random.between(1, 8);
        for (std::int64_t change = 0; change < changes || m_events.empty(); ++change) {
            advance();
            step();
        }
        if (m_random.percent(40)) {
            end();
        }
        return std::move(m_events);
    }

private:
    bool isAdversarial() const { return m_options.pace == Pace::Adversarial; }

    LifeItem newItem()
    {
        return { "si_" + std::to_string(++m_itemsMade), static_cast<int>(m_random.below(lifePrices)),
            m_random.between(1, 3) };
    }

    void advance()
    {
        const auto roll = m_random.below(100);
        if (roll < (isAdversarial() ? 65 : 20)) {
            return; // within the same second
        }
        m_thisSecond.clear();
        m_now += roll < (isAdversarial() ? 90 : 30) ? m_random.between(1, 2)
                                                    : m_random.between(1, 20) * lifeDay;
    }

    void step()
    {
        if (m_life.status == "trialing" && m_random.percent(30)) {
            emit("customer.subscription.trial_will_end", m_life, std::nullopt);
        }
        auto next = changed();
        if (canReturn() && m_random.percent(isAdversarial() ? 40 : 25)) {
            next = m_thisSecond[static_cast<std::size_t>(m_random.below(std::ssize(m_thisSecond)))];
        }
        if (!(next == m_life)) {
            m_thisSecond.push_back(m_life);
            update(next);
        }
    }

    /** Where a walk in a circle began cannot be told when nothing is known of before. */
    bool canReturn() const
    {
        return !m_thisSecond.empty() && (m_hasBirth || m_now != m_events.front().happened);
    }

    StripeLife changed()
    {
        auto life = m_life;
        auto &item = life.items[static_cast<std::size_t>(m_random.below(std::ssize(life.items)))];
        switch (m_random.below(10)) {
        case 0:
            item.quantity = m_random.between(1, 4);
            break;
        case 1:
        case 2:
            item.price = static_cast<int>(m_random.below(lifePrices));
            break;
        case 3:
        case 4:
            changeItems(life);
            break;
        case 5:
            life.note = m_random.between(0, 3);
            break;
        case 6:
            life.hasDiscount = !life.hasDiscount;
            break;
        case 7:
            life.cancelAtPeriodEnd = !life.cancelAtPeriodEnd;
            break;
        case 8:
            life.periodStart += 30 * lifeDay;
            life.invoice += 1;
            break;
        default:
            life.status = life.status == "active" ? "past_due" : "active";
        }
        return life;
    }

    void changeItems(StripeLife &life)
    {
        if (life.items.size() > 1 && m_random.percent(60)) {
            life.items.erase(life.items.begin() + m_random.below(std::ssize(life.items)));
        } else if (life.items.size() < 4) {
            life.items.push_back(newItem());
        }
    }

    void end()
    {
        advance();
        auto last = m_life;
        last.status = "canceled";
        last.endedAt = m_now;
        emit("customer.subscription.deleted", last, std::nullopt);
        m_life = last;
        if (m_random.percent(30)) {
            m_thisSecond.clear();
            advance();
            last.note += 1;
            update(last);
        }
    }

    void update(const StripeLife &next)
    {
        const auto shape = chooseShape();
        const auto previous = previousOf(m_life, next, shape);
        m_life = next;
        emitIn(shape, "customer.subscription.updated", next, previous);
    }

    bool chooseShape() { return m_random.percent(isAdversarial() ? 40 : 10) ? !m_isModern : m_isModern; }

    std::optional<QJsonObject> previousOf(const StripeLife &before, const StripeLife &after, bool isModern)
    {
        auto kind = m_options.previous;
        if (kind == PreviousValues::Mixed) {
            const auto roll = m_random.below(100);
            kind = roll < 60 ? PreviousValues::Complete
                : roll < 85  ? PreviousValues::Partial
                             : PreviousValues::Absent;
        }
        if (kind == PreviousValues::Absent) {
            return std::nullopt;
        }
        auto previous = previousAttributes(objectOf(before, isModern), objectOf(after, isModern));
        return kind == PreviousValues::Partial ? thinned(std::move(previous), m_random) : previous;
    }

    void emit(const char *type, const StripeLife &life, const std::optional<QJsonObject> &previous)
    {
        emitIn(chooseShape(), type, life, previous);
    }

    void emitIn(
        bool isModern, const char *type, const StripeLife &life, const std::optional<QJsonObject> &previous)
    {
        const bool isTwin = m_random.percent(isAdversarial() ? 10 : 3);
        const QJsonObject request{ { QStringLiteral("id"), QStringLiteral("req_%1").arg(++m_requests) } };
        for (int copy = 0; copy < (isTwin ? 2 : 1); ++copy) {
            QJsonObject data{ { QStringLiteral("object"), objectOf(life, isModern) } };
            if (previous) {
                data.insert(QStringLiteral("previous_attributes"), *previous);
            }
            const auto id = QStringLiteral("evt_%1").arg(m_random(), 16, 16, QChar(u'0'));
            const QJsonObject event{ { QStringLiteral("id"), id },
                { QStringLiteral("object"), QStringLiteral("event") },
                { QStringLiteral("type"), QString::fromLatin1(type) },
                { QStringLiteral("created"), static_cast<qint64>(m_now) },
                { QStringLiteral("request"), request }, { QStringLiteral("data"), data } };
            m_events.push_back({ id.toStdString(),
                QJsonDocument(event).toJson(QJsonDocument::Compact).toStdString(), m_now });
        }
    }

    SeededRandom m_random;
    LifecycleOptions m_options;
    StripeLife m_life;
    std::vector<StripeLife> m_thisSecond;
    std::vector<SentEvent> m_events;
    std::int64_t m_now = 0;
    std::int64_t m_requests = 0;
    int m_itemsMade = 0;
    bool m_hasBirth = true;
    bool m_isModern = m_random.percent(50);
};

} // namespace

std::vector<SentEvent> makeStripeLife(std::uint64_t seed, const LifecycleOptions &options)
{
    return LifeScript(seed, options).play();
}

} // namespace billhook::support
