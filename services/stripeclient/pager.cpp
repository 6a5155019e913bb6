#include "services/stripeclient/pager.h"

#include <algorithm>

namespace billhook::stripeclient {

using domain::Error;
using domain::ErrorKind;
using domain::Result;

namespace {

Error endless(const Request &request)
{
    return { ErrorKind::Unavailable, "stripe_listing_endless",
        "Stripe's list does not go on from where it ended; what was read before is kept. Try again later.",
        "endpoint=" + request.endpoint };
}

} // namespace

Pager::Pager(Client &client, Request request, concurrency::Cancellation cancellation)
    : m_client(client)
    , m_request(std::move(request))
    , m_cancellation(std::move(cancellation))
    , m_backward(m_request.form.contains("ending_before"))
{ }

Result<std::optional<Page>> Pager::next()
{
    if (m_done) {
        return std::optional<Page>();
    }
    auto answer = succeeded(m_client.call(m_request, m_cancellation));
    if (!answer) {
        return answer.error();
    }
    Page page{ *std::move(answer), {} };
    const stripe::JsonView data = page.answer.json["data"];
    for (std::size_t index = 0; index < data.size(); ++index) {
        page.objects.push_back(data.at(index));
    }
    if (auto advanced = advance(page); !advanced) {
        return advanced.error();
    }
    if (m_backward) {
        std::reverse(page.objects.begin(), page.objects.end());
    }
    return std::optional<Page>(std::move(page));
}

Result<void> Pager::advance(const Page &page)
{
    const stripe::JsonView list = page.answer.json;
    m_done = list["has_more"].text() != "true";
    if (m_done) {
        return {};
    }
    const bool search = list["object"].text() == "search_result";
    const char *name = search ? "page" : m_backward ? "ending_before" : "starting_after";
    std::string cursor;
    if (search) {
        cursor = list["next_page"].text();
    } else if (!page.objects.empty()) {
        cursor = (m_backward ? page.objects.front() : page.objects.back())["id"].text();
    }
    if (cursor.empty() || cursor == m_request.form.value(name)) {
        return endless(m_request);
    }
    m_request.form.replace(name, cursor);
    return {};
}

} // namespace billhook::stripeclient
