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

/** The columns of new rows. */
class Batch final
{
public:
    void add(const Fact &fact)
    {
        addKey(fact.objectId, fact.eventId, fact.objectKind, fact.customerId);
        m_codes.emplace_back(static_cast<std::int64_t>(fact.kind));
        m_types.emplace_back(fact.eventType);
        m_phases.emplace_back(static_cast<std::int64_t>(fact.phase));
        m_ats.emplace_back(fact.created);
        m_highs.emplace_back(std::nullopt);
        m_requests.push_back(fact.requestId);
        m_posts.emplace_back(stripe::stateText(fact.post));
        m_pres.push_back(fact.pre ? std::optional(stripe::stateText(*fact.pre)) : std::nullopt);
        m_listed.push_back(fact.pre ? std::optional(joinList(fact.listed)) : std::nullopt);
        m_discounting.emplace_back(isDiscounting(fact) ? "true" : "false");
    }

    void add(const Observation &observation)
    {
        addKey(observation.objectId, observation.id, observation.objectKind, observation.customerId);
        addPlain(observationCode, "observation", observation.low, observation.high, observation.state);
    }

    void add(const stripe::EmbeddedCoupon &coupon)
    {
        addKey(coupon.id, std::string(embeddedPrefix) + coupon.digest, ObjectKind::Coupon, {});
        addPlain(embeddedCode, "embedded", 0, std::nullopt, coupon.terms);
    }

    postgres::Parameters parameters(const std::string &known) const
    {
        postgres::Parameters parameters;
        parameters.texts(m_objects)
            .texts(m_events)
            .bigints(m_kinds)
            .texts(m_customers)
            .bigints(m_codes)
            .texts(m_types)
            .bigints(m_phases)
            .bigints(m_ats)
            .bigints(m_highs)
            .texts(m_requests)
            .texts(m_posts)
            .texts(m_pres)
            .texts(m_listed)
            .texts(m_discounting)
            .text(known);
        return parameters;
    }

private:
    void addKey(
        const std::string &object, const std::string &event, ObjectKind kind, const std::string &customer)
    {
        m_objects.emplace_back(object);
        m_events.emplace_back(event);
        m_kinds.emplace_back(static_cast<std::int64_t>(kind));
        m_customers.push_back(customer.empty() ? std::nullopt : std::optional(customer));
    }

    void addPlain(std::int64_t code, const char *type, std::int64_t at, std::optional<std::int64_t> high,
        const domain::State &state)
    {
        m_codes.emplace_back(code);
        m_types.emplace_back(type);
        m_phases.emplace_back(0);
        m_ats.emplace_back(at);
        m_highs.push_back(high);
        m_requests.emplace_back(std::nullopt);
        m_posts.emplace_back(stripe::stateText(state));
        m_pres.emplace_back(std::nullopt);
        m_listed.emplace_back(std::nullopt);
        m_discounting.emplace_back("false");
    }

    postgres::Texts m_objects;
    postgres::Texts m_events;
    postgres::Integers m_kinds;
    postgres::Texts m_customers;
    postgres::Integers m_codes;
    postgres::Texts m_types;
    postgres::Integers m_phases;
    postgres::Integers m_ats;
    postgres::Integers m_highs;
    postgres::Texts m_requests;
    postgres::Texts m_posts;
    postgres::Texts m_pres;
    postgres::Texts m_listed;
    postgres::Texts m_discounting;
};

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
    Batch batch;
    for (const auto &fact : facts.facts) {
        batch.add(fact);
    }
    for (const auto &observation : facts.observations) {
        batch.add(observation);
    }
    for (const auto &coupon : facts.coupons) {
        batch.add(coupon);
    }
    return m_pipeline.post("projection/insert_facts", batch.parameters(known));
}

} // namespace billhook::projection
