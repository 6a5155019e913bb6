#pragma once

#include "services/sandbox/engine/refusal.h"
#include "services/sandbox/objects/formvalues.h"

#include <QJsonObject>

#include <cstdint>
#include <string>
#include <vector>

namespace billhook::sandbox {

enum class FieldType
{
    Text,
    Integer,
    Boolean,
    Decimal, ///< digits with a point, given on as text
    Choice,
    Metadata,
    TextList,
    Hash,
    TextOrHash, ///< an id, or what to make of it
    HashList,
    HashMap, ///< hashes under names of the caller's, such as currency_options
};

/** When a parameter may be given. */
enum class Use
{
    Create,
    Update,
    Both,
};

/** One parameter of a call: what it is called, how its text is read, and what it may hold. */
struct Field
{
    std::string name;
    FieldType type = FieldType::Text;
    Use use = Use::Both;
    bool required = false; ///< where it is used for creating, or within its hash
    std::vector<std::string> choices = {};
    std::vector<Field> fields = {}; ///< of a hash
    std::size_t longest = 5'000; ///< of a text
    std::int64_t least = 0; ///< of an integer
    std::int64_t greatest = 9'999'999'999'999;
    bool clearable = true; ///< an empty text unsets it
};

enum class Call
{
    Create,
    Update,
};

/**
 * Reads the parameters of a call: only what was given, `null` for what is to be unset. `expand` is nobody's
 * field and always allowed.
 */
Attempt<QJsonObject> readFields(const FormValues &form, const std::vector<Field> &fields, Call call);

/** `metadata` with changes applied: an empty value removes its key, `null` all of them. */
Attempt<QJsonObject> withMetadata(const QJsonObject &metadata, const QJsonValue &changes);

} // namespace billhook::sandbox
