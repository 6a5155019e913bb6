#pragma once

#include "services/postgres/connection.h"
#include "services/postgres/pipeline.h"

namespace billhook::postgres {

class Rows::Private final
{
public:
    explicit Private(PgResult answer)
        : result(std::move(answer))
    { }

    PgResult result;
};

} // namespace billhook::postgres
