#include "services/sandbox/api/control.h"

#include "services/sandbox/api/apianswer.h"
#include "services/sandbox/api/apiauthentication.h"
#include "services/sandbox/engine/jsonvalues.h"
#include "services/sandbox/engine/tables.h"
#include "services/sandbox/objects/objectkind.h"
#include "services/sandbox/objects/paymentintents.h"

#include <QJsonDocument>

#include <algorithm>
#include <array>

namespace billhook::sandbox {

using namespace Qt::StringLiterals;

namespace {

Attempt<FaultKind> kindOf(const std::string &name)
{
    const auto kind = faultKindOf(name);
    return kind ? Attempt<FaultKind>(*kind)
                : invalidParameter("", "There is no fault named " + name + ".", "kind");
}

Attempt<Fault> faultOf(const QJsonObject &given)
{
    const auto kind = kindOf(textAt(given, u"kind"_s));
    if (!kind) {
        return kind.refusal();
    }
    Fault fault;
    fault.kind = *kind;
    fault.skip = given.value(u"skip"_s).toInt(fault.skip);
    fault.times = given.value(u"times"_s).toInt(fault.times);
    fault.method = textAt(given, u"method"_s);
    fault.path = textAt(given, u"path"_s);
    fault.status = given.value(u"status"_s).toInt(fault.status);
    fault.type = given.contains(u"type"_s) ? textAt(given, u"type"_s) : fault.type;
    fault.code = textAt(given, u"code"_s);
    fault.shouldRetry = textAt(given, u"should_retry"_s);
    fault.retryAfter = textAt(given, u"retry_after"_s);
    fault.milliseconds = given.value(u"milliseconds"_s).toInt(fault.milliseconds);
    return fault;
}

Attempt<QJsonObject> showFaults(Engine &engine, const QJsonObject & /*body*/)
{
    return QJsonObject{ { u"waiting"_s, number(static_cast<std::int64_t>(engine.faults.waiting())) } };
}

Attempt<QJsonObject> addFaults(Engine &engine, const QJsonObject &body)
{
    std::vector<Fault> faults;
    for (const auto &entry : body.value(u"add"_s).toArray()) {
        const auto fault = faultOf(entry.toObject());
        if (!fault) {
            return fault.refusal();
        }
        faults.push_back(*fault);
    }
    std::map<FaultKind, int> chances;
    const auto permille = body.value(u"permille"_s).toObject();
    for (auto entry = permille.begin(); entry != permille.end(); ++entry) {
        const auto kind = kindOf(entry.key().toStdString());
        if (!kind) {
            return kind.refusal();
        }
        chances[*kind] = entry.value().toInt();
    }
    for (const auto &fault : faults) {
        engine.faults.add(fault);
    }
    if (body.contains(u"permille"_s)) {
        engine.faults.chance(static_cast<std::uint64_t>(body.value(u"seed"_s).toInteger()), chances);
    }
    return showFaults(engine, body);
}

Attempt<QJsonObject> clearFaults(Engine &engine, const QJsonObject &body)
{
    engine.faults.clear();
    return showFaults(engine, body);
}

Attempt<QJsonObject> committed(Transaction &transaction, const QJsonObject &answer)
{
    const auto kept = transaction.commit();
    return kept ? Attempt<QJsonObject>(answer) : Refusal{ 500, "api_error", "", kept.error().message, "" };
}

Attempt<QJsonObject> setKey(Engine &engine, const QJsonObject &body)
{
    const auto key = textAt(body, u"key"_s);
    if (!key.starts_with("rk_test_") && !key.starts_with("sk_test_")) {
        return invalidParameter("", "The key must begin with rk_test_ or sk_test_.", "key");
    }
    Transaction transaction(engine, {});
    transaction.put(table::key,
        { { u"id"_s, text(key) }, { u"permissions"_s, body.value(u"permissions"_s).toObject() },
            { u"revoked"_s, body.value(u"revoked"_s).toBool() },
            { u"created"_s, number(transaction.now()) } });
    return committed(transaction, body);
}

Attempt<QJsonObject> advanceClock(Engine &engine, const QJsonObject &body)
{
    const auto seconds = body.value(u"advance"_s).toInteger();
    if (seconds < 0) {
        return invalidParameter("", "Time only goes forward.", "advance");
    }
    engine.clock.advance(seconds);
    return QJsonObject{ { u"now"_s, number(engine.clock.now()) } };
}

Attempt<QJsonObject> release(Engine &engine, const QJsonObject & /*body*/)
{
    Transaction transaction(engine, {});
    int released = 0;
    transaction.visit(table::delivery, [&](const QJsonObject &delivery) {
        if (delivery.value(u"withheld"_s).toBool()) {
            auto free = delivery;
            free.insert(u"withheld"_s, false);
            transaction.put(table::delivery, free);
            ++released;
        }
        return true;
    });
    return committed(transaction, { { u"released"_s, released } });
}

/** Objects that are known already stay as they are: what was changed here since then counts. */
Attempt<QJsonObject> takeHistory(Engine &engine, const QJsonObject &body)
{
    Transaction transaction(engine, {});
    for (const auto &entry : body.value(u"objects"_s).toArray()) {
        const auto object = entry.toObject();
        const auto *kind = kindNamed(textAt(object, u"object"_s));
        if (kind != nullptr && !transaction.find(kind->table, textAt(object, u"id"_s))) {
            transaction.put(kind->table, object);
        }
    }
    const auto announce = body.value(u"announce"_s).toBool() ? Transaction::Announce::ToEndpoints
                                                             : Transaction::Announce::ToNobody;
    const auto events = body.value(u"events"_s).toArray();
    for (const auto &event : events) {
        transaction.adopt(event.toObject(), announce);
    }
    return committed(transaction, { { u"events"_s, events.size() } });
}

Attempt<QJsonObject> showState(Engine &engine, const QJsonObject & /*body*/)
{
    QJsonObject counts;
    for (const auto *name :
        { "product", "price", "coupon", table::event, table::endpoint, table::delivery }) {
        counts.insert(QString::fromLatin1(name), number(static_cast<std::int64_t>(engine.store.count(name))));
    }
    return counts;
}

/** What the account does after the last retry of an invoice: cancel, unpaid or past_due. */
Attempt<QJsonObject> setBilling(Engine &engine, const QJsonObject &body)
{
    const auto wanted = textAt(body, u"after_retries"_s);
    if (wanted != "cancel" && wanted != "unpaid" && wanted != "past_due") {
        return invalidParameter("", "after_retries is cancel, unpaid or past_due.", "after_retries");
    }
    Transaction transaction(engine, {});
    transaction.put("setting", { { u"id"_s, u"billing"_s }, { u"after_retries"_s, text(wanted) } });
    return committed(transaction, body);
}

/** The customer answers their bank's question about a payment: `passed`, or not. */
Attempt<QJsonObject> authenticate(Engine &engine, const QJsonObject &body)
{
    Transaction transaction(engine, {});
    const auto id = textAt(body, u"payment_intent"_s);
    const auto intent = transaction.find("payment_intent", id);
    if (!intent) {
        return noSuchObject("payment_intent", id, "payment_intent");
    }
    const TimeShift shift(transaction, timeOf(transaction, clockOf(transaction, *intent)));
    const auto outcome = authenticateIntent(transaction, *intent, body.value(u"passed"_s).toBool(true));
    return outcome ? committed(transaction, { { u"status"_s, outcome->value(u"status"_s) } }) : outcome;
}

struct Row
{
    const char *method;
    const char *path;
    Attempt<QJsonObject> (*handle)(Engine &, const QJsonObject &);
};

constexpr std::array<Row, 10> rows{ { { "GET", "/sandbox/faults", showFaults },
    { "POST", "/sandbox/faults", addFaults }, { "DELETE", "/sandbox/faults", clearFaults },
    { "POST", "/sandbox/keys", setKey }, { "POST", "/sandbox/clock", advanceClock },
    { "POST", "/sandbox/billing", setBilling }, { "POST", "/sandbox/authenticate", authenticate },
    { "POST", "/sandbox/release", release }, { "POST", "/sandbox/history", takeHistory },
    { "GET", "/sandbox/state", showState } } };

Attempt<QJsonObject> handle(Engine &engine, const http::Request &request)
{
    if (auto refusal = refuseKey(request, engine.store)) {
        return *refusal;
    }
    const auto body = QJsonDocument::fromJson(QByteArray::fromStdString(request.body));
    if (!request.body.empty() && !body.isObject()) {
        return invalidParameter("", "The body must be a JSON object.", "");
    }
    const auto row = std::find_if(rows.begin(), rows.end(),
        [&request](const Row &one) { return request.method == one.method && request.path == one.path; });
    return row != rows.end()
        ? row->handle(engine, body.object())
        : Refusal{ 404, "invalid_request_error", "", "The sandbox has no such control.", "" };
}

} // namespace

http::Response controlAnswer(Engine &engine, const http::Request &request)
{
    const auto outcome = handle(engine, request);
    const auto answer = outcome ? ApiAnswer{ 200, *outcome } : errorAnswer(outcome.refusal());
    return { answer.status, "application/json", compact(answer.body), {} };
}

} // namespace billhook::sandbox
