#include "services/projection/headlocks.h"

#include "services/postgres/columns.h"
#include "services/postgres/pipeline.h"

#include <algorithm>
#include <iterator>

namespace billhook::projection {

using domain::Result;

namespace {

Result<void> makeRows(postgres::Pipeline &pipeline, Memory &memory, const Ids &keys)
{
    Ids unknown;
    std::copy_if(keys.begin(), keys.end(), std::inserter(unknown, unknown.end()),
        [&](const std::string &key) { return !memory.holds(Memory::Thing::Lock, key); });
    if (unknown.empty()) {
        return {};
    }
    for (const auto &key : unknown) {
        memory.note(Memory::Thing::Lock, key);
    }
    return pipeline.post("projection/insert_heads", postgres::Parameters().texts(postgres::textsOf(unknown)));
}

} // namespace

Result<HeldLocks> takeLocks(postgres::Pipeline &pipeline, Memory &memory, const Ids &keys, Patience patience)
{
    if (const auto made = makeRows(pipeline, memory, keys); !made) {
        return made.error();
    }
    const bool waits = patience == Patience::Waits;
    const auto locked = pipeline.run(waits ? "projection/lock_heads" : "projection/lock_free_heads",
        postgres::Parameters().texts(postgres::textsOf(keys)));
    if (!locked) {
        return locked.error();
    }
    HeldLocks held;
    for (int row = 0; row < locked->count(); ++row) {
        held.keys.emplace_hint(held.keys.end(), locked->text(row, 0));
        held.newestKnown = locked->text(row, 1);
    }
    if (waits && held.keys.size() != keys.size()) {
        memory.forget();
        return domain::Error{ domain::ErrorKind::Overloaded, "locks_gone",
            "The projection was rebuilt meanwhile.", {} };
    }
    return held;
}

} // namespace billhook::projection
