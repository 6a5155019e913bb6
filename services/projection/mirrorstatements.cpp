#include "services/projection/mirrorstatements.h"

#include <algorithm>
#include <array>
#include <iterator>

namespace billhook::projection {

using domain::ObjectKind;
using stripe::ColumnType;
using stripe::ColumnUse;
using stripe::MirrorColumn;
using stripe::ObjectType;

namespace {

/** A column that no field fills: the database makes it of fields of the row and of what it holds. */
struct MadeColumn
{
    ObjectKind kind;
    std::string_view column;
    std::string_view sql;
    std::array<std::string_view, 2> fields; ///< in it that fill no column
};

constexpr std::array madeColumns{
    MadeColumn{
        ObjectKind::Customer, "organization_id", "billhook.organization_of(row.id, row.metadata)", {} },
    MadeColumn{ ObjectKind::Subscription, "plan_name",
        "coalesce((SELECT p.name FROM billhook.products p WHERE p.id = row.main_product),"
        " (SELECT p.nickname FROM billhook.prices p WHERE p.id = row.main_price), row.main_product,"
        " row.main_price)",
        { "main_product", "main_price" } },
};

/** The columns of every mirror table, besides its id and its mark of incompleteness. */
constexpr std::array commonColumns{ MirrorColumn{ "deleted", "deleted", ColumnType::Boolean },
    MirrorColumn{ "stub", "stub", ColumnType::Boolean },
    MirrorColumn{ "quality", "quality", ColumnType::Text, ColumnUse::Beside },
    MirrorColumn{ "event_id", "event_id", ColumnType::Text, ColumnUse::Beside },
    MirrorColumn{ "eff", "eff", ColumnType::Instant, ColumnUse::Beside } };

const MadeColumn *madeColumnOf(const ObjectType &type)
{
    const auto *const found = std::find_if(madeColumns.begin(), madeColumns.end(),
        [&](const MadeColumn &made) { return made.kind == type.kind; });
    return found == madeColumns.end() ? nullptr : found;
}

std::vector<MirrorColumn> columnsOf(const ObjectType &type)
{
    std::vector<MirrorColumn> columns(type.columns.begin(), type.columns.end());
    columns.insert(columns.end(), commonColumns.begin(), commonColumns.end());
    return columns;
}

std::string tableOf(const ObjectType &type)
{
    return "billhook." + std::string(type.table);
}

std::string quoted(std::string_view text)
{
    return '\'' + std::string(text) + '\'';
}

template <typename Values, typename Text>
std::string joined(const Values &values, std::string_view separator, Text textOf)
{
    std::string all;
    for (const auto &value : values) {
        all.append(all.empty() ? std::string_view() : separator).append(textOf(value));
    }
    return all;
}

/** A field as the text it is given in, cast to its column's type. */
std::string castField(const MirrorColumn &column)
{
    const std::string field = "row.\"" + std::string(column.field) + '"';
    switch (column.type) {
    case ColumnType::Text:
        return field;
    case ColumnType::Integer:
        return field + "::bigint";
    case ColumnType::Boolean:
        return field + "::boolean";
    case ColumnType::Instant:
        return "to_timestamp(" + field + "::bigint)";
    }
    return field;
}

std::string updateOf(const MirrorColumn &column)
{
    const std::string name(column.column);
    return column.use == ColumnUse::Lasting ? name + " = coalesce(excluded." + name + ", m." + name + ')'
                                            : name + " = excluded." + name;
}

/** "SELECT ROW ('coupons', m.id, ...)::text ..." */
std::string linesOf(const ObjectType &type)
{
    std::string row = "ROW (" + quoted(type.table) + ", m.id";
    for (const auto &column : columnsOf(type)) {
        const std::string name = "m." + std::string(column.column);
        if (column.use == ColumnUse::State) {
            row += column.type == ColumnType::Instant ? ", extract(epoch FROM " + name + ")::bigint"
                                                      : ", " + name;
        }
    }
    return "SELECT " + row + ")::text AS line FROM " + tableOf(type) + " m";
}

/** Whether an event in quarantine is about the object; `id` is SQL. */
std::string isIncomplete(const ObjectType &type, const std::string &id)
{
    return quoted(std::string(type.object) + ':') + " || " + id
        + " = ANY (ARRAY(SELECT unnest(q.object_ids) FROM billhook.event_quarantine q))";
}

std::string orphansOf(const ObjectType &type, const MirrorColumn &column)
{
    const auto &other = stripe::objectType(*column.refersTo);
    const std::string name = "m." + std::string(column.column);
    return "SELECT format('" + std::string(type.object) + " %s has no " + std::string(other.object)
        + " %s', m.id, " + name + ") AS difference FROM " + tableOf(type) + " m WHERE " + name
        + " IS NOT NULL AND NOT EXISTS (SELECT FROM " + tableOf(other) + " o WHERE o.id = " + name + ')';
}

} // namespace

MirrorStatements::MirrorStatements(Types types)
    : m_types(types)
{ }

std::vector<postgres::Statement> MirrorStatements::all() const
{
    std::vector<postgres::Statement> statements{ markIncomplete(), sample(), checkReferences() };
    for (const auto *type : m_types) {
        statements.push_back(write(*type, OnConflict::Update));
        statements.push_back(write(*type, OnConflict::Keep));
    }
    return statements;
}

std::string MirrorStatements::writeName(const ObjectType &type, OnConflict onConflict)
{
    return (onConflict == OnConflict::Update ? "projection/upsert_" : "projection/add_")
        + std::string(type.table);
}

std::vector<std::string_view> MirrorStatements::fields(const ObjectType &type)
{
    std::vector<std::string_view> fields{ "id" };
    for (const auto &column : columnsOf(type)) {
        fields.push_back(column.field);
    }
    if (const auto *made = madeColumnOf(type)) {
        std::copy_if(made->fields.begin(), made->fields.end(), std::back_inserter(fields),
            [](std::string_view field) { return !field.empty(); });
    }
    return fields;
}

postgres::Statement MirrorStatements::write(const ObjectType &type, OnConflict onConflict) const
{
    const auto columns = columnsOf(type);
    const auto *made = madeColumnOf(type);
    const auto given = fields(type);
    std::string arrays;
    for (std::size_t number = 1; number <= given.size(); ++number) {
        arrays += (number > 1 ? ", $" : "$") + std::to_string(number) + "::text[]";
    }
    const auto nameOf = [](const MirrorColumn &column) { return column.column; };
    const auto quotedField = [](std::string_view field) { return '"' + std::string(field) + '"'; };
    std::string names = joined(columns, ", ", nameOf);
    std::string values = joined(columns, ", ", castField);
    std::string updates = joined(columns, ", ", updateOf);
    if (made != nullptr) {
        const std::string name(made->column);
        names += ", " + name;
        values.append(", ").append(made->sql);
        updates += ", " + name + " = excluded." + name;
    }
    std::string sql = "INSERT INTO " + tableOf(type) + " AS m (id, " + names + ", incomplete) SELECT row.id, "
        + values + ", " + isIncomplete(type, "row.id") + " FROM unnest(" + arrays + ") AS row ("
        + joined(given, ", ", quotedField) + ") ON CONFLICT (id) DO "
        + (onConflict == OnConflict::Update ? "UPDATE SET " + updates : "NOTHING");
    return { writeName(type, onConflict), std::move(sql), {} };
}

std::string MirrorStatements::lines() const
{
    return joined(m_types, " UNION ALL ", [](const ObjectType *type) { return linesOf(*type); });
}

/** Marks what events in quarantine are about ($1 text[], kind and id: "coupon:team"), and takes the mark from
 * what no such event is about any more. */
postgres::Statement MirrorStatements::markIncomplete() const
{
    std::string sql = "WITH wanted AS MATERIALIZED (SELECT split_part(given.key, ':', 1) AS kind,"
                      " substr(given.key, strpos(given.key, ':') + 1) AS id, given.key = ANY (ARRAY(SELECT "
                      "unnest(q.object_ids)"
                      " FROM billhook.event_quarantine q)) AS mark FROM unnest($1::text[]) AS given (key))";
    for (const auto *type : m_types) {
        sql += ", " + std::string(type->table) + "_marked AS (UPDATE " + tableOf(*type)
            + " m SET incomplete = wanted.mark FROM wanted WHERE wanted.kind = " + quoted(type->object)
            + " AND m.id = wanted.id AND m.incomplete <> wanted.mark)";
    }
    return { "projection/mark_incomplete", sql + " SELECT count(*) FROM wanted", {} };
}

/** Mirror rows with what decided them, in an order without meaning that is the same every time: at most
 * $1 bigint rows of kind (ObjectKind), id, event_id, eff (UTC seconds), quality. */
postgres::Statement MirrorStatements::sample() const
{
    const auto rows = joined(m_types, " UNION ALL ", [](const ObjectType *type) {
        return "SELECT " + std::to_string(static_cast<int>(type->kind))
            + " AS kind, m.id, m.event_id, extract(epoch FROM m.eff)::bigint AS eff, m.quality FROM "
            + tableOf(*type) + " m WHERE NOT m.stub";
    });
    return { "truth/sample_mirror",
        "SELECT rows.kind, rows.id, rows.event_id, rows.eff, rows.quality FROM (" + rows
            + ") rows ORDER BY hashtext(rows.id), rows.id, rows.kind LIMIT $1::bigint",
        {} };
}

/** One sentence for each row that names an object which the mirror does not know, at most 50. */
postgres::Statement MirrorStatements::checkReferences() const
{
    std::vector<std::string> found;
    for (const auto *type : m_types) {
        for (const auto &column : type->columns) {
            if (column.refersTo) {
                found.push_back(orphansOf(*type, column));
            }
        }
    }
    return { "truth/check_references",
        "SELECT difference FROM (" + joined(found, " UNION ALL ", [](const std::string &sql) { return sql; })
            + ") found ORDER BY 1 LIMIT 50",
        {} };
}

} // namespace billhook::projection
