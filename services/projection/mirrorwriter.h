#pragma once

#include "models/domain/fact.h"
#include "models/domain/result.h"
#include "services/projection/mirrorstatements.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace billhook::postgres {
class Pipeline;
} // namespace billhook::postgres

namespace billhook::projection {

/** One object as the mirror shows it: the last entry of its timeline. */
struct MirrorRow
{
    std::string id;
    const domain::State *state = nullptr; ///< must outlive the write; none of a stub
    std::map<std::string, std::string, std::less<>>
        derived; ///< computed fields, by the names in the columns of its ObjectType
    bool deleted = false;
    bool stub = false;
    std::string quality = "exact";
    std::optional<std::string> eventId;
    std::optional<std::int64_t> eff; ///< UTC seconds
};

struct ItemRow
{
    std::string id;
    std::string subscriptionId;
    std::string priceId;
    std::string productId;
    std::int64_t quantity = 0;
    std::optional<std::int64_t> periodStart; ///< UTC seconds
    std::optional<std::int64_t> periodEnd;
    std::string discounts; ///< canonical JSON
    std::optional<std::int64_t> annual;
};

/** The mirror tables. Called inside the caller's transaction; rows are written in order of id. */
class MirrorWriter final
{
public:
    explicit MirrorWriter(postgres::Pipeline &pipeline);

    domain::Result<void> write(const stripe::ObjectType &type, std::vector<MirrorRow> rows,
        OnConflict onConflict = OnConflict::Update);
    domain::Result<void> writeItems(
        const std::vector<std::string> &subscriptions, const std::vector<ItemRow> &items);

    /** Rows for ids that are only referred to, where there are none. */
    domain::Result<void> addStubs(const stripe::ObjectType &type, const std::vector<std::string> &ids);

private:
    postgres::Pipeline &m_pipeline;
};

} // namespace billhook::projection
