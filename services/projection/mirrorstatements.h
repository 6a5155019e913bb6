#pragma once

#include "services/postgres/statementcatalog.h"
#include "services/stripe/objecttype.h"

#include <span>
#include <string>
#include <vector>

namespace billhook::projection {

/** Writes a mirror row, or leaves one that is there as it is. */
enum class OnConflict
{
    Update,
    Keep
};

/**
 * The SQL about the mirror's tables, which follows from the ObjectTypes: no file names them one by one. A row
 * that is there keeps its mark of incompleteness.
 */
class MirrorStatements final
{
public:
    using Types = std::span<const stripe::ObjectType *const>;

    explicit MirrorStatements(Types types = stripe::objectTypes());

    /** All that a pipeline for the projection and the truth must know (PipelineOptions::made). */
    std::vector<postgres::Statement> all() const;

    /** "projection/upsert_coupons": parameters: a text[] for each of fields(type). */
    static std::string writeName(const stripe::ObjectType &type, OnConflict onConflict);

    /** What a row is written of, in the order of the parameters: id, the fields of the columns, what the
     * database makes other columns of, deleted, stub, quality, event_id, eff. */
    static std::vector<std::string_view> fields(const stripe::ObjectType &type);

    /** SELECTs of one text column: every row of every table as the digest tells it. */
    std::string lines() const;

private:
    postgres::Statement write(const stripe::ObjectType &type, OnConflict onConflict) const;
    postgres::Statement markIncomplete() const;
    postgres::Statement sample() const;
    postgres::Statement checkReferences() const;

    Types m_types;
};

} // namespace billhook::projection
