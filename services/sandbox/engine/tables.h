#pragma once

namespace billhook::sandbox {

// Tables of the store that are no kind of object: what the engine itself keeps.
namespace table {

inline constexpr const char *event = "event";
inline constexpr const char *endpoint = "webhook_endpoint";
/** A webhook that waits: {id, event, endpoint, attempts, due (UTC milliseconds), created, withheld}. */
inline constexpr const char *delivery = "delivery";
/** An answer given under an Idempotency-Key: {id, fingerprint, request_id, status, body, created}. */
inline constexpr const char *answer = "answer";
/** An API key with its rights: {id, permissions, revoked}. */
inline constexpr const char *key = "key";

} // namespace table

} // namespace billhook::sandbox
