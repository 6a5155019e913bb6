#include "services/stripeclient/answer.h"

#include "services/observability/redaction.h"

#include <array>
#include <string_view>

namespace billhook::stripeclient {

using domain::Error;
using domain::ErrorKind;
using domain::Result;

namespace {

RefusalKind kindOf(int status)
{
    switch (status) {
    case 401:
        return RefusalKind::Authentication;
    case 402:
        return RefusalKind::Card;
    case 403:
        return RefusalKind::Permission;
    case 404:
        return RefusalKind::NotFound;
    case 409:
        return RefusalKind::Busy;
    case 424:
        return RefusalKind::Dependency;
    case 429:
        return RefusalKind::RateLimit;
    default:
        return status >= 500 ? RefusalKind::Failure : RefusalKind::Request;
    }
}

struct Wording
{
    RefusalKind refusal;
    ErrorKind kind;
    const char *code;
    const char *sentence; ///< before what Stripe says
};

constexpr std::array wordings{
    Wording{ RefusalKind::Request, ErrorKind::InvalidInput, "stripe_refused",
        "Stripe refused the request; nothing was changed there: " },
    Wording{ RefusalKind::Authentication, ErrorKind::Configuration, "stripe_key_refused",
        "Stripe does not accept the secret key; check STRIPE_SECRET_KEY: " },
    Wording{ RefusalKind::Card, ErrorKind::InvalidInput, "card_declined", "The payment was declined: " },
    Wording{ RefusalKind::Permission, ErrorKind::Forbidden, "stripe_forbidden",
        "The restricted key lacks the permission for this; nothing was changed at Stripe: " },
    Wording{ RefusalKind::NotFound, ErrorKind::NotFound, "stripe_not_found",
        "Stripe does not have this object: " },
    Wording{ RefusalKind::Busy, ErrorKind::Overloaded, "stripe_busy",
        "Stripe is working on this object for somebody else; try again: " },
    Wording{ RefusalKind::Dependency, ErrorKind::Unavailable, "stripe_failed",
        "Stripe could not reach something it depends on; try again later: " },
    Wording{ RefusalKind::RateLimit, ErrorKind::Overloaded, "stripe_rate_limited",
        "Stripe takes no more requests at the moment; try again: " },
    Wording{ RefusalKind::Failure, ErrorKind::Unavailable, "stripe_failed",
        "Stripe failed; whether the change was made is not known: " },
};

const Wording &wordingOf(RefusalKind kind)
{
    return wordings.at(static_cast<std::size_t>(kind));
}

std::string logDetail(const Answer &answer, const Refusal &refusal)
{
    std::string detail = "status=" + std::to_string(answer.status) + " request_id=" + answer.requestId;
    const std::array<std::pair<const char *, const std::string &>, 4> parts{ { { " type=", refusal.type },
        { " code=", refusal.code }, { " decline_code=", refusal.declineCode },
        { " param=", refusal.param } } };
    for (const auto &[name, value] : parts) {
        if (!value.empty()) {
            detail.append(name).append(value);
        }
    }
    return detail + (answer.replayed ? " replayed" : "");
}

} // namespace

void readBody(Answer &answer)
{
    auto tree = std::make_shared<stripe::JsonTree>();
    auto root = tree->parse(answer.body);
    if (root && root->isObject()) {
        answer.json = *root;
        answer.tree = std::move(tree);
    }
}

Refusal refusalOf(const Answer &answer)
{
    const stripe::JsonView error = answer.json["error"];
    const auto text = [&error](const char *name) { return std::string(error[name].text()); };
    Refusal refusal{ kindOf(answer.status), text("type"), text("code"), text("decline_code"), text("param"),
        observability::redact(text("message")) };
    if (refusal.message.empty()) {
        refusal.message = "it answered with status " + std::to_string(answer.status) + " and no explanation.";
    }
    return refusal;
}

Error errorOf(const Answer &answer)
{
    const Refusal refusal = refusalOf(answer);
    const Wording &wording = wordingOf(refusal.kind);
    return Error{ wording.kind, wording.code, wording.sentence + refusal.message,
        logDetail(answer, refusal) };
}

Result<Answer> succeeded(Result<Answer> answer)
{
    if (answer && !answer->succeeded()) {
        return errorOf(*answer);
    }
    return answer;
}

} // namespace billhook::stripeclient
