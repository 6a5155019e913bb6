#pragma once

#include "models/domain/result.h"
#include "services/stripe/jsonview.h"

#include <chrono>
#include <memory>
#include <optional>
#include <string>

namespace billhook::stripeclient {

/** What Stripe means by refusing; from the HTTP status, as the official clients do. */
enum class RefusalKind
{
    Request, ///< 400 and whatever else is our fault
    Authentication, ///< 401: no key, or one that is not valid
    Card, ///< 402: valid, but declined
    Permission, ///< 403: a restricted key without the right
    NotFound, ///< 404
    Busy, ///< 409: the object or the key is in use
    Dependency, ///< 424: something Stripe relies on
    RateLimit, ///< 429
    Failure ///< 5xx: the result is unknown, not negative
};

struct Refusal
{
    RefusalKind kind = RefusalKind::Request;
    std::string type; ///< Stripe's, "invalid_request_error"; empty where the body is not Stripe's
    std::string code; ///< Stripe's, "resource_missing"
    std::string declineCode;
    std::string param;
    std::string message; ///< Stripe's sentence, without secrets
};

/** One complete HTTP answer, whatever its status. Cheap to copy. One thread at a time reads its JSON. */
struct Answer
{
    int status = 0;
    std::string requestId; ///< req_..., for Stripe's support; empty where the answer has none
    bool replayed = false; ///< the stored answer of an earlier request with this key
    std::optional<bool> shouldRetry; ///< Stripe-Should-Retry
    std::optional<std::chrono::seconds> retryAfter; ///< 0..60
    std::string contentType;
    std::string body;
    std::shared_ptr<stripe::JsonTree> tree; ///< null where the body is not a JSON object
    stripe::JsonView json; ///< the object; Missing where the body is none

    bool succeeded() const { return status >= 200 && status < 300; }
};

/** Reads the body of an answer into its `json`. */
void readBody(Answer &answer);

/** Why Stripe refused. Only of an answer that did not succeed. */
Refusal refusalOf(const Answer &answer);

/**
 * An answer that did not succeed, for people and tables: `card_declined`, `stripe_refused`,
 * `stripe_key_refused`, `stripe_forbidden`, `stripe_not_found`, `stripe_busy`, `stripe_rate_limited`,
 * `stripe_failed`.
 */
domain::Error errorOf(const Answer &answer);

/** The answer where it succeeded, else errorOf() it. */
domain::Result<Answer> succeeded(domain::Result<Answer> answer);

} // namespace billhook::stripeclient
