#pragma once

#include <string>
#include <string_view>

namespace billhook::observability {

/**
 * Masks what must never be kept: Stripe secrets (whsec_, sk_, rk_), our own API tokens, bearer and basic
 * credentials, passwords in URLs and connection strings, and the local part of e-mail addresses. There is no
 * switch.
 */
std::string redact(std::string_view text);

/** Names whose values are masked whatever they hold: password, secret, token, authorization, signature and
 * the like. */
bool isSecretName(std::string_view name);

} // namespace billhook::observability
