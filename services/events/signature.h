#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace billhook::events {

/** What was wrong with a signature. For the log only: the client learns no more than that it was refused. */
enum class SignatureVerdict
{
    Valid,
    NoSecret, ///< none is configured
    NoHeader,
    Malformed, ///< the timestamp is there more than once or is no number, or there are too many signatures
    NoTimestamp,
    NoSignature, ///< no readable v1
    TooOld, ///< else right: our clock is ahead of the sender's, or it is an old delivery
    TooNew, ///< else right
    NoMatch,
};

/** When the header says it was signed, UTC seconds. */
std::optional<std::int64_t> signedAt(std::string_view header);

/** A stable word for logs and metrics, as in "no_match". */
std::string_view nameOf(SignatureVerdict verdict);

/**
 * Verifies Stripe-Signature over the raw body. Immutable; verify() may be called from any thread.
 *
 * Stripe's own verifiers differ on odd headers; ours: items are divided by commas without trimming, items
 * without "=" and schemes other than t and v1 are ignored, a v1 that is not 64 lower-case hexadecimal digits
 * is ignored, t must appear once and be 1 to 12 digits, and a t more than the tolerance in the past or in the
 * future is refused.
 */
class SignatureVerifier final
{
public:
    static constexpr std::int64_t toleranceSeconds = 300;

    /** `secrets`: whole, with whsec_; blank ones are ignored. More than one while a secret is rolled. */
    explicit SignatureVerifier(const std::vector<std::string> &secrets);
    SignatureVerifier(const SignatureVerifier &) = delete;
    SignatureVerifier &operator=(const SignatureVerifier &) = delete;
    ~SignatureVerifier();

    /** `now`: UTC seconds. */
    SignatureVerdict verify(std::string_view header, std::string_view body, std::int64_t now) const;

private:
    class Private;
    std::unique_ptr<const Private> d;
};

} // namespace billhook::events
