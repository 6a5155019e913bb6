#include "services/sandbox/objects/testclocks.h"

#include "services/sandbox/objects/customers.h"
#include "services/sandbox/objects/documents.h"
#include "services/sandbox/objects/subscriptions.h"
#include "services/sandbox/objects/timekeeper.h"

#include <algorithm>

namespace billhook::sandbox {

using namespace Qt::StringLiterals;

namespace {

constexpr Seconds life = 30 * dayLength;
constexpr int monthsWithoutSubscription = 24;

std::vector<Field> clockFields()
{
    return { { .name = "frozen_time",
                 .type = FieldType::Integer,
                 .use = Use::Create,
                 .required = true,
                 .least = 1 },
        { .name = "name", .use = Use::Create, .longest = 300 } };
}

Attempt<QJsonObject> create(Transaction &transaction, const QJsonObject &given, const ApiShape & /*shape*/)
{
    QJsonObject clock{ { u"id"_s, text(transaction.newId("clock")) },
        { u"object"_s, u"test_helpers.test_clock"_s }, { u"created"_s, number(transaction.now()) },
        { u"deletes_after"_s, number(transaction.now() + life) },
        { u"frozen_time"_s, given.value(u"frozen_time"_s) }, { u"livemode"_s, false },
        { u"name"_s, givenOr(given, u"name"_s) }, { u"status"_s, u"ready"_s },
        { u"status_details"_s, QJsonObject() } };
    putNew(transaction, testClockKind(), "test_helpers.test_clock.created", clock);
    return clock;
}

/** Two intervals of the shortest subscription, or two years without one. */
Seconds furthest(const Transaction &transaction, const QJsonObject &clock)
{
    const auto from = clock.value(u"frozen_time"_s).toInteger();
    auto limit = addMonths(from, monthsWithoutSubscription);
    for (const auto &subscription :
        documentsWith(transaction, "subscription", u"test_clock"_s, clock.value(u"id"_s))) {
        if (!hasEnded(subscription)) {
            limit = std::min(limit, periodStart(from, intervalOf(transaction, subscription), 2));
        }
    }
    return limit;
}

Attempt<QJsonObject> advance(Transaction &transaction, const QJsonObject &clock, const QJsonObject &given)
{
    const auto until = given.value(u"frozen_time"_s).toInteger();
    if (until <= clock.value(u"frozen_time"_s).toInteger()) {
        return invalidParameter(
            "", "frozen_time must be after the test clock's current frozen time.", "frozen_time");
    }
    if (until > furthest(transaction, clock)) {
        return invalidParameter("",
            "You cannot advance the test clock more than two intervals from the shortest subscription in it, "
            "or "
            "two years where it has none.",
            "frozen_time");
    }
    auto advancing = clock;
    advancing.insert(u"status"_s, u"advancing"_s);
    advancing.insert(u"status_details"_s,
        QJsonObject{ { u"advancing"_s, QJsonObject{ { u"target_frozen_time"_s, number(until) } } } });
    tell(transaction, testClockKind(), "test_helpers.test_clock.advancing", advancing);
    passTime(transaction, textAt(clock, u"id"_s), until);
    auto ready = clock;
    ready.insert(u"frozen_time"_s, number(until));
    transaction.put("test_clock", ready);
    const TimeShift shift(transaction, until);
    tell(transaction, testClockKind(), "test_helpers.test_clock.ready", ready);
    return advancing; // whoever asks again finds it ready
}

std::optional<Refusal> remove(Transaction &transaction, const QJsonObject &clock)
{
    for (const auto &customer :
        documentsWith(transaction, "customer", u"test_clock"_s, clock.value(u"id"_s))) {
        static_cast<void>(customerKind().remove(transaction, customer));
    }
    transaction.remove("test_clock", textAt(clock, u"id"_s));
    tell(transaction, testClockKind(), "test_helpers.test_clock.deleted", clock);
    return std::nullopt;
}

} // namespace

const ObjectKind &testClockKind()
{
    static const ObjectKind kind{ .object = "test_helpers.test_clock",
        .table = "test_clock",
        .path = "/v1/test_helpers/test_clocks",
        .fields = clockFields(),
        .actions = { { "advance", advance,
            { { .name = "frozen_time", .type = FieldType::Integer, .required = true } } } },
        .create = create,
        .remove = remove };
    return kind;
}

} // namespace billhook::sandbox
