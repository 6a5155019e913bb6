#include "services/sandbox/api/idempotencystore.h"

#include <utility>

namespace billhook::sandbox {

std::optional<IdempotencyStore::Kept> IdempotencyStore::find(const std::string &key, Seconds now)
{
    std::erase_if(m_kept, [now](const auto &entry) { return entry.second.at + dayLength < now; });
    const auto found = m_kept.find(key);
    return found == m_kept.end() ? std::nullopt : std::optional<Kept>(found->second);
}

void IdempotencyStore::keep(const std::string &key, Kept kept)
{
    m_kept.insert_or_assign(key, std::move(kept));
}

} // namespace billhook::sandbox
