#include "services/operations/lookup.h"

#include "services/stripeclient/pager.h"

#include <array>

namespace billhook::operations {

using domain::Result;
using stripeclient::Method;
using stripeclient::Request;

namespace {

using Effect = Result<std::optional<FoundEffect>>;

constexpr qint64 clockDifference = 300; ///< seconds that Stripe's clock may be behind ours

bool bearsMark(stripe::JsonView object, const std::string &mark)
{
    return object["metadata"]["billhook_step"].text() == mark;
}

/** Objects of the kind that were made since, of the same owner where the step names one. */
Request listing(const Request &create, const OperationStep &step)
{
    Request list{ Method::Get, create.endpoint };
    for (const char *owner : { "product", "customer" }) {
        if (create.form.contains(owner)) {
            list.form.text(owner, std::string(create.form.value(owner)));
        }
    }
    list.form.integer("created[gte]", step.sentAt.toSecsSinceEpoch() - clockDifference).integer("limit", 100);
    return list;
}

/** A list shows no more of an object than its mark needs: the object itself is asked for again. */
Effect retrieved(
    stripeclient::Client &client, const Request &object, const concurrency::Cancellation &cancellation)
{
    auto answer = client.call(object, cancellation);
    if (!answer) {
        return answer.error();
    }
    if (answer->status == 404) {
        return std::optional<FoundEffect>();
    }
    if (!answer->succeeded()) {
        return errorOf(*answer);
    }
    return std::optional(FoundEffect{ object.id, answer->body, answer->requestId });
}

Effect findCreated(stripeclient::Client &client, const Request &create, const OperationStep &step,
    const concurrency::Cancellation &cancellation)
{
    stripeclient::Pager pager(client, listing(create, step), cancellation);
    while (true) {
        auto page = pager.next();
        if (!page) {
            return page.error();
        }
        if (!*page) {
            return std::optional<FoundEffect>();
        }
        for (const auto &object : (*page)->objects) {
            if (bearsMark(object, create.idempotencyKey)) {
                const Request made{ Method::Get, create.endpoint + "/{id}",
                    std::string(object["id"].text()) };
                return retrieved(client, made, cancellation);
            }
        }
    }
}

Effect findChanged(
    stripeclient::Client &client, const Request &update, const concurrency::Cancellation &cancellation)
{
    auto answer = client.call({ Method::Get, update.endpoint, update.id }, cancellation);
    if (!answer) {
        return answer.error();
    }
    if (!answer->succeeded() && answer->status != 404) {
        return errorOf(*answer);
    }
    if (answer->status == 404 || !bearsMark(answer->json, update.idempotencyKey)) {
        return std::optional<FoundEffect>();
    }
    return std::optional(FoundEffect{ update.id, answer->body, answer->requestId });
}

Effect findGone(
    stripeclient::Client &client, const Request &deletion, const concurrency::Cancellation &cancellation)
{
    auto answer = client.call({ Method::Get, deletion.endpoint, deletion.id }, cancellation);
    if (!answer) {
        return answer.error();
    }
    if (answer->status == 404 || answer->json["deleted"].text() == "true") {
        return std::optional(FoundEffect{ deletion.id, {}, answer->requestId });
    }
    if (!answer->succeeded()) {
        return errorOf(*answer);
    }
    return std::optional<FoundEffect>();
}

} // namespace

Effect lookUp(stripeclient::Client &client, const Request &request, const OperationStep &step,
    const concurrency::Cancellation &cancellation)
{
    if (request.method == Method::Delete) {
        return findGone(client, request, cancellation);
    }
    if (request.endpoint.find("{id}") == std::string::npos) {
        return findCreated(client, request, step, cancellation);
    }
    return findChanged(client, request, cancellation);
}

} // namespace billhook::operations
