#pragma once

#include "services/stripeclient/client.h"

#include <optional>
#include <string>
#include <vector>

namespace billhook::stripeclient {

/** The objects of one page, in the order they are handed out; they live as long as the page. */
struct Page
{
    Answer answer;
    std::vector<stripe::JsonView> objects;
};

/**
 * All pages of a listing, one after the other. From the newest to the oldest; with `ending_before` in the
 * request from the object after that one towards the newest, oldest first: the order for catching up. A
 * search result is followed by its `next_page`. Waits for each page: for worker threads only.
 */
class Pager final
{
public:
    Pager(Client &client, Request request, concurrency::Cancellation cancellation = {});

    /** The next page; nothing after the last. After an error the same page may be asked for again. */
    domain::Result<std::optional<Page>> next();

private:
    domain::Result<void> advance(const Page &page);

    Client &m_client;
    Request m_request;
    concurrency::Cancellation m_cancellation;
    bool m_backward;
    bool m_done = false;
};

} // namespace billhook::stripeclient
