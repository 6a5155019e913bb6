#pragma once

#include "services/http/message.h"
#include "services/sandbox/engine/transaction.h"

namespace billhook::sandbox {

/**
 * The pages a customer would see at Stripe: checkout, portal, invoice, a bank's question. Their addresses are
 * known to nobody who was not given them, so they want no key. The engine's mutex is held by the caller.
 */
http::Response pageAnswer(Engine &engine, const http::Request &request);

} // namespace billhook::sandbox
