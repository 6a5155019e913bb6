#pragma once

#include "services/sandbox/company/names.h"
#include "services/sandbox/engine/records.h"

#include <deque>
#include <string>

namespace billhook::sandbox {

/** What a customer's story has to show, so that the demo always has something on every list. */
enum class Story
{
    Ordinary,
    Prospect, ///< uses the free tier, is no customer at Stripe (yet)
    Seasonal, ///< leaves and comes back again and again
    Troubled, ///< the last invoice before the history's end can't be collected
    Leaving, ///< has given notice shortly before the end
    Trying, ///< still in the trial at the end
};

/** How the customer is found to belong to an organization. */
enum class Link
{
    Metadata,
    Directory,
    None
};

struct Account
{
    std::size_t index = 0;
    Story story = Story::Ordinary;
    Link link = Link::Metadata;
    std::string organizationId;
    CompanyName company;
    Seconds signUp = 0;
    std::int64_t seats = 1; ///< people who would use it at the start
    Customer customer;
    std::deque<Subscription> subscriptions;
};

} // namespace billhook::sandbox
