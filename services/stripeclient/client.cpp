#include "services/stripeclient/client.h"

#include "services/concurrency/workerthread.h"
#include "services/stripeclient/call.h"
#include "services/stripeclient/stripeprobe.h"

#include <QObject>

#include <algorithm>
#include <string_view>

namespace billhook::stripeclient {

using domain::Error;
using domain::ErrorKind;
using domain::Result;
using namespace Qt::StringLiterals;

namespace {

bool isLive(std::string_view key)
{
    return key.starts_with("sk_live_") || key.starts_with("rk_live_");
}

Error badKey(const char *what)
{
    return { ErrorKind::Configuration, "bad_stripe_key", what, {} };
}

Result<void> checkKey(std::string_view key)
{
    const bool printable = std::all_of(key.begin(), key.end(), [](char c) { return c > ' ' && c <= '~'; });
    if (key.empty() || !printable) {
        return badKey("STRIPE_SECRET_KEY is no key: it must be one word of visible ASCII characters.");
    }
    if (key.starts_with("pk_")) {
        return badKey("STRIPE_SECRET_KEY holds a publishable key (pk_); a secret (sk_) or restricted (rk_) "
                      "one is needed.");
    }
    return {};
}

Result<void> checkWay(const ClientOptions &options)
{
    const auto base = checkedApiBase(options.apiBase.toString());
    return base ? checkWayOf(*base, options.secretKey.toStdString(), options.liveKeyToForeignHost)
                : base.error();
}

} // namespace

class Client::Private
{
public:
    Private(ClientOptions options, observability::Log &log)
        : live(isLive(options.secretKey.toStdString()))
    {
        thread.run([this, options = std::move(options), &log]() mutable {
            wire = std::make_unique<Wire>(std::move(options), log, live);
            calls = std::make_unique<QObject>();
        });
    }
    Private(const Private &) = delete;
    Private &operator=(const Private &) = delete;
    ~Private()
    {
        thread.run([this] {
            calls.reset();
            wire.reset();
        });
    }

    const bool live;
    std::unique_ptr<Wire> wire; ///< on the thread only
    std::unique_ptr<QObject> calls; ///< parent of those under way; on the thread only
    concurrency::WorkerThread thread{ u"stripe"_s }; ///< last: its end waits for what is above
};

Result<std::unique_ptr<Client>> Client::create(ClientOptions options, observability::Log &log)
{
    if (auto good = checkKey(options.secretKey.toStdString()); !good) {
        return good.error();
    }
    if (auto good = checkWay(options); !good) {
        return good.error();
    }
    return std::unique_ptr<Client>(new Client(std::make_unique<Private>(std::move(options), log)));
}

Client::Client(std::unique_ptr<Private> content)
    : d(std::move(content))
{ }

Client::~Client() = default;

QFuture<Result<Answer>> Client::send(Request request, const concurrency::Cancellation &cancellation)
{
    auto promise = std::make_shared<QPromise<Result<Answer>>>();
    auto future = promise->future();
    promise->start();
    d->thread.run([this, request = std::move(request), cancellation, promise]() mutable {
        auto *call = new Call(*d->wire, std::move(request), cancellation, std::move(promise), d->calls.get());
        call->start();
    });
    return future;
}

Result<Answer> Client::call(Request request, const concurrency::Cancellation &cancellation)
{
    auto future = send(std::move(request), cancellation);
    future.waitForFinished();
    return future.takeResult();
}

bool Client::livemode() const
{
    return d->live;
}

} // namespace billhook::stripeclient
