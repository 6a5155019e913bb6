#pragma once

#include "services/postgres/connection.h"
#include "services/postgres/pipeline.h"

#include <optional>
#include <string>
#include <vector>

namespace billhook::postgres {

class Parameters::Private final
{
public:
    struct Value
    {
        std::optional<std::string> bytes; ///< none: NULL
        bool binary = false;
    };

    void add(std::optional<std::string> bytes, bool binary)
    {
        values.push_back({ std::move(bytes), binary });
    }

    /** Pointers into this object. */
    PgParameters forLibpq() const
    {
        PgParameters parameters;
        for (const Value &value : values) {
            parameters.values.push_back(value.bytes ? value.bytes->c_str() : nullptr);
            parameters.lengths.push_back(value.bytes ? static_cast<int>(value.bytes->size()) : 0);
            parameters.formats.push_back(value.binary ? 1 : 0);
        }
        return parameters;
    }

    std::vector<Value> values;
    bool hasNul = false; ///< a text value that libpq would cut off
};

} // namespace billhook::postgres
