#include "services/projection/factstore.h"

#include "services/postgres/columns.h"
#include "services/postgres/pipeline.h"
#include "services/stripe/canonicaljson.h"

#include <algorithm>
#include <utility>

namespace billhook::projection {

using domain::Fact;
using domain::ObjectKind;
using domain::Observation;

namespace {

constexpr std::int64_t embeddedCode = 8;
constexpr std::int64_t observationCode = 9;
constexpr std::string_view embeddedPrefix = "emb_";

enum Column
{
    ObjectId,
    EventId,
    Kind,
    CustomerId,
    FactCode,
    EventType,
    PhaseColumn,
    At,
    AtHigh,
    RequestId,
    Post,
    Pre,
    Listed,
};

std::vector<std::string> splitList(std::string_view text)
{
    std::vector<std::string> parts;
    while (!text.empty()) {
        const auto comma = text.find(',');
        parts.emplace_back(text.substr(0, comma));
        text = comma == std::string_view::npos ? std::string_view() : text.substr(comma + 1);
    }
    return parts;
}

std::string joinList(const std::vector<std::string> &parts)
{
    std::string text;
    for (const auto &part : parts) {
        text.append(text.empty() ? "" : ",").append(part);
    }
    return text;
}

Fact factOf(const postgres::Rows &rows, int row)
{
    Fact fact;
    fact.objectId = rows.text(row, ObjectId);
    fact.eventId = rows.text(row, EventId);
    fact.objectKind = static_cast<ObjectKind>(rows.integer(row, Kind));
    fact.customerId = rows.text(row, CustomerId);
    fact.kind = static_cast<domain::FactKind>(rows.integer(row, FactCode));
    fact.eventType = rows.text(row, EventType);
    fact.phase = static_cast<domain::Phase>(rows.integer(row, PhaseColumn));
    fact.created = rows.integer(row, At);
    if (!rows.isNull(row, RequestId)) {
        fact.requestId = std::string(rows.text(row, RequestId));
    }
    fact.post = stripe::stateFromText(rows.text(row, Post));
    if (!rows.isNull(row, Pre)) {
        fact.pre = stripe::stateFromText(rows.text(row, Pre));
        fact.listed = splitList(rows.text(row, Listed));
    }
    return fact;
}

Observation observationOf(const postgres::Rows &rows, int row)
{
    return { std::string(rows.text(row, EventId)), std::string(rows.text(row, ObjectId)),
        static_cast<ObjectKind>(rows.integer(row, Kind)), std::string(rows.text(row, CustomerId)),
        rows.integer(row, At), rows.integer(row, AtHigh), stripe::stateFromText(rows.text(row, Post)) };
}

/** A new row. */
struct FactRow
{
    std::string object;
    std::string event;
    ObjectKind kind = ObjectKind::Customer;
    std::string customer; ///< empty where the object has none
    std::int64_t code = 0;
    std::string type{};
    domain::Phase phase = domain::Phase::Birth;
    std::int64_t at = 0;
    std::optional<std::int64_t> high{};
    std::optional<std::string> request{};
    std::string post{};
    std::optional<std::string> pre{};
    std::optional<std::string> listed{};
    bool isDiscounting = false;
};

FactRow rowOf(const Fact &fact)
{
    FactRow row{ fact.objectId, fact.eventId, fact.objectKind, fact.customerId };
    row.code = static_cast<std::int64_t>(fact.kind);
    row.type = fact.eventType;
    row.phase = fact.phase;
    row.at = fact.created;
    row.request = fact.requestId;
    row.post = stripe::stateText(fact.post);
    if (fact.pre) {
        row.pre = stripe::stateText(*fact.pre);
        row.listed = joinList(fact.listed);
    }
    row.isDiscounting = isDiscounting(fact);
    return row;
}

FactRow rowOf(const Observation &seen)
{
    FactRow row{ seen.objectId, seen.id, seen.objectKind, seen.customerId, observationCode, "observation" };
    row.at = seen.low;
    row.high = seen.high;
    row.post = stripe::stateText(seen.state);
    return row;
}

FactRow rowOf(const stripe::EmbeddedCoupon &coupon)
{
    FactRow row{ coupon.id, std::string(embeddedPrefix) + coupon.digest, ObjectKind::Coupon, {}, embeddedCode,
        "embedded" };
    row.post = stripe::stateText(coupon.terms);
    return row;
}

postgres::Parameters parametersOf(const std::vector<FactRow> &rows, const std::string &known)
{
    using postgres::integers;
    using postgres::texts;
    const auto customer = [](const FactRow &row) {
        return row.customer.empty() ? std::nullopt : std::optional(row.customer);
    };
    postgres::Parameters parameters;
    parameters.texts(texts(rows, &FactRow::object))
        .texts(texts(rows, &FactRow::event))
        .bigints(integers(rows, [](const FactRow &row) { return static_cast<std::int64_t>(row.kind); }))
        .texts(texts(rows, customer))
        .bigints(integers(rows, &FactRow::code))
        .texts(texts(rows, &FactRow::type))
        .bigints(integers(rows, [](const FactRow &row) { return static_cast<std::int64_t>(row.phase); }))
        .bigints(integers(rows, &FactRow::at))
        .bigints(integers(rows, &FactRow::high))
        .texts(texts(rows, &FactRow::request))
        .texts(texts(rows, &FactRow::post))
        .texts(texts(rows, &FactRow::pre))
        .texts(texts(rows, &FactRow::listed))
        .texts(texts(rows, [](const FactRow &row) { return row.isDiscounting ? "true" : "false"; }))
        .text(known);
    return parameters;
}

} // namespace

const std::string &ObjectFacts::customer() const
{
    return facts.empty() ? observations.front().customerId : facts.front().customerId;
}

bool isDiscounting(const Fact &fact)
{
    if (fact.objectKind == ObjectKind::Discount) {
        return fact.post.raw("subscription").empty();
    }
    return fact.objectKind == ObjectKind::Customer
        && (!fact.post.raw("discount").empty() || (fact.pre && !fact.pre->raw("discount").empty()));
}

bool addFact(FactMap &map, Fact fact)
{
    auto &object = map[fact.key()];
    const bool added = object.ids.insert(fact.eventId).second;
    if (added) {
        object.facts.push_back(std::move(fact));
    }
    return added;
}

bool addObservation(FactMap &map, const Observation &observation)
{
    auto &object = map[observation.key()];
    const bool added = object.ids.insert(observation.id).second;
    if (added) {
        object.observations.push_back(observation);
    }
    return added;
}

bool addEmbedded(FactMap &map, const stripe::EmbeddedCoupon &coupon)
{
    auto &object = map[{ ObjectKind::Coupon, coupon.id }];
    const bool added = object.ids.insert(std::string(embeddedPrefix) + coupon.digest).second;
    if (added) {
        object.embedded.emplace(coupon.digest, coupon.terms);
    }
    return added;
}

KeyColumns::KeyColumns(const Keys &objects)
{
    for (const auto &[kind, id] : objects) {
        kinds.emplace_back(static_cast<std::int64_t>(kind));
        ids.emplace_back(id);
    }
}

FactStore::FactStore(postgres::Pipeline &pipeline)
    : m_pipeline(pipeline)
{ }

domain::Result<void> FactStore::read(const Keys &objects, FactMap &map)
{
    if (objects.empty()) {
        return {};
    }
    const KeyColumns keys(objects);
    const auto rows
        = m_pipeline.run("projection/read_facts", postgres::Parameters().bigints(keys.kinds).texts(keys.ids));
    if (!rows) {
        return rows.error();
    }
    for (int row = 0; row < rows->count(); ++row) {
        const auto code = rows->integer(row, FactCode);
        if (code == observationCode) {
            addObservation(map, observationOf(*rows, row));
        } else if (code == embeddedCode) {
            addEmbedded(map,
                { std::string(rows->text(row, ObjectId)),
                    std::string(rows->text(row, EventId).substr(embeddedPrefix.size())),
                    stripe::stateFromText(rows->text(row, Post)) });
        } else {
            addFact(map, factOf(*rows, row));
        }
    }
    return {};
}

domain::Result<void> FactStore::insert(const NewFacts &facts, const std::string &known)
{
    if (facts.empty()) {
        return {};
    }
    std::vector<FactRow> rows;
    const auto add = [&](const auto &fresh) { rows.push_back(rowOf(fresh)); };
    std::for_each(facts.facts.begin(), facts.facts.end(), add);
    std::for_each(facts.observations.begin(), facts.observations.end(), add);
    std::for_each(facts.coupons.begin(), facts.coupons.end(), add);
    return m_pipeline.post("projection/insert_facts", parametersOf(rows, known));
}

} // namespace billhook::projection
