#include "services/stripeclient/accounts.h"

namespace billhook::stripeclient {

Request retrieveAccount()
{
    return { Method::Get, "/v1/account" };
}

} // namespace billhook::stripeclient
