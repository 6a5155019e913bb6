#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace billhook::events {

/**
 * What ingest needs to know about an event, read from its raw bytes. `id` is empty when the body has no
 * usable one: it must be valid UTF-8 and valid JSON, an object nested no deeper than 64, with an id of 1 to
 * 255 visible ASCII characters. Every other field that is absent or of another kind is left empty: such an
 * event is stored all the same.
 */
struct Envelope
{
    std::string id;
    std::string type;
    std::optional<std::int64_t> created; ///< UTC seconds, from a number or (thin events) an ISO 8601 text
    std::string apiVersion; ///< thin events have none
    std::optional<bool> livemode;
    std::string account; ///< Connect account
    bool thin = false; ///< object is v2.core.event

    bool usable() const { return !id.empty(); }
};

/** Never throws. Any thread. */
Envelope readEnvelope(std::string_view body) noexcept;

/** "sha256:" and the lower-case hexadecimal digest: the name of a body without a usable id. */
std::string digestName(std::string_view body);

/** UTC seconds of an ISO 8601 instant with an offset or Z; a fraction is dropped. Nothing when it is no such
 * text. */
std::optional<std::int64_t> parseInstant(std::string_view text);

} // namespace billhook::events
