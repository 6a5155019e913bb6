#pragma once

#include "models/domain/result.h"
#include "services/concurrency/cancellation.h"
#include "services/stripeclient/answer.h"
#include "services/stripeclient/clientoptions.h"
#include "services/stripeclient/request.h"

#include <QFuture>

#include <memory>

namespace billhook::observability {
class Log;
}

namespace billhook::stripeclient {

/**
 * One account's way to Stripe, over a network thread of its own. Every call ends by its deadline. Any thread
 * may call send(); one owner makes and destroys the client, which ends what is under way as `canceled`.
 *
 * The error of a call means that there is no answer of Stripe's and, after a POST or DELETE, that its effect
 * is not known: `stripe_unreachable` or `stripe_unreadable` (Unavailable), `stripe_timeout` or `canceled`
 * (Timeout); only `stripe_rate_budget` (Overloaded) was never sent. A refusal is an Answer that did not
 * succeed, see errorOf().
 */
class Client final
{
public:
    /** Configuration: a key that is none, an address that is neither https nor loopback, a live key that
     * would go over http or to a host that is not Stripe's. Nothing is sent yet. */
    static domain::Result<std::unique_ptr<Client>> create(ClientOptions options, observability::Log &log);
    Client(const Client &) = delete;
    Client &operator=(const Client &) = delete;
    ~Client();

    QFuture<domain::Result<Answer>> send(Request request, const concurrency::Cancellation &cancellation = {});

    /** Waits for the answer: for worker threads, never for one that serves people or events. */
    domain::Result<Answer> call(Request request, const concurrency::Cancellation &cancellation = {});

    bool livemode() const; ///< as the key says

private:
    class Private;
    explicit Client(std::unique_ptr<Private> content);
    std::unique_ptr<Private> d;
};

} // namespace billhook::stripeclient
