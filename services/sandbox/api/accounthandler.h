#pragma once

#include "services/sandbox/api/apiroutes.h"

namespace billhook::sandbox {

/** GET /v1/account and GET /v1/balance. */
class AccountHandler final
{
public:
    static std::vector<ApiRoute> routes();

private:
    static ApiAnswer account();
    static ApiAnswer balance();
};

} // namespace billhook::sandbox
