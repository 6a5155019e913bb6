#pragma once

#include "models/domain/fact.h"
#include "models/domain/result.h"
#include "services/postgres/columns.h"
#include "services/stripe/eventreader.h"

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace billhook::postgres {
class Pipeline;
} // namespace billhook::postgres

namespace billhook::projection {

/** Everything known about one object: the input of its history. */
struct ObjectFacts
{
    std::vector<domain::Fact> facts;
    std::vector<domain::Observation> observations;
    std::map<std::string, domain::State>
        embedded; ///< a coupon's terms met inside other objects, by their digest
    std::set<std::string, std::less<>> ids; ///< of the facts, observations and embedded terms above

    /** Its customer's id, or "". Only with evidence of its own. */
    const std::string &customer() const;
    bool hasOwnEvidence() const { return !facts.empty() || !observations.empty(); }
};

using Ids = std::set<std::string>;
using Keys = std::set<domain::ObjectKey>;
using FactMap = std::map<domain::ObjectKey, ObjectFacts>;

/** Adds what an event says; false where it was known already. */
bool addFact(FactMap &map, domain::Fact fact);
bool addObservation(FactMap &map, const domain::Observation &observation);
bool addEmbedded(FactMap &map, const stripe::EmbeddedCoupon &coupon);

/** Whether the fact tells about a discount of the customer itself. */
bool isDiscounting(const domain::Fact &fact);

/** What is new in a batch, as it will be stored. */
struct NewFacts
{
    std::vector<domain::Fact> facts;
    std::vector<domain::Observation> observations;
    std::vector<stripe::EmbeddedCoupon> coupons;

    bool empty() const { return facts.empty() && observations.empty() && coupons.empty(); }
};

/** Objects as two columns of a statement's parameters. */
struct KeyColumns
{
    explicit KeyColumns(const Keys &objects);

    postgres::Integers kinds;
    postgres::Texts ids;
};

/** object_fact. Called inside the caller's transaction. */
class FactStore final
{
public:
    explicit FactStore(postgres::Pipeline &pipeline);

    /** Adds everything stored about the objects to `map`. */
    domain::Result<void> read(const Keys &objects, FactMap &map);

    /** `known`: the instant they are learned at, as text. */
    domain::Result<void> insert(const NewFacts &facts, const std::string &known);

private:
    postgres::Pipeline &m_pipeline;
};

} // namespace billhook::projection
