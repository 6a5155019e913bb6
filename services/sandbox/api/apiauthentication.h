#pragma once

#include "services/http/message.h"
#include "services/sandbox/api/apianswer.h"

#include <optional>
#include <string>

namespace billhook::sandbox {

struct Authentication
{
    std::string key; ///< the secret key, once accepted
    std::optional<ApiAnswer> refusal;
};

/** Reads `Authorization: Bearer KEY` or Basic with the key as user; only test keys (sk_test_, rk_test_) are
 * good here. */
Authentication authenticate(const http::Request &request);

} // namespace billhook::sandbox
